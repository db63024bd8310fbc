using ImageAutomation.Common.Resources.Core;

namespace ImageAutomation.Common.Loop;

/// <summary>Which changes of an object ask for a run of it. Pure; status and label writes alone do not.</summary>
public static class Triggers
{
    /// <summary>Creation, deletion, a new generation, a new request value, a lost finalizer.</summary>
    public static bool AsksForRun<T>(T? before, T? after)
        where T : class, IResource
    {
        if (after is null) return false; // gone: nothing left to do
        if (before is null) return true;
        return before.Metadata.Uid != after.Metadata.Uid
            || before.Metadata.Generation != after.Metadata.Generation
            || before.ReconcileRequestedAt != after.ReconcileRequestedAt
            || before.IsBeingDeleted != after.IsBeingDeleted
            || (before.HasFinalizer && !after.HasFinalizer);
    }
}
