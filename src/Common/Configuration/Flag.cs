namespace ImageAutomation.Common.Configuration;

/// <summary>A flag of a program.</summary>
/// <param name="Name">Name without dashes.</param>
/// <param name="Kind">Form of its value.</param>
/// <param name="Default">Value when it is not given, as it would be written.</param>
/// <param name="Meaning">One sentence for the help text and the documentation.</param>
public sealed record Flag(string Name, FlagKind Kind, string Default, string Meaning)
{
    /// <summary>Smallest value of a number, or of a duration in seconds; null: no bound.</summary>
    public double? Minimum { get; init; }

    /// <summary>Largest value of a number, or of a duration in seconds; null: no bound.</summary>
    public double? Maximum { get; init; }

    /// <summary>The only values that a text may have; empty: any.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>
    /// Why the flag has no effect here; null: it has one. Such a flag is accepted with a warning, so that manifests written for the
    /// reference controllers start.
    /// </summary>
    public string? WithoutEffect { get; init; }
}
