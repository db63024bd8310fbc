using ImageAutomation.Common.Resources.Images;
using ImageAutomation.ImageUpdater.Editing.Targets;
using ImageAutomation.ImageUpdater.Git.Mirrors;
using ImageAutomation.ImageUpdater.Git.Objects;
using ImageAutomation.ImageUpdater.Publishing.Index;

namespace ImageAutomation.ImageUpdater.Publishing;

/// <summary>What a run came to.</summary>
/// <param name="Revision">What was checked out or pushed, for <c>status.observedSourceRevision</c>.</param>
/// <param name="Pushed">What was pushed; null: nothing.</param>
/// <param name="Holds">Values in Git that stand against an election.</param>
/// <param name="Skipped">Files that were left alone, by path.</param>
/// <param name="Unbound">Markers whose policy was not among those of the run.</param>
internal sealed record PublishOutcome(
    string Revision, PushedCommit? Pushed, IReadOnlyList<HoldEntry> Holds, IReadOnlyList<SkippedFile> Skipped, IReadOnlyList<UnboundMarker> Unbound);

/// <summary>A commit that reached the remote.</summary>
/// <param name="Commit">Its id.</param>
/// <param name="Branch">Branch.</param>
/// <param name="Refspecs">Refspecs pushed in addition.</param>
/// <param name="Message">Its whole message.</param>
/// <param name="Changes">What it changed; files from the root of the repository.</param>
internal sealed record PushedCommit(ObjectId Commit, string Branch, IReadOnlyList<string> Refspecs, string Message, IReadOnlyList<Change> Changes);
