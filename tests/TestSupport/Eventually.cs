using System.Diagnostics;
using Xunit;

namespace ImageAutomation.TestSupport;

/// <summary>Waits for something that another thread or process brings about. The limit only bounds a failing test.</summary>
public static class Eventually
{
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    public static async Task HoldsAsync(Func<bool> condition, Func<string>? describe = null, TimeSpan? limit = null) =>
        await HoldsAsync(() => Task.FromResult(condition()), describe, limit);

    public static async Task HoldsAsync(Func<Task<bool>> condition, Func<string>? describe = null, TimeSpan? limit = null)
    {
        var clock = Stopwatch.StartNew();
        while (!await condition())
        {
            if (clock.Elapsed > (limit ?? Limit))
                Assert.Fail("not within " + (limit ?? Limit) + (describe is null ? "" : ": " + describe()));
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }
}
