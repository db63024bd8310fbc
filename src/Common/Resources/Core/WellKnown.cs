namespace ImageAutomation.Common.Resources.Core;

/// <summary>Names of the metadata contract: finalizer, annotations, labels.</summary>
public static class WellKnown
{
    /// <summary>Finalizer on the three image kinds.</summary>
    public const string Finalizer = "finalizers.fluxcd.io";

    /// <summary>Any change of this annotation's value asks for a run out of schedule.</summary>
    public const string RequestedAtAnnotation = "reconcile.fluxcd.io/requestedAt";

    /// <summary>Annotations with this prefix are copied into the metadata of the object's events.</summary>
    public const string EventAnnotationPrefix = "event.toolkit.fluxcd.io/";

    /// <summary>Accepts held values: a list of <c>policy=tag</c> pairs on an automation. Our addition.</summary>
    public const string AcceptAnnotation = "imageautomation.dev/accept";
}
