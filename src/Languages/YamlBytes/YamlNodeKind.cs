namespace ImageAutomation.Languages.YamlBytes;

/// <summary>Kinds of nodes.</summary>
public enum YamlNodeKind : byte
{
    /// <summary>Keys with values.</summary>
    Mapping,

    /// <summary>Items.</summary>
    Sequence,

    /// <summary>Text.</summary>
    Scalar,

    /// <summary>A name for another node.</summary>
    Alias,
}
