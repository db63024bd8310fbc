namespace ImageAutomation.ImageUpdater.Editing.Yaml;

/// <summary>Kinds of nodes.</summary>
internal enum YamlNodeKind : byte
{
    Mapping,
    Sequence,
    Scalar,
    Alias,
}
