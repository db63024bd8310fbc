using ImageAutomation.Common.Loop;
using ImageAutomation.Common.Observability;
using ImageAutomation.Common.Resources;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Git;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.Common.Sources;
using ImageAutomation.ImageUpdater.Commits.Signing;
using ImageAutomation.ImageUpdater.Git.Login;
using ImageAutomation.ImageUpdater.Git.Mirrors;
using ImageAutomation.ImageUpdater.Publishing;
using ImageAutomation.ImageUpdater.Publishing.Evidence;
using ImageAutomation.ImageUpdater.Publishing.Index;
using ImageAutomation.ImageUpdater.Publishing.Planning;
using ImageAutomation.Languages.Results;
using Microsoft.Extensions.Logging;

namespace ImageAutomation.ImageUpdater;

/// <summary>The updater put together over a resource source: one controller, its caches, and what wakes it.</summary>
public sealed class Updater : IDisposable
{
    /// <summary>Controller name, as in metrics.</summary>
    public const string AutomationController = "imageupdateautomation";

    private const int WaitingPerWorker = 3;
    private static readonly TimeSpan TidyGap = TimeSpan.FromHours(1);

    private readonly ResourceCache<ImageUpdateAutomation> automations;
    private readonly ResourceCache<ImagePolicy> policies;
    private readonly ResourceCache<GitRepository> sources;
    private readonly Controller controller;
    private readonly IReconciler reconciler;
    private readonly AutomationWork work;
    private readonly PolicyBatches batches;
    private readonly MirrorStore mirrors;
    private readonly TimeProvider time;
    private readonly ILogger<Updater> logger;
    private readonly int concurrent;
    private readonly ILoopMetrics metrics;
    private readonly PlanMetrics? plans;

    /// <summary>Puts it together.</summary>
    /// <param name="source">Where resources live.</param>
    /// <param name="mirrors">Git mirrors.</param>
    /// <param name="wakeUps">The clock.</param>
    /// <param name="options">Settings of publishing.</param>
    /// <param name="loop">Settings of the loop.</param>
    /// <param name="time">Time.</param>
    /// <param name="loggers">Logs.</param>
    /// <param name="runsAlways">Plan whether anything moved or not; for a single pass.</param>
    /// <param name="metrics">Told what happens; null: nobody.</param>
    /// <param name="plans">Metrics of plans; null: none.</param>
    public Updater(
        IResourceSource source, MirrorStore mirrors, IWakeUps wakeUps, UpdaterOptions options, LoopOptions loop, TimeProvider time,
        ILoggerFactory loggers, bool runsAlways = false, ILoopMetrics? metrics = null, PlanMetrics? plans = null)
    {
        (this.mirrors, this.time, logger, concurrent) = (mirrors, time, loggers.CreateLogger<Updater>(), loop.Concurrent);
        this.metrics = metrics ?? NoLoopMetrics.Instance;
        this.plans = plans;
        automations = new ResourceCache<ImageUpdateAutomation>(source);
        policies = new ResourceCache<ImagePolicy>(source);
        sources = new ResourceCache<GitRepository>(source);
        var signers = new CommitSigners(new SigningOptions(), time);
        signers.SweepLeftovers();
        var indexes = new TargetsIndexes(loggers.CreateLogger<TargetsIndexes>());
        mirrors.Removed += indexes.Forget;
        var publisher = new Publisher(
            mirrors, indexes, new HoldJudge(options, loggers.CreateLogger<HoldJudge>()), signers, options, time,
            loggers.CreateLogger<Publisher>(), plans);
        work = new AutomationWork(
            policies, new RemoteSource(source, new GitLogin(mirrors.Runner.Options.Addresses, time), options), publisher, signers,
            new DryRunReport(loggers.CreateLogger<DryRunReport>(), plans), options, time)
        {
            RunsAlways = runsAlways,
        };
        reconciler = new ObjectReconciler<ImageUpdateAutomation>(
            automations, source, work, time, loggers.CreateLogger<ObjectReconciler<ImageUpdateAutomation>>(), metrics);
        // A git that waits costs a process and its memory.
        var runs = loop with { Waiting = loop.Concurrent * WaitingPerWorker };
        controller = new Controller(
            AutomationController, reconciler, wakeUps, runs, time, loggers.CreateLogger<Controller>(), metrics,
            new HostShares<ImageUpdateAutomation>(automations, HostOf, automation => SourceOf(automation) is { } key ? $"repository {key}"
                : null));
        batches = new PolicyBatches(time, controller.Enqueue);
        automations.Changed += OnAutomationChanged;
        policies.Changed += OnPolicyChanged;
        sources.Changed += OnSourceChanged;
    }

    /// <summary>Who is called when a key is due: controller name and callback.</summary>
    public IReadOnlyDictionary<string, Action<ObjectKey>> Wakeables => new Dictionary<string, Action<ObjectKey>>
    {
        [AutomationController] = controller.Enqueue,
    };

    /// <summary>Kinds that it reads, each with what completes when all of its objects are known.</summary>
    public IReadOnlyList<(string Kind, Task Synced)> Kinds =>
    [
        (ResourceKinds.ImageUpdateAutomation.Kind, automations.Synced), (ResourceKinds.ImagePolicy.Kind, policies.Synced),
        (ResourceKinds.GitRepository.Kind, sources.Synced),
    ];

    /// <summary>Works until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var following = FollowAsync(cancellationToken);
        await Task.WhenAny(Synced, following);
        await Task.WhenAll(following, controller.RunAsync(cancellationToken), TidyAsync(cancellationToken));
    }

    // Mirrors of GitRepositories that are gone. One that is used again meanwhile is only made anew.
    private async Task TidyAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TidyGap, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
                if ((await mirrors.RemoveOrphansAsync(key => sources.Find(key) is not null, cancellationToken)).Failure is { } failure)
                    logger.NotTidied(failure);
        }
        catch (OperationCanceledException)
        {
            // asked to stop
        }
    }

    /// <summary>One pass: every automation once. The caches must be synced by a running <see cref="FollowAsync"/>.</summary>
    public async Task PassAsync(CancellationToken cancellationToken)
    {
        await Synced;
        await SinglePass.RunAsync(reconciler, [.. automations.All.Select(a => a.Key)], concurrent, cancellationToken);
    }

    /// <summary>
    /// What the next run of every automation that is not suspended would write. The caches must be synced by a running
    /// <see cref="FollowAsync"/>.
    /// </summary>
    public async Task<IReadOnlyList<(ObjectKey Automation, Result<PublishPreview> Preview)>> PreviewAsync(
        CancellationToken cancellationToken)
    {
        await Synced;
        var previews = new List<(ObjectKey, Result<PublishPreview>)>();
        foreach (var automation in automations.All.Where(a => !a.Spec.Suspend))
            previews.Add((automation.Key, await work.PreviewAsync(automation, cancellationToken)));
        return previews;
    }

    /// <summary>Keeps the caches up to date without working.</summary>
    public Task FollowAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(policies.RunAsync(cancellationToken), sources.RunAsync(cancellationToken), automations.RunAsync(cancellationToken));

    /// <inheritdoc/>
    public void Dispose()
    {
        batches.Dispose();
        controller.Dispose();
    }

    // Automations of one repository share its mirror, where only one can work at a time.
    private static ObjectKey? SourceOf(ImageUpdateAutomation automation) =>
        SourceResolution.Locate(automation, noCrossNamespaceRefs: false).TryGet(out var key, out _) ? key : null;

    private string? HostOf(ImageUpdateAutomation automation) =>
        SourceOf(automation) is { } key && sources.Find(key) is { Spec.Url: { } url }
        && Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Host.Length > 0
            ? address.Authority
            : null;

    private Task Synced => Task.WhenAll(automations.Synced, policies.Synced, sources.Synced);

    private void OnAutomationChanged(ImageUpdateAutomation? before, ImageUpdateAutomation? after)
    {
        if (after is null && before is not null)
        {
            plans?.Forget(before.Key);
            controller.Enqueue(before.Key); // deleted, or another shard's now: its schedule and metrics go
        }

        if (after is not null && (Triggers.AsksForRun(before, after) || Accepted(before) != Accepted(after))) controller.Enqueue(after.Key);
    }

    private static string? Accepted(ImageUpdateAutomation? automation) =>
        automation?.Metadata.Annotations?.GetValueOrDefault(WellKnown.AcceptAnnotation);

    private void OnPolicyChanged(ImagePolicy? before, ImagePolicy? after)
    {
        if (after?.Status.LatestRef is not { } latest || latest == before?.Status.LatestRef) return;
        foreach (var automation in automations.All.Where(a => a.Metadata.Namespace == after.Metadata.Namespace))
        {
            metrics.ChangeSeen(ResourceKinds.ImageUpdateAutomation, automation.Key);
            batches.Note(automation);
        }
    }

    private void OnSourceChanged(GitRepository? before, GitRepository? after)
    {
        if (before is null || after is null || before.Metadata.Generation == after.Metadata.Generation) return;
        foreach (var automation in automations.All)
            if (SourceOf(automation) == after.Key) controller.Enqueue(automation.Key);
    }
}
