namespace ImageAutomation.Common.Resources.Core;

/// <summary>Readings of metadata that every reconciler needs.</summary>
public static class ResourceExtensions
{
    extension(IResource resource)
    {
        /// <summary>Namespace and name.</summary>
        public ObjectKey Key => new(resource.Metadata.Namespace, resource.Metadata.Name);

        /// <summary>Whether the object waits for its finalizers.</summary>
        public bool IsBeingDeleted => resource.Metadata.DeletionTimestamp is not null;

        /// <summary>Whether our finalizer is set.</summary>
        public bool HasFinalizer => resource.Metadata.Finalizers?.Contains(WellKnown.Finalizer) == true;

        /// <summary>Value of the request annotation; null when absent.</summary>
        public string? ReconcileRequestedAt => resource.Metadata.Annotations?.GetValueOrDefault(WellKnown.RequestedAtAnnotation);
    }
}
