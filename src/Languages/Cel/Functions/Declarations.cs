using System.Collections.Frozen;

namespace ImageAutomation.Languages.Cel.Functions;

/// <summary>Collects declarations of functions.</summary>
internal sealed class Declarations
{
    private readonly Dictionary<string, List<Overload>> functions = new(StringComparer.Ordinal);

    /// <summary>Declares one overload.</summary>
    /// <param name="name">Name of the function.</param>
    /// <param name="signature">Its types: <c>string.(int) string</c> for a member, <c>(A) dyn</c> for a global function.</param>
    /// <param name="run">What it does; null where the interpreter does it.</param>
    public void Add(string name, string signature, CelFunction? run)
    {
        if (!functions.TryGetValue(name, out var overloads)) functions[name] = overloads = [];
        overloads.Add(Overload.Parse(signature, run));
    }

    public FrozenDictionary<string, IReadOnlyList<Overload>> ToTable() =>
        functions.ToFrozenDictionary(entry => entry.Key, entry => (IReadOnlyList<Overload>)entry.Value, StringComparer.Ordinal);
}
