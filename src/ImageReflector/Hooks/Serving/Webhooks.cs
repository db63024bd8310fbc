using System.Threading.Channels;
using ImageAutomation.Common.Hosting;
using ImageAutomation.Common.Loop;
using ImageAutomation.Common.Resources;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Hooks;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.Common.Web;
using ImageAutomation.ImageReflector.Hooks.Authentication;
using ImageAutomation.ImageReflector.Hooks.Hints;

namespace ImageAutomation.ImageReflector.Hooks.Serving;

/// <summary>
/// Webhooks put together: the controller of Receivers and the server of their addresses. It runs on every replica; what it hears goes to
/// the reflector of the replica that leads, and elsewhere becomes requests for runs.
/// </summary>
public sealed class Webhooks : IReplicaServer
{
    /// <summary>Controller name, as in metrics.</summary>
    public const string ReceiverController = "receiver";

    // The Lease of the controller that Receivers come from.
    private const string OtherLease = "notification-controller-leader-election";

    private static readonly WebLimits Limits = new()
    {
        MaxConnections = 512,
        MaxRequestLineBytes = 8 * 1024,
        MaxHeaderBytes = 32 * 1024,
        HeaderTimeout = TimeSpan.FromSeconds(10),
        KeepAliveTimeout = TimeSpan.FromSeconds(30),
    };

    private const int LooksAtOnce = 8;

    private static readonly TimeSpan LookGap = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan MaxLookGap = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LookTime = TimeSpan.FromSeconds(2);

    private readonly ControllerContext context;
    private readonly WebhookOptions options;
    private readonly ServedReceivers served = new();
    private readonly ResourceCache<Receiver> receivers;
    private readonly ResourceCache<ImageRepository> repositories;
    private readonly ReceiverWork work;
    private readonly HookDispatcher dispatcher;
    private readonly Controller controller;
    private readonly HookEndpoint endpoint;
    private readonly Lock looking = new();
    private readonly Channel<bool> changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1)
    {
        FullMode = BoundedChannelFullMode.DropWrite,
    });
    private long? looked;
    private TimeSpan lookGap = LookGap;
    private long movesLooked;
    private volatile IHintTaker? leader;
    private volatile bool writesStatus;

    /// <summary>Puts it together.</summary>
    /// <param name="context">What its controller works with.</param>
    /// <param name="options">Settings.</param>
    public Webhooks(ControllerContext context, WebhookOptions options)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(options);
        (this.context, this.options) = (context, options);
        var time = context.Time;
        receivers = new ResourceCache<Receiver>(context.Source);
        repositories = new ResourceCache<ImageRepository>(context.Source);
        dispatcher = new HookDispatcher(repositories, context, options);
        var secrets = new HookSecrets(context.Source, time);
        work = new ReceiverWork(served, secrets, options, Cover);
        var writing = new ObjectReconciler<Receiver>(receivers, work, context);
        controller = new Controller(ReceiverController, new Turnout(this, writing), context, waiting: 0);
        var keys = new IssuerKeys(new IssuerDocuments(options.Addresses, time).ReadKeysAsync, time);
        var gate = new HookGate(
            receivers, secrets, new HookAuthenticator(new TokenVerifier(keys, KeySource.Google, time), time), controller.Enqueue, time);
        endpoint = new HookEndpoint(served, gate, dispatcher, () => leader, LookAgainAsync, new WebhookMetrics(context.Metrics), time);
        receivers.Changed += OnReceiverChanged;
    }

    /// <inheritdoc/>
    public WebListener Listener => new("webhooks", options.Address, [endpoint.Route])
    {
        Limits = Limits,
        Certificate = options.Certificate,
    };

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, Action<ObjectKey>> Wakeables => new Dictionary<string, Action<ObjectKey>>
    {
        [ReceiverController] = controller.Enqueue,
    };

    /// <inheritdoc/>
    public IReadOnlyList<(string Kind, Task Synced)> Kinds => [(ResourceKinds.Receiver.Kind, receivers.Synced)];

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var following = Task.WhenAll(receivers.RunAsync(cancellationToken), repositories.RunAsync(cancellationToken));
        await Task.WhenAny(repositories.Synced, following);
        await Task.WhenAll(following, DecideAsync(cancellationToken), controller.RunAsync(cancellationToken));
    }

    /// <inheritdoc/>
    public void Dispose() => controller.Dispose();

    /// <summary>From now on what is heard goes to a reflector.</summary>
    /// <returns>Ends it.</returns>
    internal IDisposable Lead(IHintTaker taker)
    {
        leader = taker;
        changes.Writer.TryWrite(true);
        foreach (var receiver in served.All()) Cover(receiver.Receiver);
        return new Leading(this);
    }

    private void OnReceiverChanged(Receiver? before, Receiver? after)
    {
        if (after is null && before is not null)
        {
            dispatcher.Forget(before.Key);
            controller.Enqueue(before.Key);
        }

        if (Triggers.AsksForRun(before, after)) controller.Enqueue(after!.Key); // a run needs an object
    }

    private void Cover(Receiver receiver)
    {
        if (leader is not { } taker || receiver.Spec.Suspend) return;
        foreach (var repository in dispatcher.Covered(receiver)) taker.Cover(repository.Key);
    }

    // An unknown address may be the one of a token that was changed just now. Looks that find nothing grow rare: a stranger pays for none.
    private async Task LookAgainAsync(CancellationToken cancellationToken)
    {
        lock (looking)
        {
            // Somebody's path has moved since, so that another one's may have, too.
            if (served.Moves is var moves && moves != movesLooked) lookGap = LookGap;
            if (looked is { } last && context.Time.GetElapsedTime(last) < lookGap) return;
            (looked, movesLooked) = (context.Time.GetTimestamp(), moves);
            lookGap = lookGap * 2 < MaxLookGap ? lookGap * 2 : MaxLookGap;
        }

        using var limit = new CancellationTokenSource(LookTime, context.Time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            await Parallel.ForEachAsync(
                receivers.All.Where(r => r is { Spec.Suspend: false, IsBeingDeleted: false }),
                new ParallelOptions { CancellationToken = linked.Token, MaxDegreeOfParallelism = LooksAtOnce },
                async (receiver, token) =>
                {
                    var before = served.PathsOf(receiver.Key);
                    await work.RunAsync(receiver, token);
                    // Not by its status: where another controller writes that, it may never have a path of ours.
                    if (served.PathsOf(receiver.Key).SequenceEqual(before)) return;
                    controller.Enqueue(receiver.Key);
                });
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            // the rest is looked at at its interval
        }
    }

    // Who writes is looked at again now and then: a controller may come, or go.
    private async Task DecideAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var writes = leader is not null && options.Status switch
                {
                    ReceiverStatusMode.Write => true,
                    ReceiverStatusMode.Auto => !await context.IsLeaseHeldAsync(OtherLease, cancellationToken),
                    _ => false,
                };
                if (writes != writesStatus)
                {
                    writesStatus = writes;
                    foreach (var receiver in receivers.All) controller.Enqueue(receiver.Key);
                }

                using var tick = context.Time.CreateTimer(
                    _ => changes.Writer.TryWrite(true), null, TimeSpan.FromMinutes(1), Timeout.InfiniteTimeSpan);
                await changes.Reader.ReadAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // asked to stop
        }
    }

    /// <summary>Brings a Receiver to its spec with or without writing to it.</summary>
    private sealed class Turnout(Webhooks hooks, IReconciler writing) : IReconciler
    {
        public async Task<ReconcileOutcome> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
        {
            var receiver = hooks.receivers.Find(key);
            if (receiver is null) hooks.work.Forget(key);
            // Its address is known all the same: "later" is another answer than "nobody".
            else if (receiver is { Spec.Suspend: true, IsBeingDeleted: false }) await hooks.work.RunAsync(receiver, cancellationToken);
            if (hooks.writesStatus) return await writing.ReconcileAsync(key, cancellationToken);
            if (receiver is null or { IsBeingDeleted: true } or { Spec.Suspend: true }) return ReconcileOutcome.Done;
            var outcome = await hooks.work.RunAsync(receiver, cancellationToken);
            return new ReconcileOutcome(outcome.Failure, outcome.RequeueAfter);
        }
    }

    private sealed class Leading(Webhooks hooks) : IDisposable
    {
        public void Dispose()
        {
            hooks.leader = null;
            hooks.changes.Writer.TryWrite(true);
        }
    }
}
