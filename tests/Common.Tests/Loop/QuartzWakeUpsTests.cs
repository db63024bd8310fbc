using ImageAutomation.Common.Loop;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.TestSupport;
using Xunit;

namespace ImageAutomation.Common.Tests.Loop;

/// <summary>The clock itself, with real time; everything else uses a fake of the port.</summary>
public sealed class QuartzWakeUpsTests
{
    [Fact]
    public async Task WakesTheKeyItWasAskedFor_OnceAndAtItsLastAppointment()
    {
        var woken = new System.Collections.Concurrent.ConcurrentQueue<ObjectKey>();
        await using var clock = await QuartzWakeUps.StartAsync(TimeProvider.System, CancellationToken.None);
        await clock.RegisterAsync("test", woken.Enqueue, CancellationToken.None);
        var (a, b, c, last) = (new ObjectKey("ns", "a"), new ObjectKey("ns", "b"), new ObjectKey("", "c"), new ObjectKey("ns", "last"));
        var later = TimeSpan.FromSeconds(5); // for a slow machine to cancel before

        await clock.WakeAfterAsync("test", a, TimeSpan.FromHours(1), CancellationToken.None);
        await clock.WakeAfterAsync("test", a, TimeSpan.FromMilliseconds(300), CancellationToken.None);
        await clock.WakeAfterAsync("test", b, later, CancellationToken.None);
        await clock.CancelAsync("test", b, CancellationToken.None);
        await clock.WakeAfterAsync("test", c, TimeSpan.FromMinutes(-5), CancellationToken.None);
        await clock.WakeAfterAsync("test", last, later + TimeSpan.FromMilliseconds(300), CancellationToken.None);

        await Eventually.HoldsAsync(() => woken.Contains(last), () => string.Join(", ", woken));
        Assert.Equal(["/c", "ns/a", "ns/last"], woken.Select(k => $"{k.Namespace}/{k.Name}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task WakesInTime_When_TheWallClockWasSetBackMeanwhile()
    {
        var woken = new System.Collections.Concurrent.ConcurrentQueue<ObjectKey>();
        var wall = new SettableWallClock();
        await using var clock = await QuartzWakeUps.StartAsync(wall, CancellationToken.None);
        await clock.RegisterAsync("test", woken.Enqueue, CancellationToken.None);
        await clock.WakeAfterAsync("test", new ObjectKey("ns", "before"), TimeSpan.FromMilliseconds(300), CancellationToken.None);
        wall.Offset = TimeSpan.FromDays(-30);
        await clock.WakeAfterAsync("test", new ObjectKey("ns", "after"), TimeSpan.FromMilliseconds(300), CancellationToken.None);

        await Eventually.HoldsAsync(() => woken.Count == 2, () => string.Join(", ", woken));
    }
}
