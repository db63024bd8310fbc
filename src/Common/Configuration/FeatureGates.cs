using ImageAutomation.Common.Results;

namespace ImageAutomation.Common.Configuration;

/// <summary>Switches by name, as <c>--feature-gates a=true,b=false</c> sets them.</summary>
public sealed class FeatureGates
{
    private readonly Dictionary<string, bool> values;

    private FeatureGates(Dictionary<string, bool> values) => this.values = values;

    /// <summary>Sets gates.</summary>
    /// <param name="pairs"><c>name=bool</c>; the last of several for one name counts.</param>
    /// <param name="defaults">Every gate that exists, with its default.</param>
    /// <returns>All gates, or a terminal failure that names the unknown one.</returns>
    public static Result<FeatureGates> Parse(IReadOnlyList<string> pairs, IReadOnlyDictionary<string, bool> defaults)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        ArgumentNullException.ThrowIfNull(defaults);
        var values = new Dictionary<string, bool>(defaults, StringComparer.Ordinal);
        foreach (var pair in pairs)
        {
            if (pair.Split('=', 2, StringSplitOptions.TrimEntries) is not [var name, var text]) return FlagSet.Invalid($"feature gate '{pair}' is not written name=true or name=false");
            if (!values.ContainsKey(name)) return FlagSet.Invalid($"feature gate {name} does not exist; there are {string.Join(", ", values.Keys.Order(StringComparer.Ordinal))}");
            if (!FlagSet.TryBoolean(text, out var value)) return FlagSet.Invalid($"feature gate {name}: '{text}' is neither true nor false");
            values[name] = value;
        }

        return new FeatureGates(values);
    }

    /// <summary>Whether a gate is open.</summary>
    public bool this[string name] => values[name];
}
