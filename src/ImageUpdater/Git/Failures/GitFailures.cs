using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageUpdater.Git.Failures;

/// <summary>Makes failures of this room and tells their kinds apart.</summary>
internal static class GitFailures
{
    /// <summary>The kind of a failure that came from this room; <see cref="GitFailureKind.Other"/> for any other.</summary>
    public static GitFailureKind GitKind(this Failure failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return failure.Cause is GitException detail ? detail.Kind : GitFailureKind.Other;
    }

    /// <summary>A failure with reason <see cref="Reasons.GitOperationFailed"/>, retried.</summary>
    internal static Failure Transient(GitFailureKind kind, string message, string? detail = null, Exception? inner = null) =>
        Failure.Transient(Reasons.GitOperationFailed, message, new GitException(kind, detail ?? message, inner));

    /// <summary>An invalid setting: reason <see cref="Reasons.GitOperationFailed"/>, only a change of the spec helps.</summary>
    internal static Failure Invalid(string message) =>
        Failure.Terminal(Reasons.GitOperationFailed, message, new GitException(GitFailureKind.InvalidInput, message));

    /// <summary>
    /// Credentials or a URL that cannot be used: reason <see cref="Reasons.SourceManagerFailed"/>, retried, because a Secret may be
    /// corrected at any time.
    /// </summary>
    internal static Failure Source(string message) =>
        Failure.Transient(Reasons.SourceManagerFailed, message, new GitException(GitFailureKind.InvalidInput, message));
}
