namespace ImageAutomation.Languages.GoTemplates;

/// <summary>A function that templates can call.</summary>
/// <param name="Name">Name in templates.</param>
/// <param name="Parameters">Types of its parameters; the last is the element type of the rest when variadic.</param>
/// <param name="IsVariadic">Whether the last parameter takes any number of values.</param>
/// <param name="Body">Computes the result; where Go returns an error or panics, it throws the room's own error.</param>
public sealed record GoFunction(string Name, IReadOnlyList<GoType> Parameters, bool IsVariadic, Func<RenderBudget, GoValue[], GoValue> Body)
{
    /// <summary>A function with fixed parameters.</summary>
    internal static GoFunction Fixed(string name, Func<RenderBudget, GoValue[], GoValue> body, params GoType[] parameters) =>
        new(name, parameters, false, body);

    /// <summary>A function whose last parameter takes any number of values.</summary>
    internal static GoFunction Rest(string name, Func<RenderBudget, GoValue[], GoValue> body, params GoType[] parameters) =>
        new(name, parameters, true, body);

    /// <summary>The same function under another name.</summary>
    internal GoFunction As(string name) => this with { Name = name };
}
