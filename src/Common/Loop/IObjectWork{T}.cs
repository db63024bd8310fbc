namespace ImageAutomation.Common.Loop;

/// <summary>The work that is special to one kind; everything around it is <see cref="ObjectReconciler{T}"/>'s.</summary>
/// <typeparam name="T">Resource type.</typeparam>
public interface IObjectWork<T>
{
    /// <summary>Whether a request that comes while the object is suspended counts as handled.</summary>
    bool HandlesRequestsWhileSuspended { get; }

    /// <summary>Gathers, decides and acts for one object.</summary>
    Task<WorkOutcome<T>> RunAsync(T resource, CancellationToken cancellationToken);

    /// <summary>Removes what the controller keeps for an object that is being deleted.</summary>
    Task CleanUpAsync(T resource, CancellationToken cancellationToken);
}
