using ImageAutomation.Languages.Results;

namespace ImageAutomation.Common.Configuration;

/// <summary>Switches by name, as <c>--feature-gates a=true,b=false</c> sets them.</summary>
public sealed class FeatureGates
{
    private readonly IReadOnlyList<Gate> gates;
    private readonly Dictionary<string, bool> values;

    private FeatureGates(IReadOnlyList<Gate> gates, Dictionary<string, bool> values) => (this.gates, this.values) = (gates, values);

    /// <summary>Sets gates.</summary>
    /// <param name="pairs"><c>name=bool</c>; the last of several for one name counts.</param>
    /// <param name="gates">Every gate that exists.</param>
    /// <returns>All gates, or a terminal failure that names the unknown one.</returns>
    public static Result<FeatureGates> Parse(IReadOnlyList<string> pairs, IReadOnlyList<Gate> gates)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        ArgumentNullException.ThrowIfNull(gates);
        var values = gates.ToDictionary(g => g.Name, g => g.Default, StringComparer.Ordinal);
        foreach (var pair in pairs)
        {
            if (pair.Split('=', 2, StringSplitOptions.TrimEntries) is not [var name, var text])
                return FlagSet.Invalid($"feature gate '{pair}' is not written name=true or name=false");
            if (!values.ContainsKey(name))
                return FlagSet.Invalid(
                    $"feature gate {name} does not exist; there are {string.Join(", ", values.Keys.Order(StringComparer.Ordinal))}");
            if (!FlagSet.TryBoolean(text, out var value))
                return FlagSet.Invalid($"feature gate {name}: '{text}' is neither true nor false");
            values[name] = value;
        }

        return new FeatureGates(gates, values);
    }

    /// <summary>One sentence for each gate that was switched and has no effect here, by name.</summary>
    public IReadOnlyList<string> Warnings =>
        [.. from gate in gates where gate.WithoutEffect is not null && values[gate.Name] != gate.Default orderby gate.Name
            select $"feature gate {gate.Name} has no effect: {gate.WithoutEffect}"];

    /// <summary>Whether a gate is open.</summary>
    public bool this[string name] => values[name];
}
