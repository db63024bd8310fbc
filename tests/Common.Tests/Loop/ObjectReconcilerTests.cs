using ImageAutomation.Common.Loop;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.Common.Sources;
using ImageAutomation.Languages.Results;
using ImageAutomation.TestSupport;
using Xunit;

namespace ImageAutomation.Common.Tests.Loop;

/// <summary>The frame around every run: what is written, what is told, and what a run that goes wrong leaves behind.</summary>
public sealed class ObjectReconcilerTests
{
    private static readonly ObjectKey Key = new("team", "web");

    private readonly FakeTime time = new();
    private readonly MemorySource source = new();
    private readonly ResourceCache<ImagePolicy> cache;
    private readonly Work work = new();
    private readonly ObjectReconciler<ImagePolicy> reconciler;

    public ObjectReconcilerTests()
    {
        cache = new ResourceCache<ImagePolicy>(source);
        reconciler = new ObjectReconciler<ImagePolicy>(cache, work, new ControllerContext(source) { Time = time });
    }

    private ImagePolicy Stored => source.Get(Key);

    private Condition? Ready => Stored.Status.Find(ConditionTypes.Ready);

    [Fact]
    public async Task AnObjectThatIsGone_NeedsNothing()
    {
        Assert.Equal(ReconcileOutcome.Done, await RunAsync());
        Assert.Equal(0, work.Runs);
    }

    [Fact]
    public async Task TheFinalizerComesFirst_ThenTheRun()
    {
        Declare(finalizers: []);
        Assert.Equal(ReconcileOutcome.Again, await RunAsync());
        Assert.Equal([WellKnown.Finalizer], Stored.Metadata.Finalizers);
        Assert.Equal(0, work.Runs);
        Assert.Equal(ReconcileOutcome.Done, await RunAsync());
        Assert.Equal(1, work.Runs);
        Assert.Equal(("True", "Succeeded", 1L), (Ready!.Status, Ready.Reason, Stored.Status.ObservedGeneration));
    }

    [Fact]
    public async Task WhatIsDeleted_IsCleanedUp_AndLetGo()
    {
        Declare(change: policy => policy with { Metadata = policy.Metadata with { DeletionTimestamp = time.GetUtcNow() } });
        Assert.Equal(ReconcileOutcome.Done, await RunAsync());
        Assert.Equal((0, 1), (work.Runs, work.CleanUps));
        Assert.Null((await source.GetAsync<ImagePolicy>(Key, CancellationToken.None)).Value);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WhatIsSuspended_RestsAndAnswersRequestsIfTheKindSaysSo(bool handles)
    {
        work.HandlesRequestsWhileSuspended = handles;
        Declare(change: policy => Asked(policy with { Spec = policy.Spec with { Suspend = true } }, "now"));
        await RunAsync();
        Assert.Equal(0, work.Runs);
        Assert.Equal(handles ? "now" : null, Stored.Status.LastHandledReconcileAt);
        Assert.Null(Ready);
    }

    [Fact]
    public async Task ANewGeneration_IsSeenBeforeTheWork_AndObservedAfterIt()
    {
        Declare(generation: 3);
        work.Run = policy =>
        {
            Assert.Equal("True", policy.Status.Find(ConditionTypes.Reconciling)?.Status);
            Assert.Equal(("Unknown", -1L), (Ready!.Status, Stored.Status.ObservedGeneration));
            return new() { Object = policy, SuccessMessage = "done" };
        };
        await RunAsync();
        Assert.Equal((2, 3L), (source.StatusWrites, Stored.Status.ObservedGeneration));
        Assert.Null(Stored.Status.Find(ConditionTypes.Reconciling));
    }

    [Fact]
    public async Task ARunThatFindsNothingNew_WritesNothingAndTellsNobody()
    {
        Declare();
        await RunAsync();
        var (writes, events) = (source.StatusWrites, source.Events.Count);
        await RunAsync();
        Assert.Equal((writes, events), (source.StatusWrites, source.Events.Count));
    }

    [Fact]
    public async Task ARunThatThrows_ShowsOnItsObject_WithoutTheExceptionsWords()
    {
        Declare();
        work.Run = _ => throw new InvalidOperationException("SECRETVALUE");
        var outcome = await RunAsync();
        Assert.Equal(FailureKind.Transient, outcome.Failure?.Kind);
        Assert.Equal(("False", "Failed"), (Ready!.Status, Ready.Reason));
        Assert.DoesNotContain("SECRETVALUE", Ready.Message + source.Events[^1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AStop_IsNoFailure()
    {
        Declare();
        using var stop = new CancellationTokenSource();
        work.Run = _ =>
        {
            stop.Cancel();
            throw new OperationCanceledException(stop.Token);
        };
        await Assert.ThrowsAsync<OperationCanceledException>(() => reconciler.ReconcileAsync(Key, stop.Token));
        Assert.Equal("Unknown", Ready!.Status);
    }

    [Fact]
    public async Task AnEditDuringTheRun_KeepsItsSpec_AndIsNotTakenForDone()
    {
        Declare();
        work.Run = policy =>
        {
            source.Put(Stored with { Metadata = Stored.Metadata with { Generation = 2 }, Spec = Stored.Spec with { Suspend = true } });
            return new() { Object = policy, SuccessMessage = "done" };
        };
        await RunAsync();
        Assert.True(Stored.Spec.Suspend);
        Assert.Equal(("True", 1L), (Ready!.Status, Stored.Status.ObservedGeneration));
    }

    [Fact]
    public async Task ALockThatNeverOpens_IsGivenUp_AndRunAgain()
    {
        Declare();
        source.OnStatusWrite = _ => Failure.Transient(SourceReasons.Conflict, "moved");
        Assert.Equal(ReconcileOutcome.Again, await RunAsync());
    }

    [Fact]
    public async Task AnotherObjectOfTheName_GetsNoStatusOfTheOldOne()
    {
        Declare();
        work.Run = policy =>
        {
            source.Put(Stored with { Metadata = Stored.Metadata with { Uid = "other" }, Status = new() });
            return new() { Object = policy, SuccessMessage = "done" };
        };
        Assert.Equal(ReconcileOutcome.Done, await RunAsync());
        Assert.Null(Ready);
    }

    [Fact]
    public async Task WhatWasDoneAndNotRecorded_IsToldByTheNextRun()
    {
        Declare();
        work.Run = policy => new() { Object = policy, SuccessMessage = "up to date", DoneMessage = "pushed 1" };
        var down = true;
        source.OnStatusWrite = policy => down && policy.Status.Find(ConditionTypes.Reconciling) is not null
            ? Failure.Transient(SourceReasons.Unavailable, "down") : null;
        Assert.NotNull((await RunAsync()).Failure);
        Assert.Empty(source.Events);
        down = false;
        work.Run = policy => new() { Object = policy, SuccessMessage = "up to date" };
        await RunAsync();
        Assert.Equal("pushed 1", Assert.Single(source.Events).Message);
        Assert.Equal("True", Ready!.Status);
    }

    [Fact]
    public async Task AStopAfterTheWork_StillRecordsWhatWasDone()
    {
        Declare();
        using var stop = new CancellationTokenSource();
        work.Run = policy =>
        {
            stop.Cancel();
            return new() { Object = policy, SuccessMessage = "up to date", DoneMessage = "pushed 1" };
        };
        await reconciler.ReconcileAsync(Key, stop.Token);
        Assert.Equal("pushed 1", Assert.Single(source.Events).Message);
    }

    [Fact]
    public async Task NoticesComeBeforeTheRunsOwnEvent_AndAQuietFailureCallsNobody()
    {
        Declare();
        var facts = new Dictionary<string, string>();
        work.Run = policy => new()
        {
            Object = policy,
            Failure = Failure.Waiting(Reasons.DependencyNotReady, "soon"),
            IsQuiet = true,
            Notices = [new RunNotice("Look", "here", facts) { IsWarning = true }, new RunNotice("By", "the way", facts)],
        };
        await RunAsync();
        Assert.Equal([("Look", EventSeverity.Error), ("By", EventSeverity.Info)], source.Events.Select(e => (e.Reason, e.Severity)));
        Assert.Equal(("False", "DependencyNotReady"), (Ready!.Status, Ready.Reason));
    }

    [Fact]
    public async Task ARequest_CountsAsHandled_HoweverTheRunEnds()
    {
        Declare(change: policy => Asked(policy, "t1"));
        work.Run = policy => new() { Object = policy, Failure = Failure.Terminal(Reasons.InvalidPolicy, "no") };
        await RunAsync();
        Assert.Equal("t1", Stored.Status.LastHandledReconcileAt);
        Assert.Equal("True", Stored.Status.Find(ConditionTypes.Stalled)?.Status);
    }

    private static ImagePolicy Asked(ImagePolicy policy, string token) => policy with
    {
        Metadata = policy.Metadata with { Annotations = new Dictionary<string, string> { [WellKnown.RequestedAtAnnotation] = token } },
    };

    private void Declare(long generation = 1, string[]? finalizers = null, Func<ImagePolicy, ImagePolicy>? change = null)
    {
        var policy = new ImagePolicy
        {
            Metadata = new ObjectMeta
            {
                Name = Key.Name,
                Namespace = Key.Namespace,
                Uid = "u1",
                Generation = generation,
                Finalizers = finalizers ?? [WellKnown.Finalizer],
            },
        };
        cache.Observe(source.Put(change is null ? policy : change(policy)));
    }

    private async Task<ReconcileOutcome> RunAsync()
    {
        if ((await source.GetAsync<ImagePolicy>(Key, CancellationToken.None)).Value is { } current) cache.Observe(current);
        return await reconciler.ReconcileAsync(Key, CancellationToken.None);
    }

    private sealed class Work : IObjectWork<ImagePolicy>
    {
        public Func<ImagePolicy, WorkOutcome<ImagePolicy>>? Run { get; set; }

        public bool HandlesRequestsWhileSuspended { get; set; }

        public int Runs { get; private set; }

        public int CleanUps { get; private set; }

        public Task<WorkOutcome<ImagePolicy>> RunAsync(ImagePolicy resource, CancellationToken cancellationToken)
        {
            Runs++;
            return Task.FromResult(Run?.Invoke(resource) ?? new WorkOutcome<ImagePolicy> { Object = resource, SuccessMessage = "done" });
        }

        public Task CleanUpAsync(ImagePolicy resource, CancellationToken cancellationToken)
        {
            CleanUps++;
            return Task.CompletedTask;
        }
    }
}
