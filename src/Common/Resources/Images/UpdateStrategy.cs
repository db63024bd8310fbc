namespace ImageAutomation.Common.Resources.Images;

/// <summary>How files are edited.</summary>
public sealed record UpdateStrategy
{
    /// <summary><c>Setters</c> (default: markers) or <c>ImageFields</c> (our addition: fields that hold the policy's image).</summary>
    public string? Strategy { get; init; }

    /// <summary>Folder or file below the repository root; null or empty means the root.</summary>
    public string? Path { get; init; }

    /// <summary>Our addition: <c>Hold</c> (default) keeps a person's change, <c>Overwrite</c> does what the reference does.</summary>
    public string? OnManualChange { get; init; }

    /// <summary>
    /// Our addition: <c>Skip</c> (default) leaves files that do not parse alone, <c>Line</c> edits unambiguous marker lines.
    /// </summary>
    public string? Unparsable { get; init; }

    /// <summary>Our addition: gathers policy changes into one commit.</summary>
    public UpdateBatch? Batch { get; init; }
}
