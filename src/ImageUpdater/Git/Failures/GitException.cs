namespace ImageAutomation.ImageUpdater.Git.Failures;

/// <summary>Carries the kind of a Git failure as the cause of a <see cref="Languages.Results.Failure"/>; never thrown.</summary>
/// <remarks>The message is the sanitised end of what git printed.</remarks>
internal sealed class GitException(GitFailureKind kind, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What went wrong.</summary>
    public GitFailureKind Kind => kind;
}
