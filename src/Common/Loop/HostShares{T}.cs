using System.Collections.Concurrent;
using ImageAutomation.Common.Resources.Core;

namespace ImageAutomation.Common.Loop;

/// <summary>
/// Shares by namespace and host: a tenant's runs on one host are limited, and to a host that did not answer it only one goes out at a time.
/// </summary>
/// <remarks>
/// By namespace, too, because a tenant decides how a host is reached (proxy, certificates, timeout): one that hangs says nothing about a
/// neighbour's.
/// </remarks>
/// <typeparam name="T">Resource type.</typeparam>
/// <param name="cache">The kind's objects.</param>
/// <param name="hostOf">The host that a run of an object talks to; null when none is known.</param>
/// <param name="aloneOf">Name of something that only one run at a time can use, such as a Git mirror; null: nothing.</param>
public sealed class HostShares<T>(ResourceCache<T> cache, Func<T, string?> hostOf, Func<T, string?>? aloneOf = null) : IRunShares
    where T : class, IResource<T>
{
    /// <summary>Runs of one namespace on one host at a time.</summary>
    public const int MaxRunsPerHost = 8;

    // Whoever makes objects for more hosts than this and lets all of them hang loses the memory of the earlier ones, nothing else.
    private const int MaxSuspects = 4096;

    private readonly ConcurrentDictionary<string, bool> suspects = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public bool HasNeighbours(string ns) => cache.HasNeighbours(ns);

    /// <inheritdoc/>
    public IReadOnlyList<RunLimit> LimitsOf(ObjectKey key)
    {
        if (cache.Find(key) is not { } resource) return [];
        var limits = new List<RunLimit>(2);
        if (aloneOf?.Invoke(resource) is { } alone) limits.Add(new RunLimit(alone, 1));
        if (HostOf(resource) is { } host)
            limits.Add(suspects.ContainsKey(host) ? new RunLimit(host, 1, IsSuspect: true, LeavesPlaces: true)
                : new RunLimit(host, MaxRunsPerHost, LeavesPlaces: true));
        return limits;
    }

    /// <inheritdoc/>
    public void Ended(ObjectKey key, bool isLate)
    {
        if (cache.Find(key) is not { } resource || HostOf(resource) is not { } host) return;
        if (!isLate) suspects.TryRemove(host, out _);
        else if (suspects.Count < MaxSuspects || suspects.ContainsKey(host)) suspects[host] = true;
    }

    private string? HostOf(T resource) => hostOf(resource) is { } host ? $"host {resource.Metadata.Namespace} {host}" : null;
}
