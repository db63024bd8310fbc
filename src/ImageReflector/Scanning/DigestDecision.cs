using ImageAutomation.Common.Resources.Images;

namespace ImageAutomation.ImageReflector.Scanning;

/// <summary>Whether the digest of an elected tag is looked up. Pure.</summary>
internal static class DigestDecision
{
    /// <summary>Applies the digest reflection policy.</summary>
    /// <param name="mode">One of <see cref="DigestReflection"/>; null means <c>Never</c>.</param>
    /// <param name="latest">The current election; null when there is none.</param>
    /// <param name="name">Image name that is about to be published.</param>
    /// <param name="tag">Tag that is about to be published.</param>
    /// <returns>Whether to ask the registry; if not, the digest to publish (null: none).</returns>
    public static (bool Lookup, string? Digest) Decide(string? mode, ImageRef? latest, string name, string tag) => mode switch
    {
        DigestReflection.Always => (true, null),
        DigestReflection.IfNotPresent when latest is null || latest.Name != name || latest.Tag != tag
            || string.IsNullOrEmpty(latest.Digest) => (true, null),
        DigestReflection.IfNotPresent => (false, latest.Digest),
        _ => (false, null),
    };
}
