using System.Runtime.CompilerServices;
using ImageAutomation.Common.Loop;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.Common.Sources;
using ImageAutomation.Common.Sources.DryRun;
using ImageAutomation.Languages.Results;
using ImageAutomation.TestSupport;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ImageAutomation.Common.Tests.Sources;

public sealed class DryRunSourceTests
{
    private static readonly ObjectKey Key = new("apps", "web");
    private readonly Unwritable stored = new();
    private readonly DryRunSource source;

    public DryRunSourceTests() => source = new DryRunSource(stored, NullLogger<DryRunSource>.Instance);

    [Fact]
    public async Task WhatWouldBeWritten_IsReadAsIfItWere()
    {
        var before = Policy("uid-1", "7", Elected("1.0.0"));
        stored.Policy = before;
        var finalized = (await source.PatchMetadataAsync(before, before with
        {
            Metadata = before.Metadata with { Finalizers = [WellKnown.Finalizer] },
        }, CancellationToken.None)).Value;
        await source.PatchStatusAsync(finalized, finalized with
        {
            Status = finalized.Status with { LatestRef = Elected("1.1.0") },
        }, CancellationToken.None);

        var read = (await source.GetAsync<ImagePolicy>(Key, CancellationToken.None)).Value!;
        Assert.Equal(("1.1.0", true), (read.Status.LatestRef?.Tag, read.HasFinalizer));
        // Another controller writes meanwhile: its metadata and spec count, its status does not.
        stored.Policy = before with
        {
            Metadata = before.Metadata with { ResourceVersion = "8", Generation = 2, Finalizers = ["other"] },
            Status = new ImagePolicyStatus { LatestRef = Elected("1.0.5") },
        };
        read = (await source.GetAsync<ImagePolicy>(Key, CancellationToken.None)).Value!;
        Assert.Equal(("1.1.0", 2), (read.Status.LatestRef?.Tag, read.Metadata.Generation));
        Assert.Equal(["other", WellKnown.Finalizer], read.Metadata.Finalizers);
    }

    [Fact]
    public async Task OnlyAnElectionOfOurs_IsComparedWithTheClusters()
    {
        var log = new Lines();
        var told = new DryRunSource(stored, log);
        stored.Policy = Policy("uid-1", "7", Elected("1.0.0"));
        await foreach (var change in told.WatchAsync<ImagePolicy>(CancellationToken.None))
            if (change.Type == ResourceChangeType.Synced) break;
        await told.PatchStatusAsync(stored.Policy, With("1.0.5", "False"), CancellationToken.None); // a failed run keeps what it found
        Assert.Empty(log.Said);
        await told.PatchStatusAsync(stored.Policy, With("1.1.0", "True"), CancellationToken.None);
        Assert.Equal(
            "ImagePolicy apps/web: dry run: elects ghcr.io/acme/web:1.1.0; the cluster has ghcr.io/acme/web:1.0.0",
            Assert.Single(log.Said));

        ImagePolicy With(string tag, string ready) => Policy("uid-1", "7", Elected(tag)) with
        {
            Status = new ImagePolicyStatus
            {
                LatestRef = Elected(tag),
                Conditions = [new Condition
                {
                    Type = ConditionTypes.Ready,
                    Status = ready,
                    Reason = "r",
                    Message = "m",
                    LastTransitionTime = DateTimeOffset.UnixEpoch,
                }],
            },
        };
    }

    [Fact]
    public async Task AnObjectThatWasMadeAnew_BeginsWithWhatIsStored()
    {
        var before = Policy("uid-1", "7", null);
        stored.Policy = before;
        await source.PatchStatusAsync(before, before with
        {
            Status = new ImagePolicyStatus { LatestRef = Elected("1.1.0") },
        }, CancellationToken.None);
        stored.Policy = Policy("uid-2", "9", null);
        Assert.Null((await source.GetAsync<ImagePolicy>(Key, CancellationToken.None)).Value?.Status.LatestRef);
    }

    [Fact]
    public async Task ARunOverIt_TakesItsFinalizerOnce_AndSeesItsOwnStatusAgain()
    {
        stored.Policy = Policy("uid-1", "7", null);
        var cache = new ResourceCache<ImagePolicy>(source);
        using var stop = new CancellationTokenSource();
        var following = cache.RunAsync(stop.Token);
        await cache.Synced;
        var work = new Electing();
        var reconciler = new ObjectReconciler<ImagePolicy>(cache, work, new ControllerContext(source) { Time = new FakeTime() });
        Assert.Equal(ReconcileOutcome.Again, await reconciler.ReconcileAsync(Key, CancellationToken.None));
        Assert.Equal(ReconcileOutcome.Done, await reconciler.ReconcileAsync(Key, CancellationToken.None));
        Assert.Equal(ReconcileOutcome.Done, await reconciler.ReconcileAsync(Key, CancellationToken.None));
        Assert.Equal([null, "1.1.0"], work.Seen);
        Assert.Equal("True", cache.Find(Key)?.Status.Conditions?.Single().Status);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => following);
    }

    private static ImageRef Elected(string tag) => new() { Name = "ghcr.io/acme/web", Tag = tag };

    private static ImagePolicy Policy(string uid, string version, ImageRef? elected) => new()
    {
        Metadata = new ObjectMeta { Namespace = Key.Namespace, Name = Key.Name, Uid = uid, ResourceVersion = version, Generation = 1 },
        Spec = new ImagePolicySpec
        {
            ImageRepositoryRef = new NamespacedObjectReference { Name = "web" },
            Policy = new ImagePolicyChoice(),
        },
        Status = new ImagePolicyStatus { LatestRef = elected },
    };

    /// <summary>Lines from Information on.</summary>
    private sealed class Lines : ILogger<DryRunSource>
    {
        public List<string> Said { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) Said.Add(formatter(state, exception));
        }
    }

    private sealed class Electing : IObjectWork<ImagePolicy>
    {
        public List<string?> Seen { get; } = [];

        public bool HandlesRequestsWhileSuspended => true;

        public Task<WorkOutcome<ImagePolicy>> RunAsync(ImagePolicy resource, CancellationToken cancellationToken)
        {
            Seen.Add(resource.Status.LatestRef?.Tag);
            return Task.FromResult(new WorkOutcome<ImagePolicy>
            {
                Object = resource with { Status = resource.Status with { LatestRef = Elected("1.1.0") } },
                SuccessMessage = "elected",
            });
        }

        public Task CleanUpAsync(ImagePolicy resource, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    /// <summary>Holds one object; every write is a bug.</summary>
    private sealed class Unwritable : IResourceSource
    {
        public ImagePolicy? Policy { get; set; }

        public Task<Result<T?>> GetAsync<T>(ObjectKey key, CancellationToken cancellationToken)
            where T : class, IResource<T> => Task.FromResult<Result<T?>>((T?)(object?)Policy);

        public async IAsyncEnumerable<ResourceChange<T>> WatchAsync<T>([EnumeratorCancellation] CancellationToken cancellationToken)
            where T : class, IResource<T>
        {
            yield return new(ResourceChangeType.Upserted, (T?)(object?)Policy);
            yield return new(ResourceChangeType.Synced, null);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }

        public Task<Result<T>> PatchMetadataAsync<T>(T before, T after, CancellationToken cancellationToken)
            where T : class, IResource<T> => throw new InvalidOperationException("metadata written");

        public Task<Result<T>> PatchStatusAsync<T>(T before, T after, CancellationToken cancellationToken)
            where T : class, IResource<T> => throw new InvalidOperationException("status written");

        public Task RecordEventAsync(ResourceEvent happened, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("event written");
    }
}
