using ImageAutomation.ImageUpdater.Commits.Signing;
using ImageAutomation.ImageUpdater.Publishing.Pushing;

namespace ImageAutomation.ImageUpdater.Publishing;

/// <summary>What goes with a commit on its way.</summary>
/// <param name="Signers">Sign it.</param>
/// <param name="Own">Remember that it is ours.</param>
internal sealed record CommitTools(CommitSigners Signers, OwnPushes Own);
