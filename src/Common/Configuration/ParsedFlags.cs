using System.Globalization;
using ImageAutomation.Languages.GoText;

namespace ImageAutomation.Common.Configuration;

/// <summary>
/// Values of the flags of a set: given ones as written, the others by default. Every value was checked when it was parsed.
/// </summary>
public sealed class ParsedFlags
{
    private readonly FlagSet set;
    private readonly IReadOnlyDictionary<string, string> values;

    internal ParsedFlags(FlagSet set, IReadOnlyDictionary<string, string> values) => (this.set, this.values) = (set, values);

    /// <summary>Whether <c>--help</c> was given; nothing after it was read.</summary>
    public bool AsksForHelp { get; init; }

    /// <summary>One sentence for each given flag that has no effect here, by name.</summary>
    public IReadOnlyList<string> Warnings =>
        [.. from flag in set.All where flag.WithoutEffect is not null && Text(flag.Name) != flag.Default
            select $"--{flag.Name} has no effect: {flag.WithoutEffect}"];

    /// <summary>The value as written.</summary>
    public string Text(string name) => values.GetValueOrDefault(name) ?? set.Find(name).Default;

    /// <summary>The value; null when it is empty.</summary>
    public string? TextOrNull(string name) => Text(name) is { Length: > 0 } text ? text : null;

    /// <summary>A boolean.</summary>
    public bool Boolean(string name) => FlagSet.TryBoolean(Text(name), out var value) && value;

    /// <summary>A whole number.</summary>
    public int Integer(string name) => int.Parse(Text(name), CultureInfo.InvariantCulture);

    /// <summary>A number.</summary>
    public double Number(string name) => double.Parse(Text(name), CultureInfo.InvariantCulture);

    /// <summary>A duration.</summary>
    public TimeSpan Duration(string name) => GoDuration.TryParse(Text(name), out var value) ? value.Value : throw new FormatException(name);

    /// <summary>The parts of a list, trimmed, empty ones left out.</summary>
    public IReadOnlyList<string> List(string name) =>
        Text(name).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>An address; null: nothing is served.</summary>
    public ListenAddress? Address(string name) => ListenAddress.Parse(Text(name)).Value.OrNull;
}
