using System.Diagnostics;

namespace ImageAutomation.Bench.Measuring;

/// <summary>One way to do the work.</summary>
/// <param name="Name">As in the table.</param>
/// <param name="RunAsync">Prepares, does the work once and says how long the work alone took; gets the number of the run, from 0.</param>
internal sealed record Side(string Name, Func<int, Task<Sample>> RunAsync)
{
    /// <summary>Work that is timed as a whole, on this thread, with what it allocates.</summary>
    public static Side Of(string name, Action<int> work) => new(name, run =>
    {
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var started = Stopwatch.GetTimestamp();
        work(run);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return Task.FromResult(new Sample(seconds, GC.GetAllocatedBytesForCurrentThread() - allocated));
    });

    /// <summary>Asynchronous work that is timed as a whole.</summary>
    public static Side Of(string name, Func<int, Task> work) => new(name, async run =>
    {
        var started = Stopwatch.GetTimestamp();
        await work(run);
        return new Sample(Stopwatch.GetElapsedTime(started).TotalSeconds);
    });
}
