using System.Globalization;
using ImageAutomation.Common.Loop;
using ImageAutomation.Common.Observability;
using ImageAutomation.Common.Resources;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Languages.Results;
using ImageAutomation.TestSupport;
using Xunit;

namespace ImageAutomation.Common.Tests.Loop;

public sealed class LoopMetricsTests
{
    private static readonly ObjectKey Key = new("apps", "web");
    private readonly FakeTime time = new();
    private readonly MetricsRegistry registry = new();
    private readonly ControllerContext context;
    private readonly LoopMetrics metrics;

    public LoopMetricsTests()
    {
        var loop = new LoopOptions { Concurrent = 1, MinRetryDelay = TimeSpan.FromHours(1), MaxRetryDelay = TimeSpan.FromHours(1) };
        context = new ControllerContext(new MemorySource(), registry) { Time = time, Loop = loop };
        metrics = context.Loops;
    }

    [Fact]
    public async Task AControllerCountsItsRuns()
    {
        var results = new Queue<ReconcileOutcome>([
            ReconcileOutcome.Done, new(null, TimeSpan.FromMinutes(1)), new(Failure.Transient("Broken", "x"), null),
            new(Failure.Terminal("Wrong", "x"), null)]);
        var reconciler = new Scripted(() => results.Dequeue());
        using var controller = new Controller("imagepolicy", reconciler, context);
        using var stop = new CancellationTokenSource();
        var running = controller.RunAsync(stop.Token);
        for (var i = 0; i < 4; i++) controller.Enqueue(new ObjectKey("apps", i.ToString(CultureInfo.InvariantCulture)));
        await Eventually.HoldsAsync(() => Value("controller_runtime_reconcile_errors_total{controller=\"imagepolicy\"}") == 2);
        controller.Enqueue(Key); // the script is empty: the run throws
        await Eventually.HoldsAsync(() => Value("controller_runtime_reconcile_errors_total{controller=\"imagepolicy\"}") == 3);
        await stop.CancelAsync();
        await running;

        Assert.Equal(1, Value("controller_runtime_reconcile_total{controller=\"imagepolicy\",result=\"success\"}"));
        Assert.Equal(1, Value("controller_runtime_reconcile_total{controller=\"imagepolicy\",result=\"requeue_after\"}"));
        Assert.Equal(3, Value("controller_runtime_reconcile_total{controller=\"imagepolicy\",result=\"error\"}"));
        Assert.Equal(1, Value("controller_runtime_terminal_reconcile_errors_total{controller=\"imagepolicy\"}"));
        Assert.Equal(1, Value("controller_runtime_reconcile_panics_total{controller=\"imagepolicy\"}"));
        Assert.Equal(1, Value("controller_runtime_max_concurrent_reconciles{controller=\"imagepolicy\"}"));
        Assert.Equal(0, Value("controller_runtime_active_workers{controller=\"imagepolicy\"}"));
        Assert.Equal(5, Value("workqueue_adds_total{name=\"imagepolicy\",controller=\"imagepolicy\"}"));
        Assert.Equal(2, Value("workqueue_retries_total{name=\"imagepolicy\",controller=\"imagepolicy\"}"));
        Assert.Equal(5, Value("workqueue_work_duration_seconds_count{name=\"imagepolicy\",controller=\"imagepolicy\"}"));
    }

    [Fact]
    public async Task AQueueTellsWhatIsInIt()
    {
        using var queue = new WorkQueue("q", new LoopOptions(), time, metrics);
        metrics.Follow("q", 1, () => queue.State);
        queue.Add(Key);
        queue.Add(new ObjectKey("apps", "other"));
        time.Advance(TimeSpan.FromSeconds(3));
        await queue.TakeAsync(CancellationToken.None);
        time.Advance(TimeSpan.FromSeconds(7));
        Assert.Equal(1, Value("workqueue_depth{name=\"q\",controller=\"q\"}"));
        Assert.Equal(7, Value("workqueue_unfinished_work_seconds{name=\"q\",controller=\"q\"}"));
        Assert.Equal(7, Value("workqueue_longest_running_processor_seconds{name=\"q\",controller=\"q\"}"));
        Assert.Equal(3, Value("workqueue_queue_duration_seconds_sum{name=\"q\",controller=\"q\"}"));
    }

    [Fact]
    public void AnObjectThatIsGone_LeavesNoSeries()
    {
        metrics.ObjectReconciled(ResourceKinds.ImageUpdateAutomation, Key, TimeSpan.FromSeconds(1));
        Assert.Equal(1, Value("gotk_reconcile_duration_seconds_count{kind=\"ImageUpdateAutomation\",name=\"web\",namespace=\"apps\"}"));
        metrics.ObjectGone(ResourceKinds.ImageUpdateAutomation, Key);
        Assert.DoesNotContain("web", registry.Write(), StringComparison.Ordinal);
    }

    private double? Value(string series) =>
        registry.Write().Split('\n').FirstOrDefault(l => l.StartsWith(series + " ", StringComparison.Ordinal)) is { } line
        ? double.Parse(line[(series.Length + 1)..], CultureInfo.InvariantCulture) : null;

    private sealed class Scripted(Func<ReconcileOutcome> next) : IReconciler
    {
        public Task<ReconcileOutcome> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken) => Task.FromResult(next());
    }
}
