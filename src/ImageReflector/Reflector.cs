using ImageAutomation.Common.Loop;
using ImageAutomation.Common.References;
using ImageAutomation.Common.Resources;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.Common.Sources;
using ImageAutomation.ImageReflector.Hooks.Hints;
using ImageAutomation.ImageReflector.Hooks.Serving;
using ImageAutomation.ImageReflector.Registry;
using ImageAutomation.ImageReflector.Scanning;
using ImageAutomation.ImageReflector.TagStore;
using ImageAutomation.Languages.Results;
using Microsoft.Extensions.Logging;

namespace ImageAutomation.ImageReflector;

/// <summary>The reflector put together over a resource source: two controllers, their caches, and what wakes whom.</summary>
public sealed partial class Reflector : IControllers
{
    /// <summary>Controller names, as in metrics.</summary>
    public const string RepositoryController = "imagerepository";

    /// <inheritdoc cref="RepositoryController"/>
    public const string PolicyController = "imagepolicy";

    private const int WaitingPerWorker = 16;

    private readonly ControllerContext context;
    private readonly ReflectorOptions options;
    private readonly TagStoreIncidents incidents;
    private readonly SqliteTagStore tags;
    private readonly HintBook hints;
    private readonly HintMetrics hintMetrics;
    private readonly HintLadder ladder;
    private readonly ResourceCache<ImageRepository> repositories;
    private readonly ResourceCache<ImagePolicy> policies;
    private readonly PolicyIndex index = new();
    private readonly Controller repositoryController;
    private readonly Controller policyController;
    private readonly IReconciler repositoryReconciler;
    private readonly IReconciler policyReconciler;
    private readonly List<IDisposable> owned = [];
    private int started;
    private int covered;

    /// <summary>Puts it together over a registry and a store that somebody else owns.</summary>
    /// <param name="context">What its controllers work with.</param>
    /// <param name="options">Settings of the rooms.</param>
    /// <param name="registry">Registries.</param>
    /// <param name="tags">Stored tags.</param>
    /// <param name="incidents">Damage that the tag store finds.</param>
    public Reflector(
        ControllerContext context, ReflectorOptions options, IRegistryClient registry, SqliteTagStore tags, TagStoreIncidents incidents)
    {
        ArgumentNullException.ThrowIfNull(context);
        (this.context, this.options, this.tags, this.incidents) = (context, options, tags, incidents);
        var (source, time, loggers) = (context.Source, context.Time, context.Loggers);
        var targets = new RegistryTargets(source, loggers.CreateLogger<RegistryTargets>());
        repositories = new ResourceCache<ImageRepository>(source);
        policies = new ResourceCache<ImagePolicy>(source);
        hints = new HintBook(time);
        var scanning = new RepositoryWork(targets, registry, tags, hints, options, time, loggers.CreateLogger<RepositoryWork>());
        repositoryReconciler =
            new ObjectReconciler<ImageRepository>(repositories, scanning, context, new ScanMetrics(context.Metrics));
        policyReconciler = new ObjectReconciler<ImagePolicy>(
            policies, new PolicyWork(source, targets, registry, tags, hints, options, time), context);
        // A request that waits costs a socket and little else, so many may.
        var waiting = context.Loop.Concurrent * WaitingPerWorker;
        repositoryController = new Controller(
            RepositoryController, repositoryReconciler, context, waiting, new HostShares<ImageRepository>(repositories, HostOf));
        policyController = new Controller(
            PolicyController, policyReconciler, context, waiting,
            new HostShares<ImagePolicy>(policies, policy => repositories.Find(PolicyWork.RepositoryOf(policy)) is { } repository
                ? HostOf(repository) : null));
        hintMetrics = new HintMetrics(context.Metrics);
        ladder = Ladder(targets, registry);
        repositories.Changed += OnRepositoryChanged;
        policies.Changed += index.Follow;
        policies.Changed += OnPolicyChanged;
        policies.Changed += NoteElection;
    }

    /// <summary>Opens the tag store and puts a reflector together that owns it, and its registry client.</summary>
    /// <param name="context">What its controllers work with.</param>
    /// <param name="options">Settings of the rooms.</param>
    /// <param name="bounds">Bounds of the registry client.</param>
    /// <param name="folder">Where tags are stored.</param>
    /// <param name="webhooks">Whose webhooks it acts on; null: there are none.</param>
    /// <returns>The reflector, or why the store cannot be opened.</returns>
    public static Result<Reflector> Open(
        ControllerContext context, ReflectorOptions options, RegistryClientOptions bounds, string folder, Webhooks? webhooks = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        var incidents = new TagStoreIncidents(context.Loggers.CreateLogger<TagStoreIncidents>());
        if (!SqliteTagStore.Open(Path.Combine(folder, "tags.db"), context.Time, incidents.Note).TryGet(out var tags, out var failure))
            return failure;
        var registry = new RegistryClient(bounds, context.Time);
        _ = new BudgetMetrics(context.Metrics, () => registry.Budgets.Select(b => (b.Host, b.QuotaLeft, b.Parked)));
        var reflector = new Reflector(context, options, registry, tags, incidents) { Webhooks = webhooks };
        reflector.owned.AddRange([registry, tags]);
        return reflector;
    }

    /// <summary>Whose webhooks it acts on while it runs; null: there are none.</summary>
    public Webhooks? Webhooks { get; init; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, Action<ObjectKey>> Wakeables => new Dictionary<string, Action<ObjectKey>>
    {
        [RepositoryController] = repositoryController.Enqueue,
        [PolicyController] = policyController.Enqueue,
    };

    /// <inheritdoc/>
    public IReadOnlyList<(string Kind, Task Synced)> Kinds =>
        [(ResourceKinds.ImageRepository.Kind, repositories.Synced), (ResourceKinds.ImagePolicy.Kind, policies.Synced)];

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var following = Task.WhenAll(repositories.RunAsync(cancellationToken), policies.RunAsync(cancellationToken));
        await Task.WhenAny(Task.WhenAll(repositories.Synced, policies.Synced), following);
        // Tags of objects that went while nobody watched; a failure is the store's own incident.
        if (repositories.Synced.IsCompletedSuccessfully) tags.CollectGarbage(repositories.All.Select(r => r.Key).ToHashSet());
        using var leading = Webhooks?.Lead(this);
        await Task.WhenAll(
            following, ReportIncidentsAsync(cancellationToken), repositoryController.RunAsync(cancellationToken),
            policyController.RunAsync(cancellationToken));
    }

    /// <summary>
    /// One pass: every repository once, then every policy once. The caches must be synced by a running <see cref="FollowAsync"/>.
    /// </summary>
    public async Task PassAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(repositories.Synced, policies.Synced);
        var parallel = context.Loop.Concurrent * (1 + WaitingPerWorker); // nobody is kept waiting by a registry that does not answer
        await SinglePass.RunAsync(repositoryReconciler, [.. repositories.All.Select(r => r.Key)], parallel, cancellationToken);
        await SinglePass.RunAsync(policyReconciler, [.. policies.All.Select(p => p.Key)], parallel, cancellationToken);
    }

    /// <summary>Keeps the caches up to date without working.</summary>
    public Task FollowAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(repositories.RunAsync(cancellationToken), policies.RunAsync(cancellationToken));

    /// <inheritdoc/>
    public void Dispose()
    {
        ladder.Dispose();
        repositoryController.Dispose();
        policyController.Dispose();
        owned.ForEach(one => one.Dispose());
    }

    private void OnRepositoryChanged(ImageRepository? before, ImageRepository? after)
    {
        if (Triggers.AsksForRun(before, after)) Enqueue(after!); // a run needs an object
        // deleted, or another shard's now: its schedule and metrics go
        else if (after is null && before is not null) repositoryController.Enqueue(before.Key);
        var isSame = !PolicyTriggers.Concerns(before, after);
        if (isSame && after!.Status.LastScanResult?.ScanTime == before!.Status.LastScanResult?.ScanTime) return; // the same has two sides
        var key = (after ?? before)!.Key; // a change has at least one side
        foreach (var name in index.Of(key))
            if (policies.Find(name) is { } policy && (!isSame || WaitsForTags(policy)))
                Enqueue(policy, isFirstSight: before is null && !repositories.Synced.IsCompleted);
    }

    private static string? HostOf(ImageRepository repository) =>
        RepositoryName.ParseImage(repository.Spec.Image).TryGet(out var image, out _) ? image.Registry : null;

    // After a start without stored tags the first scan finds what status knows already; policies that came before it must not wait longer.
    private static bool WaitsForTags(ImagePolicy policy) =>
        policy.Status.Find(ConditionTypes.Ready) is { Status: "False", Reason: Reasons.DependencyNotReady };

    // After a start all scans may be due at once; what is stored serves until they were spread out.
    private void Enqueue(ImageRepository repository)
    {
        var isFirstSight = !repositories.Synced.IsCompleted && repository.Status.LastScanResult is not null;
        if (isFirstSight) repositoryController.EnqueueAfter(repository.Key, Interlocked.Increment(ref started) * options.StartGap);
        else repositoryController.Enqueue(repository.Key);
    }

    private async Task ReportIncidentsAsync(CancellationToken cancellationToken)
    {
        await repositories.Synced.WaitAsync(cancellationToken); // never, when asked to stop before everything was read
        await foreach (var incident in incidents.ReadAllAsync(cancellationToken))
        {
            foreach (var repository in repositories.All)
            {
                await context.Source.RecordEventAsync(
                    new ResourceEvent
                    {
                        Kind = ResourceKinds.ImageRepository,
                        Key = repository.Key,
                        Uid = repository.Metadata.Uid,
                        ResourceVersion = repository.Metadata.ResourceVersion,
                        Severity = EventSeverity.Error,
                        Reason = TagStoreIncidents.EventReason,
                        Message = incident.Message,
                        Time = context.Time.GetUtcNow(),
                    },
                    cancellationToken);
            }
        }
    }

    private void OnPolicyChanged(ImagePolicy? before, ImagePolicy? after)
    {
        // a run needs an object
        if (Triggers.AsksForRun(before, after)) Enqueue(after!, isFirstSight: before is null && !policies.Synced.IsCompleted);
        else if (after is null && before is not null) policyController.Enqueue(before.Key); // as above
    }

    private void Enqueue(ImagePolicy policy, bool isFirstSight)
    {
        if (isFirstSight && StandsWithoutTags(policy)) policyController.EnqueueAfter(policy.Key, options.StartPatience);
        else policyController.Enqueue(policy.Key);
    }

    // Taken over from another controller, or our volume is new: the first scan is on its way, and a policy must not fail meanwhile.
    private bool StandsWithoutTags(ImagePolicy policy) =>
        policy is { HasFinalizer: true, IsBeingDeleted: false, Status.LatestRef: not null }
        && policy.Status.ObservedGeneration == policy.Metadata.Generation
        && (policy.ReconcileRequestedAt is not { } token || token == policy.Status.LastHandledReconcileAt)
        && (!tags.Describe(PolicyWork.RepositoryOf(policy)).TryGet(out var stored, out _) || stored is not { Count: > 0 });
}
