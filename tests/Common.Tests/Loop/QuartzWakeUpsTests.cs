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
        var now = TimeProvider.System.GetUtcNow();
        var (a, b, c, last) = (new ObjectKey("ns", "a"), new ObjectKey("ns", "b"), new ObjectKey("", "c"), new ObjectKey("ns", "last"));
        var later = now.AddSeconds(5); // for a slow machine to cancel before

        await clock.WakeAtAsync("test", a, now.AddHours(1), CancellationToken.None);
        await clock.WakeAtAsync("test", a, now.AddMilliseconds(300), CancellationToken.None);
        await clock.WakeAtAsync("test", b, later, CancellationToken.None);
        await clock.CancelAsync("test", b, CancellationToken.None);
        await clock.WakeAtAsync("test", c, now.AddMinutes(-5), CancellationToken.None);
        await clock.WakeAtAsync("test", last, later.AddMilliseconds(300), CancellationToken.None);

        await Eventually.HoldsAsync(() => woken.Contains(last), () => string.Join(", ", woken));
        Assert.Equal(["/c", "ns/a", "ns/last"], woken.Select(k => $"{k.Namespace}/{k.Name}").Order(StringComparer.Ordinal));
    }
}
