using ImageAutomation.Common.Loop;
using ImageAutomation.Common.Observability;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.TestSupport;
using Xunit;

namespace ImageAutomation.Common.Tests.Loop;

public sealed class WorkQueueTests
{
    private static readonly ObjectKey A = new("ns", "a");
    private readonly FakeTime time = new();

    [Fact]
    public async Task HandsAKeyOutOnce_HoweverOftenItIsAdded()
    {
        using var queue = new WorkQueue("q", new LoopOptions(), time, new LoopMetrics(new MetricsRegistry()));
        queue.Add(A);
        queue.Add(A);
        Assert.Equal(A, await queue.TakeAsync(CancellationToken.None));
        queue.Done(A);
        Assert.True(queue.IsIdle);
    }

    [Fact]
    public async Task HandsAKeyOutAgain_OnlyWhenItsWorkIsDone()
    {
        using var queue = new WorkQueue("q", new LoopOptions(), time, new LoopMetrics(new MetricsRegistry()));
        queue.Add(A);
        await queue.TakeAsync(CancellationToken.None);
        queue.Add(A);
        var second = queue.TakeAsync(CancellationToken.None).AsTask();
        Assert.False(second.IsCompleted);
        queue.Done(A);
        Assert.Equal(A, await second);
    }

    [Fact]
    public async Task KeepsTheEarlierOfTwoDelays()
    {
        using var queue = new WorkQueue("q", new LoopOptions(), time, new LoopMetrics(new MetricsRegistry()));
        queue.AddAfter(A, TimeSpan.FromSeconds(10));
        queue.AddAfter(A, TimeSpan.FromSeconds(1));
        queue.AddAfter(A, TimeSpan.FromSeconds(5));
        var taken = queue.TakeAsync(CancellationToken.None).AsTask();
        time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.False(taken.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(A, await taken);
        queue.Done(A);
        time.Advance(TimeSpan.FromSeconds(20));
        Assert.True(queue.IsIdle);
    }

    [Fact]
    public void BackoffDoublesUpToItsLimit()
    {
        var backoff = new Backoff(TimeSpan.FromMilliseconds(750), TimeSpan.FromMinutes(15));
        var delays = Enumerable.Range(0, 40).Select(_ => backoff.Next(A)).ToList();
        Assert.Equal([750, 1500, 3000], delays.Take(3).Select(d => d.TotalMilliseconds));
        Assert.Equal(TimeSpan.FromMinutes(15), delays[^1]);
        backoff.Reset(A);
        Assert.Equal(750, backoff.Next(A).TotalMilliseconds);
    }
}
