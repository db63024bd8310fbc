using System.Collections.Concurrent;
using ImageAutomation.Common.Loop;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Languages.Results;
using ImageAutomation.TestSupport;
using Xunit;

namespace ImageAutomation.Common.Tests.Loop;

/// <summary>When keys run, and when they run again.</summary>
public sealed class ControllerTests : IAsyncLifetime
{
    private static readonly ObjectKey A = new("ns", "a");

    private readonly FakeTime time = new();
    private readonly Clock clock = new();
    private readonly Scripted reconciler = new();
    private readonly CancellationTokenSource stop = new();
    private readonly Controller controller;
    private Task running = Task.CompletedTask;

    public ControllerTests() =>
        controller = new Controller("test", reconciler, new ControllerContext(new MemorySource()) { WakeUps = clock, Time = time });

    public Task InitializeAsync()
    {
        running = controller.RunAsync(stop.Token);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await stop.CancelAsync();
        await running;
        controller.Dispose();
        stop.Dispose();
    }

    [Fact]
    public async Task ASuccess_RunsOnce_AndForgetsItsAppointment()
    {
        controller.Enqueue(A);
        await reconciler.BeganAsync(1);
        Assert.Equal("cancel ns/a", await clock.NextAsync());
    }

    [Fact]
    public async Task AnIntervalGoesToTheClock()
    {
        reconciler.Outcomes.Enqueue(() => new ReconcileOutcome(null, TimeSpan.FromMinutes(5)));
        controller.Enqueue(A);
        Assert.Equal("wake ns/a after 00:05:00", await clock.NextAsync());
    }

    [Fact]
    public async Task AFailure_IsTriedAgain_LaterEachTime()
    {
        for (var i = 0; i < 3; i++)
            reconciler.Outcomes.Enqueue(() => new ReconcileOutcome(Failure.Transient(Reasons.Failed, "no"), null));
        controller.Enqueue(A);
        await reconciler.BeganAsync(1);
        await AdvanceUntilAsync(2, TimeSpan.FromMilliseconds(750));
        Assert.Equal("wake ns/a after 00:00:01.5000000", await clock.NextAsync());
        controller.Enqueue(A);
        Assert.Equal("wake ns/a after 00:00:03", await clock.NextAsync());
        controller.Enqueue(A); // it works now
        Assert.Equal("cancel ns/a", await clock.NextAsync());
        reconciler.Outcomes.Enqueue(() => new ReconcileOutcome(Failure.Transient(Reasons.Failed, "no"), TimeSpan.FromHours(1)));
        controller.Enqueue(A); // and from the start again; what the run asks for is not shortened
        Assert.Equal("wake ns/a after 01:00:00", await clock.NextAsync());
    }

    [Fact]
    public async Task ATerminalFailure_WaitsForAChange()
    {
        reconciler.Outcomes.Enqueue(() => new ReconcileOutcome(Failure.Terminal(Reasons.InvalidPolicy, "no"), null));
        controller.Enqueue(A);
        Assert.Equal("cancel ns/a", await clock.NextAsync());
    }

    [Fact]
    public async Task ARunThatThrows_IsAFailure_AndStopsNoOther()
    {
        reconciler.Outcomes.Enqueue(() => throw new InvalidOperationException("no"));
        controller.Enqueue(A);
        await reconciler.BeganAsync(1);
        controller.Enqueue(new ObjectKey("ns", "b"));
        await reconciler.BeganAsync(2);
        Assert.Equal("cancel ns/b", await clock.NextAsync());
        await AdvanceUntilAsync(3, TimeSpan.FromMilliseconds(750));
    }

    [Fact]
    public async Task AStop_WaitsForTheRunsThatHaveBegun_AndRunsNothingAfterThem()
    {
        var end = new TaskCompletionSource();
        reconciler.Waits = end.Task;
        controller.Enqueue(A);
        await reconciler.BeganAsync(1);
        await stop.CancelAsync();
        Assert.False(running.IsCompleted);
        controller.Enqueue(new ObjectKey("ns", "b"));
        end.SetResult();
        await running;
        Assert.Equal(1, reconciler.Began);
    }

    // The run ends, and its next one is entered, on other threads: the clock is moved until it came.
    private async Task AdvanceUntilAsync(int runs, TimeSpan by)
    {
        while (reconciler.Began < runs)
        {
            await Task.Yield();
            time.Advance(by);
        }
    }

    private sealed class Scripted : IReconciler
    {
        private readonly SemaphoreSlim began = new(0);
        private int count;

        public ConcurrentQueue<Func<ReconcileOutcome>> Outcomes { get; } = new();

        public Task Waits { get; set; } = Task.CompletedTask;

        public int Began => Volatile.Read(ref count);

        public async Task<ReconcileOutcome> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref count);
            began.Release();
            await Waits;
            return Outcomes.TryDequeue(out var next) ? next() : ReconcileOutcome.Done;
        }

        public async Task BeganAsync(int runs)
        {
            while (Began < runs) await began.WaitAsync();
        }
    }

    private sealed class Clock : IWakeUps
    {
        private readonly System.Threading.Channels.Channel<string> calls = System.Threading.Channels.Channel.CreateUnbounded<string>();

        public Task<string> NextAsync() => calls.Reader.ReadAsync().AsTask();

        public Task WakeAfterAsync(string controller, ObjectKey key, TimeSpan delay, CancellationToken cancellationToken)
        {
            calls.Writer.TryWrite($"wake {key} after {delay}");
            return Task.CompletedTask;
        }

        public Task CancelAsync(string controller, ObjectKey key, CancellationToken cancellationToken)
        {
            calls.Writer.TryWrite($"cancel {key}");
            return Task.CompletedTask;
        }
    }
}
