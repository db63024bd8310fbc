using ImageAutomation.Common.Resources.Core;

namespace ImageAutomation.Common.Loop;

/// <summary>Brings one object to where its spec wants it. Never called twice at once for one key.</summary>
public interface IReconciler
{
    /// <summary>One run. Reads everything anew: the key is all that is known.</summary>
    Task<ReconcileOutcome> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken);
}
