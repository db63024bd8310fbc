using ImageAutomation.Common.Files;
using ImageAutomation.ImageUpdater.Git.Failures;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageUpdater.Git.Mirrors;

/// <summary>A lock among processes: an open file. The system frees it when its holder ends, however that happens.</summary>
internal static class MirrorLock
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(25);

    /// <summary>Waits for the lock.</summary>
    /// <returns>
    /// The lock, freed by disposal; a failure of kind <see cref="GitFailureKind.Timeout"/> when another process keeps it.
    /// </returns>
    public static async Task<Result<FileStream>> TakeAsync(
        string file, TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            try
            {
                return OwnFiles.Open(file);
            }
            catch (IOException exception) when (File.Exists(file))
            {
                if (time.GetElapsedTime(started) > timeout)
                    return GitFailures.Transient(
                        GitFailureKind.Timeout, "another process keeps working on the same mirror", inner: exception);
            }

            await Task.Delay(Step, time, cancellationToken);
        }
    }
}
