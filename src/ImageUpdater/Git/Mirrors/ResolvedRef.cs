using ImageAutomation.ImageUpdater.Git.Objects;
using ImageAutomation.ImageUpdater.Git.Remote;

namespace ImageAutomation.ImageUpdater.Git.Mirrors;

/// <summary>What a checkout ref means right now.</summary>
/// <param name="Commit">The commit; it is in the mirror.</param>
/// <param name="FullName">Full ref name; null for a bare commit.</param>
public sealed record ResolvedRef(ObjectId Commit, string? FullName)
{
    /// <summary>Revision text: <c>main@sha1:&lt;id&gt;</c>, or <c>sha1:&lt;id&gt;</c> without a ref.</summary>
    public string Revision => FullName is null ? $"sha1:{Commit}" : $"{GitRefName.Shorten(FullName)}@sha1:{Commit}";
}
