using System.Collections.Concurrent;
using ImageAutomation.Common.Loop;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.ImageReflector;
using ImageAutomation.ImageReflector.Registry;
using ImageAutomation.ImageReflector.Registry.Listing;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Bench.Support;

/// <summary>Stands before the real clock and the real registry client, and notes when a scan was due and when it began.</summary>
internal sealed class LoadMeter(IWakeUps clock, IRegistryClient registry, TimeProvider time) : IWakeUps, IRegistryClient
{
    public const string Namespace = "load";

    private readonly ConcurrentDictionary<ObjectKey, DateTimeOffset> due = new();
    private readonly ConcurrentDictionary<string, bool> seen = new(StringComparer.Ordinal);
    private ConcurrentQueue<double> delays = new();
    private int seenCount;
    private int scans;
    private int errors;

    /// <summary>Repositories that were scanned at least once.</summary>
    public int Seen => seenCount;

    /// <summary>Scans that ended since <see cref="Clear"/>.</summary>
    public int Scans => scans;

    /// <summary>Listings that failed since <see cref="Clear"/>.</summary>
    public int Errors => errors;

    /// <summary>Seconds from due to begun, of scans that began since <see cref="Clear"/>.</summary>
    public IReadOnlyCollection<double> Delays => delays;

    public static ObjectKey Key(string number) => new(Namespace, $"r-{number}");

    public void Clear() => (delays, scans, errors) = (new ConcurrentQueue<double>(), 0, 0);

    /// <summary>Repositories whose scan is overdue by more than a time: waiting that no scan has reported yet.</summary>
    public int Overdue(TimeSpan by) => due.Values.Count(at => time.GetUtcNow() - at > by);

    public Task WakeAfterAsync(string controller, ObjectKey key, TimeSpan delay, CancellationToken cancellationToken)
    {
        if (controller == Reflector.RepositoryController) due[key] = time.GetUtcNow() + delay;
        return clock.WakeAfterAsync(controller, key, delay, cancellationToken);
    }

    public Task CancelAsync(string controller, ObjectKey key, CancellationToken cancellationToken) =>
        clock.CancelAsync(controller, key, cancellationToken);

    public async Task<Result<TagListing>> ListTagsAsync(RegistryTarget target, CancellationToken cancellationToken)
    {
        var number = target.Repository.Split('/')[1];
        if (due.TryRemove(Key(number), out var at)) delays.Enqueue((time.GetUtcNow() - at).TotalSeconds);
        var result = await registry.ListTagsAsync(target, cancellationToken);
        if (!result.IsSuccess) Interlocked.Increment(ref errors);
        Interlocked.Increment(ref scans);
        if (seen.TryAdd(number, true)) Interlocked.Increment(ref seenCount);
        return result;
    }

    public Task<Result<string>> GetDigestAsync(RegistryTarget target, string tag, CancellationToken cancellationToken) =>
        registry.GetDigestAsync(target, tag, cancellationToken);

    public Task<Result<TagSight>> LookAtAsync(RegistryTarget target, string tag, CancellationToken cancellationToken) =>
        registry.LookAtAsync(target, tag, cancellationToken);

    public Task<Result<bool>> ExistsAsync(RegistryTarget target, string tag, CancellationToken cancellationToken) =>
        registry.ExistsAsync(target, tag, cancellationToken);

    public Task<Result<string?>> WhyNotTheWordAsync(RegistryTarget target, CancellationToken cancellationToken) =>
        registry.WhyNotTheWordAsync(target, cancellationToken);
}
