using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using Microsoft.Extensions.Logging;

namespace ImageAutomation.Common.Sources.DryRun;

/// <summary>
/// Tells when a dry run elects another image than the cluster has: the controller that works there may only be later, or differ.
/// </summary>
internal sealed class ElectionComparison(ILogger logger)
{
    private readonly Lock gate = new();
    private readonly Dictionary<ObjectKey, Pair> known = [];

    /// <summary>What the cluster has.</summary>
    public void Stored(ImagePolicy policy) => Take(policy.Key, pair => pair with { Theirs = policy.Status.LatestRef });

    /// <summary>What the dry run elects.</summary>
    public void Made(ImagePolicy policy) => Take(policy.Key, pair => pair with { Ours = policy.Status.LatestRef });

    public void Forget(ObjectKey key)
    {
        lock (gate) known.Remove(key);
    }

    private void Take(ObjectKey key, Func<Pair, Pair> change)
    {
        lock (gate)
        {
            var before = known.GetValueOrDefault(key) ?? new Pair(null, null);
            var now = change(before);
            known[key] = now;
            if (now == before || now.Ours is null) return;
            var theirs = now.Theirs?.ToString() ?? "nothing";
            if (now.Ours != now.Theirs) logger.ElectionsDiffer(key, now.Ours, theirs);
            else if (before.Ours is not null) logger.ElectionsAgree(key, now.Ours);
        }
    }

    private sealed record Pair(ImageRef? Ours, ImageRef? Theirs);
}
