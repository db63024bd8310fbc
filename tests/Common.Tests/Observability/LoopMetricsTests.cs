using System.Globalization;
using ImageAutomation.Common.Loop;
using ImageAutomation.Common.Observability;
using ImageAutomation.Common.Resources;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.Languages.Results;
using ImageAutomation.TestSupport;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ImageAutomation.Common.Tests.Observability;

public sealed class LoopMetricsTests
{
    private static readonly ObjectKey Key = new("apps", "web");
    private readonly FakeTime time = new();
    private readonly MetricsRegistry registry = new();
    private readonly LoopMetrics metrics;

    public LoopMetricsTests() => metrics = new LoopMetrics(registry, time);

    [Fact]
    public async Task AControllerCountsItsRuns()
    {
        var results = new Queue<ReconcileOutcome>([
            ReconcileOutcome.Done, new(null, TimeSpan.FromMinutes(1)), new(Failure.Transient("Broken", "x"), null),
            new(Failure.Terminal("Wrong", "x"), null)]);
        var reconciler = new Scripted(() => results.Dequeue());
        using var controller = new Controller("imagepolicy", reconciler, new NoWakeUps(), new LoopOptions
        {
            Concurrent = 1,
            MinRetryDelay = TimeSpan.FromHours(1),
            MaxRetryDelay = TimeSpan.FromHours(1),
        }, time, NullLogger<Controller>.Instance, metrics);
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
        using var queue = new WorkQueue(time, new LoopOptions(), "q", metrics);
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
    public void AnAutomationIsTimedFromTheElectionToThePush_AndForgottenWhenItIsGone()
    {
        // the metrics look at status only
        var automation = new ImageUpdateAutomation
        {
            Metadata = new ObjectMeta { Namespace = Key.Namespace, Name = Key.Name },
            Spec = null!,
        };
        metrics.ChangeSeen(ResourceKinds.ImageUpdateAutomation, Key);
        time.Advance(TimeSpan.FromSeconds(2));
        metrics.ChangeSeen(ResourceKinds.ImageUpdateAutomation, Key); // the first change counts
        time.Advance(TimeSpan.FromSeconds(2));
        var pushed = automation with
        {
            Status = automation.Status with { LastPushTime = time.GetUtcNow(), Holds = new HoldsStatus { Total = 3 } },
        };
        metrics.Worked(automation, new WorkOutcome<ImageUpdateAutomation> { Object = pushed }, TimeSpan.FromSeconds(1));
        metrics.ObjectReconciled(ResourceKinds.ImageUpdateAutomation, Key, TimeSpan.FromSeconds(1));

        Assert.Equal(4, Value("imageautomation_election_to_push_seconds_sum"));
        Assert.Equal(1, Value("imageautomation_automation_run_duration_seconds_count{result=\"pushed\"}"));
        Assert.Equal(3, Value("imageautomation_holds{namespace=\"apps\",name=\"web\"}"));
        Assert.Equal(1, Value("imageautomation_pushes_total{namespace=\"apps\",name=\"web\"}"));
        Assert.Equal(1, Value("gotk_reconcile_duration_seconds_count{kind=\"ImageUpdateAutomation\",name=\"web\",namespace=\"apps\"}"));

        metrics.ObjectGone(ResourceKinds.ImageUpdateAutomation, Key);
        Assert.DoesNotContain("web", registry.Write(), StringComparison.Ordinal);
    }

    [Fact]
    public void AChangeThatIsSeenDuringARun_IsTimedByTheRunThatPushesIt()
    {
        // the metrics look at status only
        var automation = new ImageUpdateAutomation
        {
            Metadata = new ObjectMeta { Namespace = Key.Namespace, Name = Key.Name },
            Spec = null!,
        };
        var idle = new WorkOutcome<ImageUpdateAutomation> { Object = automation };
        metrics.ChangeSeen(ResourceKinds.ImageUpdateAutomation, Key);
        time.Advance(TimeSpan.FromSeconds(1));
        metrics.Worked(automation, idle, TimeSpan.FromSeconds(3)); // began before the change
        time.Advance(TimeSpan.FromSeconds(1));
        var pushed = automation with { Status = automation.Status with { LastPushTime = time.GetUtcNow() } };
        metrics.Worked(automation, new WorkOutcome<ImageUpdateAutomation> { Object = pushed }, TimeSpan.FromSeconds(1));
        Assert.Equal(2, Value("imageautomation_election_to_push_seconds_sum"));

        metrics.ChangeSeen(ResourceKinds.ImageUpdateAutomation, Key);
        time.Advance(TimeSpan.FromSeconds(5));
        // looked, and had nothing to push
        metrics.Worked(pushed, new WorkOutcome<ImageUpdateAutomation> { Object = pushed }, TimeSpan.FromSeconds(1));
        metrics.Worked(automation, new WorkOutcome<ImageUpdateAutomation> { Object = pushed }, TimeSpan.FromSeconds(1));
        Assert.Equal(1, Value("imageautomation_election_to_push_seconds_count"));
    }

    [Fact]
    public void OnlyARunThatScanned_CountsAsAScan()
    {
        // the metrics look at status only
        var before = new ImageRepository { Metadata = new ObjectMeta { Namespace = Key.Namespace, Name = Key.Name }, Spec = null! };
        metrics.Worked(before, new WorkOutcome<ImageRepository> { Object = before }, TimeSpan.FromSeconds(1));
        Assert.DoesNotContain("imageautomation_scan_duration_seconds", registry.Write(), StringComparison.Ordinal);
        var after = before with
        {
            Status = before.Status with { LastScanResult = new ScanResult { TagCount = 12, ScanTime = time.GetUtcNow() } },
        };
        metrics.Worked(before, new WorkOutcome<ImageRepository> { Object = after }, TimeSpan.FromSeconds(1));
        metrics.Worked(after, new WorkOutcome<ImageRepository>
        {
            Object = after,
            Failure = Failure.Transient("Broken", "x"),
        }, TimeSpan.FromSeconds(1));
        Assert.Equal(1, Value("imageautomation_scan_duration_seconds_count{result=\"success\"}"));
        Assert.Equal(1, Value("imageautomation_scan_duration_seconds_count{result=\"failure\"}"));
        Assert.Equal(12, Value("imageautomation_repository_tags{namespace=\"apps\",name=\"web\"}"));
    }

    private double? Value(string series) =>
        registry.Write().Split('\n').FirstOrDefault(l => l.StartsWith(series + " ", StringComparison.Ordinal)) is { } line
        ? double.Parse(line[(series.Length + 1)..], CultureInfo.InvariantCulture) : null;

    private sealed class Scripted(Func<ReconcileOutcome> next) : IReconciler
    {
        public Task<ReconcileOutcome> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken) => Task.FromResult(next());
    }

    private sealed class NoWakeUps : IWakeUps
    {
        public Task WakeAfterAsync(string controller, ObjectKey key, TimeSpan delay, CancellationToken cancellationToken) =>
            Task.CompletedTask;

        public Task CancelAsync(string controller, ObjectKey key, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
