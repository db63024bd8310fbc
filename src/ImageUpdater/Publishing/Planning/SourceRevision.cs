using ImageAutomation.ImageUpdater.Git.Objects;
using ImageAutomation.ImageUpdater.Git.Remote;

namespace ImageAutomation.ImageUpdater.Publishing.Planning;

/// <summary>Revisions as status shows them: <c>main@sha1:...</c>. Pure.</summary>
internal static class SourceRevision
{
    /// <summary>The text for a branch, tag or other ref.</summary>
    /// <param name="reference">Short or full name of the ref.</param>
    /// <param name="commit">What it points at.</param>
    public static string Of(string reference, ObjectId commit) => $"{GitRefName.Shorten(reference)}@sha1:{commit}";

    /// <summary>Whether a status names a revision of this branch, whichever.</summary>
    public static bool IsOf(string observed, string branch) =>
        observed.StartsWith(branch + "@", StringComparison.Ordinal)
        || (observed.Length == branch.Length + 1 + ObjectId.HexLength && observed.StartsWith(branch + "/", StringComparison.Ordinal));

    /// <summary>Whether a status names this revision, in today's form or as <c>main/...</c>, which older controllers wrote.</summary>
    public static bool IsSame(string observed, string reference, ObjectId commit) =>
        observed == Of(reference, commit) || observed == $"{GitRefName.Shorten(reference)}/{commit}";
}
