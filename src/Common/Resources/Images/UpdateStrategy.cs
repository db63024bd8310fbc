using System.Text.Json.Serialization;

namespace ImageAutomation.Common.Resources.Images;

/// <summary>How files are edited.</summary>
public sealed record UpdateStrategy
{
    /// <summary>The reference's strategy, and the default: markers.</summary>
    public const string Setters = "Setters";

    /// <summary>Our addition: fields that hold a policy's image.</summary>
    public const string ImageFields = "ImageFields";

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

    /// <summary>Whether fields that hold a policy's image are set, besides markers.</summary>
    [JsonIgnore]
    public bool IsImageFields => Strategy == ImageFields;

    /// <summary>Whether <see cref="Strategy"/> is none that is known.</summary>
    [JsonIgnore]
    public bool IsUnknown => Strategy is not (null or "" or Setters or ImageFields);

    /// <summary>Whether what people write is overwritten.</summary>
    [JsonIgnore]
    public bool Overwrites => OnManualChange == "Overwrite";

    /// <summary>Whether lines of files that do not parse are edited.</summary>
    [JsonIgnore]
    public bool EditsLines => Unparsable == "Line";

    /// <summary>Our addition: gathers policy changes into one commit.</summary>
    public UpdateBatch? Batch { get; init; }
}
