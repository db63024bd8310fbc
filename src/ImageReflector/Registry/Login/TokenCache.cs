using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageReflector.Registry.Login;

/// <summary>Keeps tokens and lets only one caller fetch each.</summary>
internal sealed class TokenCache(TimeProvider time)
{
    /// <summary>Most tokens kept; the one used longest ago goes first.</summary>
    private const int MaxTokens = 1000;

    private readonly Lock gate = new();
    private readonly Dictionary<TokenKey, Entry> entries = [];

    /// <summary>The kept token, or the result of the one fetch that is under way or starts now. Failures are not kept.</summary>
    /// <param name="key">What for.</param>
    /// <param name="fetch">Must bound its own time: it serves all who wait, so no single caller's cancellation ends it.</param>
    /// <param name="cancellationToken">Ends this caller's wait.</param>
    public async Task<Result<BearerToken>> GetAsync(
        TokenKey key, Func<Task<Result<BearerToken>>> fetch, CancellationToken cancellationToken)
    {
        Entry entry;
        lock (gate)
        {
            if (!entries.TryGetValue(key, out var found) || found.IsSpent(time.GetUtcNow()))
            {
                if (entries.Count >= MaxTokens) DropOldest();
                found = new Entry(Task.Run(fetch, CancellationToken.None));
                entries[key] = found;
            }

            found.LastUsed = time.GetUtcNow();
            entry = found;
        }

        var result = await entry.Fetch.WaitAsync(cancellationToken);
        if (!result.IsSuccess) Remove(key, entry);
        return result;
    }

    /// <summary>Forgets a token that the registry refused, unless it was replaced meanwhile.</summary>
    public void Drop(TokenKey key, BearerToken token)
    {
        lock (gate)
        {
            if (entries.TryGetValue(key, out var entry) && entry.Fetch.IsCompletedSuccessfully
                && entry.Fetch.Result.TryGet(out var kept, out _) && ReferenceEquals(kept, token)) entries.Remove(key);
        }
    }

    private void Remove(TokenKey key, Entry entry)
    {
        lock (gate)
        {
            if (entries.TryGetValue(key, out var kept) && ReferenceEquals(kept, entry)) entries.Remove(key);
        }
    }

    private void DropOldest()
    {
        foreach (var (key, _) in entries.OrderBy(pair => pair.Value.LastUsed).Take(MaxTokens / 10).ToList()) entries.Remove(key);
    }

    private sealed class Entry(Task<Result<BearerToken>> fetch)
    {
        public Task<Result<BearerToken>> Fetch => fetch;

        public DateTimeOffset LastUsed { get; set; }

        public bool IsSpent(DateTimeOffset now) =>
            fetch.IsCompleted && (!fetch.IsCompletedSuccessfully || !fetch.Result.TryGet(out var token, out _) || now >= token.UsableUntil);
    }
}
