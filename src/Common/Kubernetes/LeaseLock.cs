using ImageAutomation.Languages.GoText;
using ImageAutomation.Languages.Results;
using k8s.Models;
using Microsoft.Extensions.Logging;

namespace ImageAutomation.Common.Kubernetes;

/// <summary>
/// Leader election by a Lease: at most one of several contenders works at a time. How long a lease is left alone is measured by our
/// own clock since we saw it change, so clocks of different machines need not agree.
/// </summary>
public sealed class LeaseLock(KubeClient client, LeaseLockOptions options, TimeProvider time, ILogger<LeaseLock> logger)
{
    /// <summary>Reason of the failure when the lease was lost while leading.</summary>
    public const string Lost = "LeaseLost";

    private static readonly TimeSpan ReleaseLimit = TimeSpan.FromSeconds(5);

    private readonly LeaseCalls calls = new(client, options.Lease);
    private V1Lease? seen;
    private long seenAt;
    private volatile bool leads;

    /// <summary>Whether this contender leads.</summary>
    public bool IsLeader => leads;

    /// <summary>Whether the lease was handed back at the end of the work.</summary>
    public bool IsReleased { get; private set; }

    /// <summary>Waits for the lease, works while holding it, hands it back.</summary>
    /// <param name="work">What the leader does; its token is cancelled when the lease is lost or the caller stops.</param>
    /// <param name="cancellationToken">Stops waiting or leading.</param>
    /// <returns>
    /// True when the work ended while the lease was held; false when cancelled while standing by; a failure with <see cref="Lost"/> when
    /// the lease was lost: the process should end, because what it began may go on elsewhere already.
    /// </returns>
    public async Task<Result<bool>> RunAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(work);
        if (!await AcquireAsync(cancellationToken)) return false;

        leads = true;
        IsReleased = false;
        logger.Leading(options.Identity, options.Lease);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var done = new CancellationTokenSource();
        var renewing = RenewAsync(stop, done.Token);
        try
        {
            await work(stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // asked to stop
        }
        finally
        {
            await done.CancelAsync();
            var isHeld = await renewing;
            leads = false;
            if (isHeld && options.ReleasesOnCancel) IsReleased = await ReleaseAsync();
            seen = null;
        }

        return await renewing ? true : Failure.Transient(
            Lost,
            $"lease {options.Lease} was lost: it could not be renewed within {GoDuration.Format(options.RenewDeadline)}, "
            + "or another one took it");
    }

    private async Task<bool> AcquireAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var tried = await TryAsync(isRenewal: false, cancellationToken);
                if (tried.TryGet(out var isOurs, out var failure) && isOurs) return true;
                if (failure is { Reason: not (KubeReasons.Conflict or KubeReasons.AlreadyExists) })
                    logger.NotRenewed(options.Lease, failure);
                // Jitter keeps contenders that start together from colliding again and again.
                await Task.Delay(options.RetryPeriod * (1 + (Random.Shared.NextDouble() * 0.2)), time, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    // Renews until told that the work is done. Returns whether the lease is still held.
    private async Task<bool> RenewAsync(CancellationTokenSource stop, CancellationToken done)
    {
        var renewed = time.GetTimestamp();
        try
        {
            while (true)
            {
                await Task.Delay(options.RetryPeriod, time, done);
                using var limit = new CancellationTokenSource(options.RetryPeriod, time);
                using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, done);
                var asked = time.GetTimestamp();
                try
                {
                    var tried = await TryAsync(isRenewal: true, both.Token);
                    if (tried.TryGet(out var isOurs, out var failure) && isOurs) renewed = asked;
                    else if (failure is null) break; // another one holds it
                    else logger.NotRenewed(options.Lease, failure);
                }
                catch (OperationCanceledException) when (!done.IsCancellationRequested)
                {
                    // too slow: counts as a failed try
                }

                if (time.GetElapsedTime(renewed) >= options.RenewDeadline) break;
            }
        }
        catch (OperationCanceledException) when (done.IsCancellationRequested)
        {
            return true;
        }

        leads = false;
        await stop.CancelAsync();
        return false;
    }

    // One try to get or renew. False: another one holds it. A renewal takes nothing back: another one may have led in between.
    private async Task<Result<bool>> TryAsync(bool isRenewal, CancellationToken cancellationToken)
    {
        if (!(await calls.ReadAsync(cancellationToken)).TryGet(out var current, out var failure)) return failure;
        if (isRenewal && current?.Spec.HolderIdentity != options.Identity) return false;
        if (current is null) return Take(await calls.CreateAsync(Spec(null), cancellationToken));

        if (seen?.Metadata.ResourceVersion != current.Metadata.ResourceVersion)
        {
            var holder = current.Spec.HolderIdentity ?? "";
            if (holder.Length > 0 && holder != options.Identity && holder != seen?.Spec.HolderIdentity)
                logger.StandingBy(holder, options.Lease);
            seen = current;
            seenAt = time.GetTimestamp();
        }

        var isFree = string.IsNullOrEmpty(current.Spec.HolderIdentity)
            || current.Spec.HolderIdentity == options.Identity
            || time.GetElapsedTime(seenAt) >= TimeSpan.FromSeconds(current.Spec.LeaseDurationSeconds ?? options.LeaseDuration.TotalSeconds);
        return isFree ? Take(await calls.WriteAsync(current, Spec(current.Spec), cancellationToken)) : false;
    }

    private Result<bool> Take(Result<V1Lease> written)
    {
        if (!written.TryGet(out var stored, out var failure)) return failure;
        seen = stored;
        seenAt = time.GetTimestamp();
        return true;
    }

    // What others wrote into the spec stays.
    private V1LeaseSpec Spec(V1LeaseSpec? before)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var isOurs = before?.HolderIdentity == options.Identity;
        return (before ?? new()) with
        {
            HolderIdentity = options.Identity,
            LeaseDurationSeconds = Math.Max(1, (int)Math.Ceiling(options.LeaseDuration.TotalSeconds)),
            AcquireTime = isOurs ? before?.AcquireTime : now,
            RenewTime = now,
            LeaseTransitions = before is null ? 0 : (before.LeaseTransitions ?? 0) + (isOurs ? 0 : 1),
        };
    }

    // The caller is stopping already; the limit keeps a dead server from holding it up. The lease is read anew, because the last
    // renewal may have been given up when the server had done it.
    private async Task<bool> ReleaseAsync()
    {
        using var limit = new CancellationTokenSource(ReleaseLimit, time);
        try
        {
            if (!(await calls.ReadAsync(limit.Token)).TryGet(out var current, out var failure))
            {
                logger.NotReleased(options.Lease, failure);
                return false;
            }

            if (current?.Spec.HolderIdentity != options.Identity) return false;
            var now = time.GetUtcNow().UtcDateTime;
            // No holder is an absent one: the server refuses an empty name.
            var free = current.Spec with { HolderIdentity = null, LeaseDurationSeconds = 1, RenewTime = now, AcquireTime = now };
            var released = await calls.WriteAsync(current, free, limit.Token);
            if (released.Failure is { } notReleased) logger.NotReleased(options.Lease, notReleased);
            return released.IsSuccess;
        }
        catch (OperationCanceledException e)
        {
            logger.NotReleased(options.Lease, Failure.Transient(KubeReasons.Unavailable, "the server did not answer in time", e));
            return false;
        }
    }
}
