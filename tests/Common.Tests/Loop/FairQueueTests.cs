using ImageAutomation.Common.Loop;
using ImageAutomation.Common.Observability;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.TestSupport;
using Xunit;

namespace ImageAutomation.Common.Tests.Loop;

/// <summary>Who gets the places of a queue when there are more keys than places.</summary>
public sealed class FairQueueTests
{
    private static readonly TimeSpan Beyond = WorkQueue.BusyTime + TimeSpan.FromMilliseconds(1);

    private readonly FakeTime time = new();
    private readonly Shares shares = new();

    [Fact]
    public async Task NamespacesTakeTurns_HoweverManyKeysOneOfThemHas()
    {
        using var queue = Queue(workers: 4);
        Add(queue, "loud", 50);
        Add(queue, "calm", 2);
        var taken = new List<string>();
        for (var i = 0; i < 4; i++) taken.Add((await queue.TakeAsync(CancellationToken.None)).Namespace);
        Assert.Equal(["calm", "calm", "loud", "loud"], taken.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task ANamespaceWithNeighbours_GetsHalfOfTheWorkers()
    {
        using var queue = Queue(workers: 4);
        Add(queue, "loud", 50);
        Assert.Equal(2, await TakeAllAsync(queue));
        shares.Neighbours = false;
        Add(queue, "loud", 1, "later");
        Assert.Equal(2, await TakeAllAsync(queue));
    }

    [Fact]
    public async Task ARunThatLasts_HoldsNoWorker_ButAPlace()
    {
        using var queue = Queue(workers: 4, waiting: 12);
        Add(queue, "loud", 50);
        var running = 0;
        for (var i = 0; i < 20; i++)
        {
            running += await TakeAllAsync(queue);
            time.Advance(Beyond);
        }

        Assert.Equal(8, running); // half of the 16 places, then nothing more: the free ones are for others
        Add(queue, "calm", 1);
        Assert.Equal("calm", (await queue.TakeAsync(CancellationToken.None)).Namespace);
    }

    [Fact]
    public async Task APlaceStaysForTheNextNamespace_HoweverManyAreStuck()
    {
        using var queue = Queue(workers: 4, waiting: 12);
        foreach (var ns in (string[])["a", "b", "c"])
        {
            Add(queue, ns, 50);
            for (var i = 0; i < 20; i++)
            {
                await TakeAllAsync(queue);
                time.Advance(Beyond);
            }
        }

        Add(queue, "calm", 1);
        Assert.Equal("calm", (await queue.TakeAsync(CancellationToken.None)).Namespace);
    }

    [Fact]
    public async Task KeysThatShareSomething_TakeTurns_AndHoldNoPlaceMeanwhile()
    {
        shares.Neighbours = false;
        shares.Limits = key => key.Name.StartsWith("app", StringComparison.Ordinal) ? [new RunLimit("mirror", 1)] : [];
        using var queue = Queue(workers: 2);
        Add(queue, "ns", 10);
        queue.Add(new ObjectKey("ns", "other"));
        Assert.Equal(
            ["app-0", "other"],
            [(await queue.TakeAsync(CancellationToken.None)).Name, (await queue.TakeAsync(CancellationToken.None)).Name]);
        queue.Done(new ObjectKey("ns", "other"));
        Assert.Equal(0, await TakeAllAsync(queue));
        queue.Done(new ObjectKey("ns", "app-0"));
        Assert.Equal(new ObjectKey("ns", "app-1"), await queue.TakeAsync(CancellationToken.None));
    }

    [Fact]
    public async Task SuspectRuns_GetHalfOfThePlaces()
    {
        shares.Neighbours = false;
        shares.Limits = key => key.Name == "well" ? [] : [new RunLimit(key.Name, 1, IsSuspect: true)];
        using var queue = Queue(workers: 4, waiting: 4);
        Add(queue, "ns", 50);
        var running = 0;
        for (var i = 0; i < 10; i++)
        {
            running += await TakeAllAsync(queue);
            time.Advance(Beyond);
        }

        Assert.Equal(4, running);
        queue.Add(new ObjectKey("ns", "well"));
        Assert.Equal("well", (await queue.TakeAsync(CancellationToken.None)).Name);
        queue.Done(new ObjectKey("ns", "app-0"), hasFailed: true);
        Assert.Equal("app-4", (await queue.TakeAsync(CancellationToken.None)).Name);
    }

    [Fact]
    public async Task APlaceStaysForTheNextHost_HoweverManyOfOneNamespaceAreStuck()
    {
        shares.Neighbours = false;
        shares.Limits = key => [new RunLimit(key.Name == "well" ? "well" : $"host-{key.Name[^1]}", 8, LeavesPlaces: true)];
        using var queue = Queue(workers: 4, waiting: 12);
        Add(queue, "ns", 50); // on ten hosts
        for (var i = 0; i < 20; i++)
        {
            await TakeAllAsync(queue);
            time.Advance(Beyond);
        }

        var well = new ObjectKey("ns", "well");
        queue.Add(well);
        Assert.Equal(well, await queue.TakeAsync(CancellationToken.None));
        queue.Done(well);
        queue.Done(new ObjectKey("ns", "app-0"), hasFailed: true);
        Assert.Equal("0", (await queue.TakeAsync(CancellationToken.None)).Name[^1..]); // it goes round for the others, too
    }

    [Fact]
    public async Task AKeyThatStandsAside_IsLookedAtAgain_When_ItIsAddedAgain()
    {
        shares.Neighbours = false;
        var host = "dead";
        shares.Limits = _ => [new RunLimit(host, 1)];
        using var queue = Queue(workers: 4);
        Add(queue, "ns", 2);
        Assert.Equal(1, await TakeAllAsync(queue));
        host = "alive"; // somebody corrected the spec
        queue.Add(new ObjectKey("ns", "app-1"));
        Assert.Equal("app-1", (await queue.TakeAsync(CancellationToken.None)).Name);
    }

    [Theory]
    [InlineData(true, true, true)]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    public async Task OnlyALateFailure_MakesSuspect(bool isLate, bool hasFailed, bool suspect)
    {
        using var queue = Queue(workers: 4);
        Add(queue, "ns", 1);
        var key = await queue.TakeAsync(CancellationToken.None);
        time.Advance(isLate ? Beyond : TimeSpan.FromMilliseconds(10));
        queue.Done(key, hasFailed);
        Assert.Equal([(key, suspect)], shares.Ends);
    }

    [Fact]
    public async Task ACancelledTaker_TakesNothing()
    {
        using var queue = Queue(workers: 1);
        using var stop = new CancellationTokenSource();
        var given = queue.TakeAsync(stop.Token).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        Add(queue, "ns", 1);
        Assert.Equal("app-0", (await queue.TakeAsync(CancellationToken.None)).Name);
    }

    private WorkQueue Queue(int workers, int waiting = 12) => new("q", new LoopOptions
    {
        Concurrent = workers,
        Waiting = waiting,
    }, time, new LoopMetrics(new MetricsRegistry()), shares);

    private static void Add(WorkQueue queue, string ns, int count, string name = "app")
    {
        for (var i = 0; i < count; i++) queue.Add(new ObjectKey(ns, $"{name}-{i}"));
    }

    /// <summary>Takes until nothing is handed out any more.</summary>
    private static async Task<int> TakeAllAsync(WorkQueue queue)
    {
        for (var count = 0; ; count++)
        {
            using var stop = new CancellationTokenSource();
            var taken = queue.TakeAsync(stop.Token).AsTask();
            if (taken.IsCompleted) continue;
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => taken);
            return count;
        }
    }

    private sealed class Shares : IRunShares
    {
        public bool Neighbours { get; set; } = true;

        public Func<ObjectKey, IReadOnlyList<RunLimit>> Limits { get; set; } = _ => [];

        public List<(ObjectKey Key, bool IsLate)> Ends { get; } = [];

        public bool HasNeighbours(string ns) => Neighbours;

        public IReadOnlyList<RunLimit> LimitsOf(ObjectKey key) => Limits(key);

        public void Ended(ObjectKey key, bool isLate) => Ends.Add((key, isLate));
    }
}
