using ImageAutomation.ImageUpdater.Publishing.Pushing;

namespace ImageAutomation.ImageUpdater.Publishing;

/// <summary>What a run came to.</summary>
/// <param name="Revision">What was checked out or pushed, for <c>status.observedSourceRevision</c>.</param>
/// <param name="Pushed">What was pushed; null: nothing.</param>
/// <param name="Findings">What the plan found besides changes.</param>
internal sealed record PublishOutcome(string Revision, PushedCommit? Pushed, Findings Findings);
