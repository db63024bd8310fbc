using ImageAutomation.Common.Loop;
using ImageAutomation.Common.Resources;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Git;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.ImageUpdater.Commits.Signing;
using ImageAutomation.ImageUpdater.Git.Login;
using ImageAutomation.ImageUpdater.Git.Mirrors;
using ImageAutomation.ImageUpdater.Git.Program;
using ImageAutomation.ImageUpdater.Publishing;
using ImageAutomation.ImageUpdater.Publishing.Evidence;
using ImageAutomation.ImageUpdater.Publishing.Index;
using ImageAutomation.ImageUpdater.Publishing.Planning;
using ImageAutomation.ImageUpdater.Publishing.Pushing;
using ImageAutomation.Languages.Results;
using Microsoft.Extensions.Logging;

namespace ImageAutomation.ImageUpdater;

/// <summary>The updater put together over a resource source: one controller, its caches, and what wakes it.</summary>
public sealed class Updater : IControllers
{
    /// <summary>Controller name, as in metrics.</summary>
    public const string AutomationController = "imageupdateautomation";

    private const int WaitingPerWorker = 3;
    private static readonly TimeSpan TidyGap = TimeSpan.FromHours(1);
    private static readonly TimeSpan UnusedMirrorAge = TimeSpan.FromDays(30);

    private readonly ControllerContext context;
    private readonly MirrorStore mirrors;
    private readonly ResourceCache<ImageUpdateAutomation> automations;
    private readonly ResourceCache<ImagePolicy> policies;
    private readonly ResourceCache<GitRepository> sources;
    private readonly Controller controller;
    private readonly IReconciler reconciler;
    private readonly AutomationWork work;
    private readonly AutomationMetrics metrics;
    private readonly PolicyBatches batches;
    private readonly OwnPushes own = new();
    private readonly ILogger<Updater> logger;
    private readonly List<IDisposable> owned = [];

    /// <summary>Puts it together over mirrors that somebody else owns.</summary>
    /// <param name="context">What its controller works with.</param>
    /// <param name="options">Settings of publishing.</param>
    /// <param name="mirrors">Git mirrors.</param>
    public Updater(ControllerContext context, UpdaterOptions options, MirrorStore mirrors)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(mirrors);
        (this.context, this.mirrors) = (context, mirrors);
        var (source, time, loggers) = (context.Source, context.Time, context.Loggers);
        logger = loggers.CreateLogger<Updater>();
        metrics = new AutomationMetrics(context.Metrics, time);
        automations = new ResourceCache<ImageUpdateAutomation>(source);
        policies = new ResourceCache<ImagePolicy>(source);
        sources = new ResourceCache<GitRepository>(source);
        var signers = new CommitSigners(new SigningOptions(), time);
        signers.SweepLeftovers();
        var indexes = new TargetsIndexes(loggers.CreateLogger<TargetsIndexes>());
        mirrors.Removed += indexes.Forget;
        var judge = new HoldJudge(options, loggers.CreateLogger<HoldJudge>());
        var publisher = new Publisher(mirrors, indexes, judge, new CommitTools(signers, own), options, metrics.Plans, context);
        work = new AutomationWork(
            policies, new RemoteSource(source, new GitLogin(mirrors.Runner.Options.Addresses, time), options), publisher, signers,
            new DryRunReport(loggers.CreateLogger<DryRunReport>(), metrics.Plans), options, time);
        reconciler = new ObjectReconciler<ImageUpdateAutomation>(automations, work, context, metrics);
        // A git that waits costs a process and its memory.
        controller = new Controller(
            AutomationController, reconciler, context, context.Loop.Concurrent * WaitingPerWorker,
            new HostShares<ImageUpdateAutomation>(automations, HostOf, automation => SourceOf(automation) is { } key ? $"repository {key}"
                : null));
        batches = new PolicyBatches(time, controller.Enqueue);
        automations.Changed += OnAutomationChanged;
        policies.Changed += OnPolicyChanged;
        sources.Changed += OnSourceChanged;
    }

    /// <summary>Opens the mirrors of a folder and puts an updater together that owns them.</summary>
    /// <param name="context">What its controller works with.</param>
    /// <param name="options">Settings of publishing.</param>
    /// <param name="bounds">What Git servers may be and cost.</param>
    /// <param name="folder">Where mirrors, and key files for the time of a call, are kept.</param>
    public static Updater Open(ControllerContext context, UpdaterOptions options, GitBounds bounds, string folder)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(bounds);
        var git = new GitRunner(
            new GitRunnerOptions
            {
                AllowLocalRemotes = options.AllowLocalRepositories,
                SecretsRoot = Path.Combine(folder, "secrets"),
                Addresses = bounds.Addresses,
                AllowPlainLogins = bounds.AllowPlainLogins,
                MaxFileBytes = bounds.MaxMirrorBytes,
                ExtraEnvironment = GitRunnerOptions.ProxiesOf(Environment.GetEnvironmentVariable),
            },
            context.Time);
        var mirrors = new MirrorStore(git, new MirrorStoreOptions
        {
            Root = Path.Combine(folder, "mirrors"),
            MaxTotalBytes = bounds.MaxMirrorBytes,
        }, context.Time, context.Loggers.CreateLogger<MirrorStore>());
        var updater = new Updater(context, options, mirrors);
        updater.owned.Add(mirrors);
        return updater;
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, Action<ObjectKey>> Wakeables => new Dictionary<string, Action<ObjectKey>>
    {
        [AutomationController] = controller.Enqueue,
    };

    /// <inheritdoc/>
    public IReadOnlyList<(string Kind, Task Synced)> Kinds =>
    [
        (ResourceKinds.ImageUpdateAutomation.Kind, automations.Synced), (ResourceKinds.ImagePolicy.Kind, policies.Synced),
        (ResourceKinds.GitRepository.Kind, sources.Synced),
    ];

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await mirrors.RemoveUnusedAsync(UnusedMirrorAge, cancellationToken);
        var following = FollowAsync(cancellationToken);
        await Task.WhenAny(Synced, following);
        await Task.WhenAll(following, controller.RunAsync(cancellationToken), TidyAsync(cancellationToken));
    }

    // Mirrors of GitRepositories that are gone. One that is used again meanwhile is only made anew.
    private async Task TidyAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TidyGap, context.Time);
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
        await SinglePass.RunAsync(reconciler, [.. automations.All.Select(a => a.Key)], context.Loop.Concurrent, cancellationToken);
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
        owned.ForEach(one => one.Dispose());
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
        // deleted, or another shard's now: its schedule and metrics go
        if (after is null && before is not null) controller.Enqueue(before.Key);
        if (after is not null && (Triggers.AsksForRun(before, after) || Accepted(before) != Accepted(after))) controller.Enqueue(after.Key);
    }

    private static string? Accepted(ImageUpdateAutomation? automation) =>
        automation?.Metadata.Annotations?.GetValueOrDefault(WellKnown.AcceptAnnotation);

    private void OnPolicyChanged(ImagePolicy? before, ImagePolicy? after)
    {
        if (after?.Status.LatestRef is not { } latest || latest == before?.Status.LatestRef) return;
        foreach (var automation in automations.All.Where(a => a.Metadata.Namespace == after.Metadata.Namespace))
        {
            metrics.ChangeSeen(automation.Key);
            batches.Note(automation);
        }
    }

    private void OnSourceChanged(GitRepository? before, GitRepository? after)
    {
        if (before is null || after is null) return;
        foreach (var automation in automations.All)
            if (SourceOf(automation) == after.Key && SourceTriggers.Concerns(before, after, automation, own.IsOwn))
                controller.Enqueue(automation.Key);
    }
}
