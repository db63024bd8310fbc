using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageReflector.Hooks.Authentication;

/// <summary>
/// Keeps the keys of issuers, and what kept them from being read, so that a flood of requests asks no issuer more often than one request
/// would.
/// </summary>
/// <param name="read">Reads keys anew; failures are values.</param>
/// <param name="time">Ages are measured by its monotonic clock.</param>
internal sealed class IssuerKeys(Func<KeySource, CancellationToken, Task<Result<IssuerKeySet>>> read, TimeProvider time)
{
    private const int MaxSources = 1000;

    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);
    private static readonly TimeSpan FailureKept = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan BetweenSearches = TimeSpan.FromMinutes(5);

    // Reading again at once would bring the same.
    private static readonly TimeSpan JustRead = TimeSpan.FromSeconds(10);

    private readonly Lock gate = new();
    private readonly Dictionary<KeySource, Entry> entries = [];

    /// <summary>The keys of a source, read at most once an hour; a failure stands for 30 s.</summary>
    /// <param name="source">Where; one that is configured, never one that a token names.</param>
    /// <param name="cancellationToken">Ends the wait; the reading goes on for the others that wait.</param>
    public Task<Result<IssuerKeySet>> GetAsync(KeySource source, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var entry = Find(source);
            if (entry.Keys is { } keys && Age(entry.KeysRead) < Kept) return Task.FromResult<Result<IssuerKeySet>>(keys);
            if (entry.Failure is { } failure && Age(entry.Failed) < FailureKept)
                return Task.FromResult<Result<IssuerKeySet>>(failure);
            return ReadOnce(source, entry).WaitAsync(cancellationToken);
        }
    }

    /// <summary>
    /// Looks for a key that <paramref name="seen"/> lacks: reads anew, for that reason at most every 5 minutes. A failure leaves the keys
    /// that are there.
    /// </summary>
    /// <returns>Newer keys; null when there are none.</returns>
    public async Task<IssuerKeySet?> SearchAsync(KeySource source, IssuerKeySet seen, CancellationToken cancellationToken)
    {
        Task<Result<IssuerKeySet>> reading;
        lock (gate)
        {
            var entry = Find(source);
            if (entry.Keys is { } keys && !ReferenceEquals(keys, seen)) return keys; // another request found them meanwhile
            if (entry.Reading is null)
            {
                if (Age(entry.KeysRead) < JustRead || (entry.Searched is { } searched && Age(searched) < BetweenSearches)) return null;
                entry.Searched = time.GetTimestamp();
            }

            reading = ReadOnce(source, entry);
        }

        return (await reading.WaitAsync(cancellationToken)).TryGet(out var found, out _) ? found : null;
    }

    private Task<Result<IssuerKeySet>> ReadOnce(KeySource source, Entry entry) =>
        // Nobody's cancellation: others may wait for the same. The reader has a deadline of its own.
        entry.Reading ??= Task.Run(() => ReadAsync(source, entry), CancellationToken.None);

    private async Task<Result<IssuerKeySet>> ReadAsync(KeySource source, Entry entry)
    {
        try
        {
            var result = await read(source, CancellationToken.None);
            lock (gate)
            {
                (entry.Failure, entry.Failed) = (result.Failure, time.GetTimestamp());
                if (result.TryGet(out var keys, out _)) (entry.Keys, entry.KeysRead) = (keys, time.GetTimestamp());
            }

            return result;
        }
        finally
        {
            lock (gate) entry.Reading = null;
        }
    }

    private Entry Find(KeySource source)
    {
        if (!entries.TryGetValue(source, out var entry))
        {
            // Receivers go and others come; whose keys were not asked for longest is forgotten first.
            if (entries.Count >= MaxSources && entries.MinBy(pair => pair.Value.Used) is var oldest) entries.Remove(oldest.Key);
            entries.Add(source, entry = new Entry());
        }

        entry.Used = time.GetTimestamp();
        return entry;
    }

    private TimeSpan Age(long timestamp) => time.GetElapsedTime(timestamp);

    /// <summary>What is known of a source; timestamps are those of the monotonic clock.</summary>
    private sealed class Entry
    {
        public IssuerKeySet? Keys { get; set; }

        public long KeysRead { get; set; }

        public Failure? Failure { get; set; }

        public long Failed { get; set; }

        public long? Searched { get; set; }

        public long Used { get; set; }

        public Task<Result<IssuerKeySet>>? Reading { get; set; }
    }
}
