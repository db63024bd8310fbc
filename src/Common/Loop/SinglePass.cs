using ImageAutomation.Common.Resources.Core;

namespace ImageAutomation.Common.Loop;

/// <summary>Runs a reconciler once for each of some keys, without queue, back-off and due times.</summary>
public static class SinglePass
{
    private const int MaxRepeats = 5;

    /// <summary>
    /// Runs until each key was worked on; a run that only prepared the object (a finalizer, a conflict) is repeated at once.
    /// </summary>
    public static async Task RunAsync(
        IReconciler reconciler, IReadOnlyList<ObjectKey> keys, int parallel, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reconciler);
        var options = new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = cancellationToken };
        await System.Threading.Tasks.Parallel.ForEachAsync(keys, options, async (key, token) =>
        {
            for (var i = 0; i < MaxRepeats; i++)
                if (await reconciler.ReconcileAsync(key, token) != ReconcileOutcome.Again) return;
        });
    }
}
