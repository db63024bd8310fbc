using ImageAutomation.ImageUpdater.Editing.Targets;
using ImageAutomation.ImageUpdater.Git.Objects;

namespace ImageAutomation.ImageUpdater.Publishing.Pushing;

/// <summary>A commit that reached the remote.</summary>
/// <param name="Commit">Its id.</param>
/// <param name="Branch">Branch.</param>
/// <param name="Refspecs">Refspecs pushed in addition.</param>
/// <param name="Message">Its whole message.</param>
/// <param name="Changes">What it changed; files from the root of the repository.</param>
internal sealed record PushedCommit(
    ObjectId Commit, string Branch, IReadOnlyList<string> Refspecs, string Message, IReadOnlyList<Change> Changes);
