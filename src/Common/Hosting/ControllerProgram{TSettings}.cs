using System.Runtime.InteropServices;
using ImageAutomation.Common.Configuration;
using ImageAutomation.Common.Files;
using ImageAutomation.Common.Kubernetes;
using ImageAutomation.Common.Loop;
using ImageAutomation.Common.Notifications;
using ImageAutomation.Common.Observability;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Sources;
using ImageAutomation.Common.Sources.Cluster;
using ImageAutomation.Common.Sources.DryRun;
using ImageAutomation.Common.Sources.Folder;
using ImageAutomation.Common.Tracing;
using ImageAutomation.Common.Web;
using ImageAutomation.Common.Web.Metrics;
using ImageAutomation.Common.Web.Probes;
using ImageAutomation.Languages.GoText;
using ImageAutomation.Languages.Results;
using Microsoft.Extensions.Logging;

namespace ImageAutomation.Common.Hosting;

/// <summary>A controller as a program in or beside a cluster: flags, logs, endpoints, API server, leader election, graceful stop.</summary>
/// <typeparam name="TSettings">Settings of the program.</typeparam>
public sealed class ControllerProgram<TSettings>
    where TSettings : IProgramSettings
{
    /// <summary>Name of the program.</summary>
    public required string Name { get; init; }

    /// <summary>Name of the controller in events, leases and managed fields.</summary>
    public required string Controller { get; init; }

    /// <summary>Its flags.</summary>
    public required FlagSet Flags { get; init; }

    /// <summary>Kinds that it reconciles: the label selector is for these.</summary>
    public required IReadOnlyList<ResourceKind> OwnKinds { get; init; }

    /// <summary>Reads the settings from flags and environment.</summary>
    public required Func<ParsedFlags, Func<string, string?>, Result<TSettings>> Read { get; init; }

    /// <summary>Puts its controllers together when this replica begins to lead.</summary>
    public required Func<TSettings, ControllerContext, Result<IControllers>> Open { get; init; }

    /// <summary>Puts together what every replica serves, leading or not, from the start; null: nothing.</summary>
    public Func<TSettings, ControllerContext, IReplicaServer?>? Beside { get; init; }

    /// <summary>Runs the program.</summary>
    /// <param name="arguments">Command line.</param>
    /// <param name="time">Time.</param>
    /// <returns>Exit code: 0 after a graceful stop, 1 when it could not start or lost the lease.</returns>
    public async Task<int> RunAsync(IReadOnlyList<string> arguments, TimeProvider time)
    {
        CoreFiles.Forbid();
        if (!Flags.Parse(arguments).TryGet(out var flags, out var failure)) return Complain(failure);
        if (flags.AsksForHelp)
        {
            Console.Out.Write(Flags.Help(Name));
            return 0;
        }

        if (!Read(flags, Environment.GetEnvironmentVariable).TryGet(out var settings, out failure)) return Complain(failure);
        var common = settings.Controller;
        using var log = new LineLog(Console.Error, common.Log.Level, common.Log.IsJson, time);
        using var loggers = LoggerFactory.Create(builder => builder.SetMinimumLevel(LogLevel.Trace).AddProvider(log));
        var logger = loggers.CreateLogger<ControllerProgram<TSettings>>();
        foreach (var warning in common.Warnings) logger.SettingHasNoEffect(warning);
        if (common.DryRun) logger.DryRun();

        using var stop = new CancellationTokenSource();
        using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Stop(context, stop));
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Stop(context, stop));
        var ended = await UntilStoppedAsync(settings, time, loggers, stop.Token);
        if (ended.TryGet(out var lease, out failure))
        {
            logger.Stopped(lease);
            return 0;
        }

        logger.Ended(failure);
        return 1;
    }

    // What became of the lease, to go on with after "Stopped"; empty where there is none.
    private async Task<Result<string>> UntilStoppedAsync(
        TSettings settings, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        try
        {
            return await TracedAsync(settings, time, loggers, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return " while starting"; // asked to stop before there was anything to stop
        }
    }

    private async Task<Result<string>> TracedAsync(
        TSettings settings, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        if (!TraceExport.Start(Name, Environment.GetEnvironmentVariable, time, loggers).TryGet(out var traces, out var failure))
            return failure;
        using (traces) return await ServeAsync(settings, time, loggers, cancellationToken);
    }

    private async Task<Result<string>> ServeAsync(
        TSettings settings, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var common = settings.Controller;
        if (StateFolder.Prepare(common.StoragePath) is { } unusable) return unusable;
        if (!StateFolder.Lock(common.StoragePath).TryGet(out var held, out var failure)) return failure;
        using var own = held;
        if (!KubeConfig.Find(common.Kubernetes.Kubeconfig, null, Environment.GetEnvironmentVariable, time)
            .TryGet(out var connection, out failure))
            return failure;

        var metrics = new MetricsRegistry();
        _ = new ProcessMetrics(metrics);
        var client = new ClientMetrics(metrics);
        var readiness = new Readiness();
        WebListener[] listeners = [new("metrics", common.Metrics, MetricsPages.Of(metrics)),
            new("health", common.Health, ProbePages.Of(readiness))];
        if (!(await WebServer.StartAsync(listeners, time, loggers, cancellationToken)).TryGet(out var web, out failure)) return failure;
        await using var serving = web;

        using var kube = new KubeClient(connection, new KubeClientOptions
        {
            FieldManager = Controller,
            RequestEnded = client.RequestEnded,
        }, time);
        IResourceSource source = ClusterSource(kube, common.Kubernetes, time, loggers);
        await using var forwarder = common is { Events: { } receiver, DryRun: false } ? Forwarder(receiver, metrics, time, loggers) : null;
        if (forwarder is not null) source = new ForwardingSource(source, forwarder);
        if (common.DryRun) source = new DryRunSource(source, loggers.CreateLogger<DryRunSource>());
        await using var clock = await QuartzWakeUps.StartAsync(time, cancellationToken);
        await using var telling = new Background(
            token => new CrdAdditions(kube, loggers.CreateLogger<CrdAdditions>()).TellAsync(OwnKinds, token), cancellationToken);
        var context = new ControllerContext(source, metrics)
        {
            WakeUps = clock,
            Loop = common.Loop,
            Time = time,
            Loggers = loggers,
            Requests = common.DryRun ? NoReconcileRequests.Instance : new KubernetesRequests(kube),
            IsLeaseHeldAsync = new LeaseView(
                kube, common.Kubernetes.RuntimeNamespace ?? connection.Namespace ?? "default", time).IsHeldAsync,
        };
        ReplicaServing? beside = null;
        if (Beside?.Invoke(settings, context) is { } server
            && !(await ReplicaServing.StartAsync(server, clock, time, loggers, cancellationToken)).TryGet(out beside, out failure))
            return failure;
        await using var listening = beside;
        Task<Result<bool>> Work(CancellationToken token) =>
            UnlessStoppedAsync(() => own.GuardAsync(guarded => RunAsync(settings, context, clock, readiness, guarded), time, token), token);

        // A dry run takes nothing away from the one that leads, so it needs no lease.
        if (common.DryRun || common.Kubernetes.LeaderElection is not { } election)
            return (await Work(cancellationToken)).Then<string>(_ => "");
        readiness.StandBy();
        var lease = new ObjectKey(election.LeaseNamespace ?? common.Kubernetes.RuntimeNamespace ?? connection.Namespace
            ?? "default", election.LeaseName);
        return await LeadAsync(
            new LeaseLock(kube, LockOptions(election, lease), time, loggers.CreateLogger<LeaseLock>()), lease, election, client,
            Work, cancellationToken);
    }

    private KubernetesSource ClusterSource(KubeClient kube, KubernetesOptions options, TimeProvider time, ILoggerFactory loggers) => new(
        kube,
        new KubernetesSourceOptions
        {
            Controller = Controller,
            Scope = new ClusterScope
            {
                Namespace = options.WatchNamespace,
                LabelSelector = options.LabelSelector,
                SelectedKinds = OwnKinds,
            },
        },
        time, loggers.CreateLogger<KubernetesSource>());

    private static async Task<Result<string>> LeadAsync(
        LeaseLock leader, ObjectKey lease, LeaderElectionOptions election, ClientMetrics client,
        Func<CancellationToken, Task<Result<bool>>> work, CancellationToken cancellationToken)
    {
        client.SetLeader(lease.Name, false);
        Failure? broken = null;
        var led = await leader.RunAsync(
            async token =>
            {
                client.SetLeader(lease.Name, true);
                broken = (await work(token)).Failure;
            },
            cancellationToken);
        client.SetLeader(lease.Name, false);
        if (!led.TryGet(out var hasLed, out var failure)) return failure;
        if (broken is not null) return broken;
        return !hasLed ? $" while standing by for lease {lease}"
            : leader.IsReleased ? $"; lease {lease} is released"
            : $"; lease {lease} is not released, it runs out within {GoDuration.Format(election.LeaseDuration)}";
    }

    private async Task<Result<bool>> RunAsync(
        TSettings settings, ControllerContext context, QuartzWakeUps clock, Readiness readiness, CancellationToken cancellationToken)
    {
        if (!Open(settings, context).TryGet(out var controllers, out var failure)) return failure;
        using var opened = controllers;
        foreach (var (controller, wake) in controllers.Wakeables) await clock.RegisterAsync(controller, wake, cancellationToken);
        readiness.Await(controllers.Kinds);
        await controllers.RunAsync(cancellationToken);
        return true;
    }

    private static async Task<Result<bool>> UnlessStoppedAsync(Func<Task<Result<bool>>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await work();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return true; // asked to stop
        }
    }

    private EventForwarder Forwarder(Uri receiver, MetricsRegistry metrics, TimeProvider time, ILoggerFactory loggers)
    {
        var counts = new NotificationMetrics(metrics);
        var target = new NotificationTarget { Address = receiver, Controller = Controller };
        return new EventForwarder(
            target, outcome => counts.Count(outcome.ToString().ToLowerInvariant()), time, loggers.CreateLogger<EventForwarder>());
    }

    private static LeaseLockOptions LockOptions(LeaderElectionOptions election, ObjectKey lease) => new()
    {
        Lease = lease,
        Identity = $"{Environment.MachineName}_{Guid.NewGuid()}",
        LeaseDuration = election.LeaseDuration,
        RenewDeadline = election.RenewDeadline,
        RetryPeriod = election.RetryPeriod,
        ReleasesOnCancel = election.ReleaseOnCancel,
    };

    private static void Stop(PosixSignalContext context, CancellationTokenSource stop)
    {
        context.Cancel = true; // we end by ourselves, gracefully
        stop.Cancel();
    }

    private int Complain(Failure failure)
    {
        Console.Error.WriteLine($"{Name}: {failure.Message}");
        return 1;
    }
}
