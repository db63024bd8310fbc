using System.Diagnostics;

namespace ImageAutomation.Bench.Support;

/// <summary>Waits for something that others bring about, looking every millisecond: that is how exact the times are.</summary>
internal static class Waiting
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    public static async Task UntilAsync(Func<Task<bool>> condition, Func<Task<string>> describe)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(started) > Limit) throw new TimeoutException(await describe());
            await Task.Delay(Step, TimeProvider.System);
        }
    }

    public static Task UntilAsync(Func<bool> condition, Func<string> describe) =>
        UntilAsync(() => Task.FromResult(condition()), () => Task.FromResult(describe()));
}
