using ImageAutomation.ImageUpdater.Git.Failures;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageUpdater.Git.Remote;

/// <summary>What a push did, ref by ref.</summary>
/// <param name="Refs">One entry for each ref asked for, in that order.</param>
/// <param name="Failure">
/// Why not everything landed; null when it did. Kinds: <see cref="GitFailureKind.Stale"/>, <see cref="GitFailureKind.NonFastForward"/>,
/// <see cref="GitFailureKind.Rejected"/>.
/// </param>
public sealed record PushOutcome(IReadOnlyList<PushedRef> Refs, Failure? Failure)
{
    /// <summary>Whether every ref landed.</summary>
    public bool IsComplete => Failure is null;
}
