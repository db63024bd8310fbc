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
    public const string AcceptAnnotation = OwnPrefix + "accept";

    /// <summary>Takes tags out of the election of an ImagePolicy: a JSON list. Our addition.</summary>
    public const string WithdrawnAnnotation = OwnPrefix + "withdrawn";

    /// <summary>
    /// On an ImageRepository: how long an elected tag has to be missing before it is given up, a duration or <c>never</c>. Our addition.
    /// </summary>
    public const string VanishedTagGraceAnnotation = OwnPrefix + "vanished-tag-grace";

    /// <summary>
    /// On an ImageRepository: the kind of its registry, where it cannot be told by its login: <c>harbor</c>. Our addition.
    /// </summary>
    public const string RegistryAnnotation = OwnPrefix + "registry";

    /// <summary>
    /// On a Receiver: <c>scan</c> lists all that it selects when a webhook names an image that nobody selects. Our addition.
    /// </summary>
    public const string UnmatchedAnnotation = OwnPrefix + "unmatched";

    /// <summary>
    /// On a GitRepository: references that a webhook says have moved, as <c>NAME@COMMIT</c> with blanks between, without a commit when it
    /// was deleted. Written with the request for a run. Our addition.
    /// </summary>
    public const string PushedAnnotation = OwnPrefix + "pushed";

    /// <summary>Begins the names of our annotations; a change of one asks for a run.</summary>
    public const string OwnPrefix = "imageautomation.dev/";
}
