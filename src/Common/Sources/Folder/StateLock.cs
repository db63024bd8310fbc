using ImageAutomation.Common.Files;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Common.Sources.Folder;

/// <summary>A state folder that is taken by this process; disposal gives it back, and so does the end of the process.</summary>
public sealed class StateLock : IDisposable
{
    private static readonly TimeSpan LookGap = TimeSpan.FromSeconds(2);

    private readonly string folder;
    private readonly string file;
    private readonly FileStream held;
    private readonly ulong number;

    internal StateLock(string folder, string file)
    {
        this.folder = folder;
        this.file = file;
        held = OwnFiles.Open(file);
        number = OwnFiles.NumberOf(file);
    }

    /// <summary>
    /// Works until the folder is taken away: what is written to files that no name leads to any more is lost, and somebody else could start
    /// on the same path.
    /// </summary>
    /// <param name="work">The work; cancelled when the folder is gone.</param>
    /// <param name="time">Time.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What the work came to; a failure when the folder was removed or replaced.</returns>
    public async Task<Result<T>> GuardAsync<T>(
        Func<CancellationToken, Task<Result<T>>> work, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(work);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var isGone = false;
        var looking = LookAsync();
        try
        {
            var result = await work(stop.Token);
            return isGone ? Gone() : result;
        }
        catch (OperationCanceledException) when (isGone && !cancellationToken.IsCancellationRequested)
        {
            return Gone();
        }
        finally
        {
            await stop.CancelAsync();
            await looking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        async Task LookAsync()
        {
            using var timer = new PeriodicTimer(LookGap, time);
            while (await timer.WaitForNextTickAsync(stop.Token))
            {
                if (OwnFiles.NumberOf(file) == number) continue;
                isGone = true;
                await stop.CancelAsync();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => held.Dispose();

    private Failure Gone() => Failure.Terminal(
        SourceReasons.Unavailable,
        $"state folder '{folder}' was removed or replaced while it was in use; what is in it now is not ours, so this process ends: start "
            + "it again");
}
