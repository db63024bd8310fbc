using ImageAutomation.Common.Loop;
using ImageAutomation.Common.Observability;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.Common.Sources;
using ImageAutomation.Common.Sources.Folder;
using ImageAutomation.Common.Tracing;
using ImageAutomation.Common.Web;
using ImageAutomation.Common.Web.Metrics;
using ImageAutomation.Common.Web.Probes;
using ImageAutomation.ImageReflector;
using ImageAutomation.ImageReflector.Registry;
using ImageAutomation.ImageReflector.Scanning;
using ImageAutomation.ImageReflector.TagStore;
using ImageAutomation.ImageUpdater;
using ImageAutomation.ImageUpdater.Git.Mirrors;
using ImageAutomation.ImageUpdater.Git.Program;
using ImageAutomation.ImageUpdater.Publishing.Planning;
using ImageAutomation.Languages.Results;
using Microsoft.Extensions.Logging;

namespace ImageAutomation.Cli.Runtime;

/// <summary>Both controllers in one process over a folder.</summary>
internal sealed class LocalRun : IAsyncDisposable
{
    private static readonly TimeSpan UnusedMirrorAge = TimeSpan.FromDays(30);

    private readonly FolderSource source;
    private readonly SqliteTagStore tags;
    private readonly RegistryClient registry;
    private readonly MirrorStore mirrors;
    private readonly QuartzWakeUps clock;
    private readonly StateLock held;
    private readonly TraceExport? traces;
    private readonly Reflector reflector;
    private readonly Updater updater;
    private readonly LocalRunOptions options;
    private readonly MetricsRegistry metrics = new();
    private readonly Readiness readiness = new();
    private readonly TimeProvider time;
    private readonly ILoggerFactory loggers;

    private LocalRun(
        FolderSource source, SqliteTagStore tags, TagStoreIncidents incidents, QuartzWakeUps clock, StateLock held, TraceExport? traces,
        LocalRunOptions options, TimeProvider time, ILoggerFactory loggers)
    {
        (this.options, this.time, this.loggers) = (options, time, loggers);
        var loopMetrics = options.Metrics is null ? null : new LoopMetrics(metrics, time);
        this.source = source;
        this.tags = tags;
        this.clock = clock;
        this.held = held;
        this.traces = traces;
        registry = new RegistryClient(options.Registry, time);
        var git = new GitRunner(new GitRunnerOptions
        {
            AllowLocalRemotes = true,
            SecretsRoot = Path.Combine(options.State, "secrets"),
            ExtraEnvironment = GitRunnerOptions.ProxiesOf(Environment.GetEnvironmentVariable),
        }, time);
        mirrors = new MirrorStore(git, new MirrorStoreOptions
        {
            Root = Path.Combine(options.State, "mirrors"),
        }, time, loggers.CreateLogger<MirrorStore>());
        var loop = new LoopOptions { Concurrent = options.Concurrent };
        reflector = new Reflector(source, registry, tags, incidents, clock, new ReflectorOptions
        {
            NoCrossNamespaceRefs = options.NoCrossNamespaceRefs,
            VanishedTagGrace = options.VanishedTagGrace,
        }, loop, time, loggers, scansAlways: options.Once, metrics: loopMetrics);
        var publishing = new UpdaterOptions
        {
            AllowLocalRepositories = true,
            NoCrossNamespaceRefs = options.NoCrossNamespaceRefs,
            ReferenceDefaultMessage = options.ReferenceDefaultMessage,
            RemovedTemplateFields = options.RemovedTemplateFields,
        };
        updater = new Updater(
            source, mirrors, clock, publishing, loop, time, loggers, runsAlways: options.Once, metrics: loopMetrics,
            plans: options.Metrics is null ? null : new PlanMetrics(metrics));
    }

    /// <summary>What in the folder could not be taken over.</summary>
    public IReadOnlyList<FolderProblem> Problems => source.Problems;

    /// <summary>Opens folder, state and clock.</summary>
    public static async Task<Result<LocalRun>> OpenAsync(
        LocalRunOptions options, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        if (StateFolder.Prepare(options.State) is { } unusable) return unusable;
        if (!StateFolder.Lock(options.State).TryGet(out var held, out var failure)) return failure;
        var folder = new FolderOptions { Resources = options.Resources, State = options.State };
        if (!FolderSource.Open(folder, time, loggers.CreateLogger<FolderSource>()).TryGet(out var source, out failure))
        {
            held.Dispose();
            return failure;
        }

        var incidents = new TagStoreIncidents(loggers.CreateLogger<TagStoreIncidents>());
        if (!SqliteTagStore.Open(Path.Combine(options.State, "tags.db"), time, incidents.Note).TryGet(out var tags, out failure))
        {
            await source.DisposeAsync();
            held.Dispose();
            return failure;
        }

        if (!TraceExport.Start("imgauto", Environment.GetEnvironmentVariable, time, loggers).TryGet(out var traces, out failure))
        {
            tags.Dispose();
            await source.DisposeAsync();
            held.Dispose();
            return failure;
        }

        var clock = await QuartzWakeUps.StartAsync(time, cancellationToken);
        var run = new LocalRun(source, tags, incidents, clock, held, traces, options, time, loggers);
        foreach (var (controller, wake) in run.reflector.Wakeables.Concat(run.updater.Wakeables))
            await clock.RegisterAsync(controller, wake, cancellationToken);
        return run;
    }

    /// <summary>Serves metrics and probes where they have an address.</summary>
    public async Task<Result<WebServer>> ServeAsync(CancellationToken cancellationToken)
    {
        if (options.Metrics is not null)
        {
            _ = new ProcessMetrics(metrics);
            _ = new BudgetMetrics(metrics, () => registry.Budgets.Select(b => (b.Host, b.QuotaLeft, b.Parked)));
        }

        WebListener[] listeners = [new("metrics", options.Metrics, MetricsPages.Of(metrics)),
            new("health", options.Health, ProbePages.Of(readiness))];
        return await WebServer.StartAsync(listeners, time, loggers, cancellationToken);
    }

    /// <summary>Watches and works until cancelled.</summary>
    /// <returns>A failure when the state folder was taken away.</returns>
    public async Task<Result<bool>> RunAsync(CancellationToken cancellationToken)
    {
        readiness.Await([.. reflector.Kinds, .. updater.Kinds]);
        source.Follow();
        await mirrors.RemoveUnusedAsync(UnusedMirrorAge, cancellationToken);
        return await held.GuardAsync<bool>(
            async token =>
            {
                await Task.WhenAll(reflector.RunAsync(token), updater.RunAsync(token));
                return true;
            },
            time, cancellationToken);
    }

    /// <summary>One pass over everything, then ends.</summary>
    public async Task PassAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reflecting = reflector.FollowAsync(stop.Token);
        await reflector.PassAsync(cancellationToken);
        // The updater begins to look only now: a cache that follows from before may lag behind the elections.
        var updating = updater.FollowAsync(stop.Token);
        await updater.PassAsync(cancellationToken);
        await stop.CancelAsync();
        await Task.WhenAll(reflecting, updating).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Every image object with its Ready condition, by kind, namespace and name. Suspended ones are left out.</summary>
    public async Task<IReadOnlyList<(string Kind, ObjectKey Key, Condition? Ready)>> ReadinessAsync(CancellationToken cancellationToken) =>
    [
        .. await ReadinessAsync<ImageRepository>(cancellationToken),
        .. await ReadinessAsync<ImagePolicy>(cancellationToken),
        .. await ReadinessAsync<ImageUpdateAutomation>(cancellationToken),
    ];

    public async ValueTask DisposeAsync()
    {
        reflector.Dispose();
        updater.Dispose();
        await clock.DisposeAsync();
        mirrors.Dispose();
        registry.Dispose();
        tags.Dispose();
        await source.DisposeAsync();
        held.Dispose();
        traces?.Dispose();
    }

    private async Task<List<(string Kind, ObjectKey Key, Condition? Ready)>> ReadinessAsync<T>(CancellationToken cancellationToken)
        where T : class, IReconciledResource<T>
    {
        var result = new List<(string, ObjectKey, Condition?)>();
        await foreach (var change in source.WatchAsync<T>(cancellationToken))
        {
            if (change.Type == ResourceChangeType.Synced) break;
            if (change.Object is { IsSuspended: false } o)
                result.Add((T.ResourceKind.Kind, o.Key, o.Conditioned.Find(ConditionTypes.Ready)));
        }

        return result;
    }
}
