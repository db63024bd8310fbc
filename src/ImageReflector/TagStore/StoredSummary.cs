namespace ImageAutomation.ImageReflector.TagStore;

/// <summary>What is known of a stored listing without reading its tags.</summary>
/// <param name="CanonicalName">Image name the tags were listed under.</param>
/// <param name="Revision"><c>sha256:</c> of the tags in descending byte order, each ended by LF.</param>
/// <param name="Count">Number of tags.</param>
public sealed record StoredSummary(string CanonicalName, string Revision, int Count)
{
    /// <summary>Whether the last listing was empty and these tags were kept.</summary>
    public bool WasEmpty { get; init; }
}
