using ImageAutomation.Common.Resources.Core;

namespace ImageAutomation.Common.Loop;

/// <summary>Which changes of an object ask for a run of it. Pure; status and label writes alone do not.</summary>
public static class Triggers
{
    /// <summary>
    /// Creation, deletion, a new generation, a new request value, a lost finalizer, another value of one of our annotations.
    /// </summary>
    public static bool AsksForRun<T>(T? before, T? after)
        where T : class, IResource
    {
        if (after is null) return false; // gone: nothing left to do
        if (before is null) return true;
        return before.Metadata.Uid != after.Metadata.Uid
            || before.Metadata.Generation != after.Metadata.Generation
            || before.ReconcileRequestedAt != after.ReconcileRequestedAt
            || !SameWords(before.Metadata.Annotations, after.Metadata.Annotations)
            || before.IsBeingDeleted != after.IsBeingDeleted
            || (before.HasFinalizer && !after.HasFinalizer);
    }

    private static bool SameWords(IReadOnlyDictionary<string, string>? before, IReadOnlyDictionary<string, string>? after) =>
        ReferenceEquals(before, after)
        || Words(before).Order(StringComparer.Ordinal).SequenceEqual(Words(after).Order(StringComparer.Ordinal));

    private static IEnumerable<string> Words(IReadOnlyDictionary<string, string>? annotations) =>
        annotations?.Where(pair => pair.Key.StartsWith(WellKnown.OwnPrefix, StringComparison.Ordinal))
        .Select(pair => $"{pair.Key}={pair.Value}") ?? [];
}
