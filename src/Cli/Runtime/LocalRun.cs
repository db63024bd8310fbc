using ImageAutomation.Common.Configuration;
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
using ImageAutomation.ImageReflector.Hooks.Serving;
using ImageAutomation.ImageUpdater;
using ImageAutomation.Languages.Results;
using Microsoft.Extensions.Logging;

namespace ImageAutomation.Cli.Runtime;

/// <summary>Both controllers in one process over a folder.</summary>
internal sealed class LocalRun : IAsyncDisposable
{
    private readonly FolderSource source;
    private readonly QuartzWakeUps clock;
    private readonly StateLock held;
    private readonly TraceExport? traces;
    private readonly ControllerContext context;
    private readonly Reflector reflector;
    private readonly Updater updater;
    private readonly Readiness readiness = new();

    private LocalRun(
        FolderSource source, QuartzWakeUps clock, StateLock held, TraceExport? traces, ControllerContext context, Reflector reflector,
        Updater updater)
    {
        (this.source, this.clock, this.held, this.traces) = (source, clock, held, traces);
        (this.context, this.reflector, this.updater) = (context, reflector, updater);
    }

    private IEnumerable<IControllers> All => reflector.Webhooks is { } webhooks ? [webhooks, reflector, updater] : [reflector, updater];

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

        if (!TraceExport.Start("imgauto", Environment.GetEnvironmentVariable, time, loggers).TryGet(out var traces, out failure))
        {
            await source.DisposeAsync();
            held.Dispose();
            return failure;
        }

        var clock = await QuartzWakeUps.StartAsync(time, cancellationToken);
        var context = new ControllerContext(source)
        {
            WakeUps = clock,
            Loop = new LoopOptions { Concurrent = options.Concurrent },
            Time = time,
            Loggers = loggers,
            Requests = source,
        };
        var webhooks = options.Webhooks is { } hooks ? new Webhooks(context, hooks) : null;
        if (!Reflector.Open(context, options.Reflector, options.Registry, options.State, webhooks)
            .TryGet(out var reflector, out failure))
        {
            await clock.DisposeAsync();
            traces?.Dispose();
            await source.DisposeAsync();
            held.Dispose();
            return failure;
        }

        var updater = Updater.Open(context, options.Updater, new GitBounds(), options.State);
        var run = new LocalRun(source, clock, held, traces, context, reflector, updater);
        foreach (var (controller, wake) in run.All.SelectMany(one => one.Wakeables))
            await clock.RegisterAsync(controller, wake, cancellationToken);
        return run;
    }

    /// <summary>Serves metrics, probes and webhooks where they have an address.</summary>
    /// <param name="metrics">Address of the metrics; null: none.</param>
    /// <param name="health">Address of the probes; null: none.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public async Task<Result<WebServer>> ServeAsync(
        ListenAddress? metrics, ListenAddress? health, CancellationToken cancellationToken)
    {
        if (metrics is not null) _ = new ProcessMetrics(context.Metrics);
        var listeners = new List<WebListener>
        {
            new("metrics", metrics, MetricsPages.Of(context.Metrics)),
            new("health", health, ProbePages.Of(readiness)),
        };
        if (reflector.Webhooks is { } webhooks) listeners.Add(webhooks.Listener);
        return await WebServer.StartAsync(listeners, context.Time, context.Loggers, cancellationToken);
    }

    /// <summary>Watches and works until cancelled.</summary>
    /// <returns>A failure when the state folder was taken away.</returns>
    public async Task<Result<bool>> RunAsync(CancellationToken cancellationToken)
    {
        readiness.Await([.. All.SelectMany(one => one.Kinds)]);
        source.Follow();
        return await held.GuardAsync<bool>(
            async token =>
            {
                await Task.WhenAll(All.Select(one => one.RunAsync(token)));
                return true;
            },
            context.Time, cancellationToken);
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
        foreach (var one in All) one.Dispose();
        await clock.DisposeAsync();
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
