using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageUpdater.Git.Failures;

/// <summary>
/// Turns trouble with the state folder (full, read-only, taken away) into a failure: an operator can mend it, so it is expected.
/// </summary>
internal static class DiskErrors
{
    /// <summary>Runs work that writes files.</summary>
    public static async Task<Result<T>> GuardAsync<T>(Func<Task<Result<T>>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Of(exception);
        }
    }

    /// <summary>The failure that stands for an exception.</summary>
    public static Failure Of(Exception exception) =>
        GitFailures.Transient(GitFailureKind.Other, $"the state or temporary folder cannot be used: {exception.Message}", inner: exception);
}
