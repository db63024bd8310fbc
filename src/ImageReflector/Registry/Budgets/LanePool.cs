using ImageAutomation.ImageReflector.Registry.Login;

namespace ImageAutomation.ImageReflector.Registry.Budgets;

/// <summary>One <see cref="Lane"/> per host and credential, shared by all users of the client.</summary>
/// <param name="options">Bounds.</param>
/// <param name="time">Clock of waits, which is never set back.</param>
/// <param name="wallClock">Clock of messages.</param>
internal sealed class LanePool(RegistryClientOptions options, TimeProvider time, TimeProvider wallClock) : IDisposable
{
    private const int MaxLanes = 4096;

    private readonly Lock gate = new();
    private readonly Dictionary<(string Host, string Credential, string Transport), Lane> lanes = [];

    /// <param name="host">Host with port, lower case.</param>
    /// <param name="credential">Whose budget it is.</param>
    /// <param name="transport">TLS and proxy settings: a broken proxy must not open the circuit of those who do not use it.</param>
    public Lane Get(string host, RegistryCredential credential, string transport)
    {
        lock (gate)
        {
            var key = (host, credential.Fingerprint, transport);
            if (!lanes.TryGetValue(key, out var lane))
            {
                if (lanes.Count >= MaxLanes) DropIdle();
                lane = new Lane(host, options, time, wallClock);
                lanes.Add(key, lane);
            }

            lane.LastUsed = time.GetUtcNow();
            return lane;
        }
    }

    /// <summary>Budgets by host, over all credentials the worst.</summary>
    public IReadOnlyList<HostBudget> Budgets()
    {
        lock (gate)
        {
            return
            [
                .. from lane in lanes
                   group lane.Value by lane.Key.Host into host
                   orderby host.Key
                   select new HostBudget(host.Key, host.Min(l => l.QuotaLeft), host.Max(l => l.Parked)),
            ];
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            foreach (var lane in lanes.Values) lane.Dispose();
            lanes.Clear();
        }
    }

    private void DropIdle()
    {
        // Not disposed: a caller may just have been given one, and a semaphore without waiters holds nothing.
        foreach (var (key, _) in lanes.Where(pair => pair.Value.IsIdle).OrderBy(pair => pair.Value.LastUsed).Take(MaxLanes / 4).ToList())
            lanes.Remove(key);
    }
}
