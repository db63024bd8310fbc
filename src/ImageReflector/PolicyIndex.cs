using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.ImageReflector.Scanning;

namespace ImageAutomation.ImageReflector;

/// <summary>Which policies elect from which repository, so that a scan costs by its own policies and not by all.</summary>
internal sealed class PolicyIndex
{
    private readonly Lock gate = new();
    private readonly Dictionary<ObjectKey, ObjectKey[]> policies = []; // arrays are replaced, never changed

    /// <summary>Takes over a change of a policy.</summary>
    /// <param name="before">As it was; null: new.</param>
    /// <param name="after">As it is; null: gone.</param>
    public void Follow(ImagePolicy? before, ImagePolicy? after)
    {
        ObjectKey? from = before is null ? null : PolicyWork.RepositoryOf(before);
        ObjectKey? to = after is null ? null : PolicyWork.RepositoryOf(after);
        if (from == to) return;
        lock (gate)
        {
            if (before is not null && from is { } left)
            {
                var others = Of(left).Where(p => p != before.Key).ToArray();
                if (others.Length == 0) policies.Remove(left);
                else policies[left] = others;
            }

            if (after is not null && to is { } joined) policies[joined] = [.. Of(joined).Where(p => p != after.Key), after.Key];
        }
    }

    /// <summary>Policies of a repository, in the order they came.</summary>
    public IReadOnlyList<ObjectKey> Of(ObjectKey repository)
    {
        lock (gate) return policies.GetValueOrDefault(repository) ?? [];
    }
}
