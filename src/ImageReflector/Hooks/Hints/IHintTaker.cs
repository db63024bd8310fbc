using ImageAutomation.Common.Resources.Core;

namespace ImageAutomation.ImageReflector.Hooks.Hints;

/// <summary>Who acts on webhooks: the reflector of the replica that leads. Nothing here waits for a registry or an API server.</summary>
internal interface IHintTaker
{
    /// <summary>Takes a hint about one tag.</summary>
    void Take(TagHint hint);

    /// <summary>Asks for a listing of a repository, at most one in 30 s.</summary>
    /// <param name="repository">The ImageRepository.</param>
    /// <param name="after">How long it may wait for more of its kind.</param>
    void AskForListing(ObjectKey repository, TimeSpan after);

    /// <summary>A receiver began to be served: what was sent while nobody listened is only found by a listing.</summary>
    /// <param name="repository">An ImageRepository that it selects.</param>
    void Cover(ObjectKey repository);
}
