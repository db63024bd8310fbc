namespace ImageAutomation.ImageReflector.TagStore;

/// <summary>What a registry says about the manifest of a tag that it does not list.</summary>
public enum ManifestAnswer
{
    /// <summary>It could not be asked.</summary>
    Unknown,

    /// <summary>It is there, by tag or by digest.</summary>
    Exists,

    /// <summary>404 to a GET.</summary>
    Gone,
}
