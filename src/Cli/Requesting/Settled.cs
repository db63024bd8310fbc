using ImageAutomation.Common.Resources.Core;

namespace ImageAutomation.Cli.Requesting;

/// <summary>
/// Whether a controller is done with what was asked of an object. Pure; follows kstatus as far as the three kinds use it.
/// </summary>
internal static class Settled
{
    /// <param name="resource">The object as it is now.</param>
    /// <param name="token">Request that has to be handled; null: only the newest spec counts.</param>
    /// <typeparam name="T">Kind.</typeparam>
    public static bool IsSo<T>(T resource, string? token)
        where T : class, IReconciledResource<T>
    {
        var status = resource.Conditioned;
        if (token is not null && !IsHandled(resource, token)) return false;
        var generation = resource.Metadata.Generation;
        return status.Find(ConditionTypes.Ready) switch
        {
            { Status: "True" } => status.ObservedGeneration >= generation && status.Find(ConditionTypes.Reconciling)?.Status != "True",
            // A failed run does not count the generation as observed, but its condition says which it looked at.
            { Status: "False" } failed => (failed.ObservedGeneration ?? generation) >= generation,
            _ => false,
        };
    }

    /// <summary>
    /// Whether a request was handled; a later one of somebody else takes the place of ours, and with it ours is handled too.
    /// </summary>
    public static bool IsHandled<T>(T resource, string token)
        where T : class, IReconciledResource<T>
    {
        var handled = resource.Conditioned.LastHandledReconcileAt;
        return handled == token || (resource.ReconcileRequestedAt is { } asked && asked != token && handled == asked);
    }
}
