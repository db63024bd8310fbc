using ImageAutomation.Common.References;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.ImageReflector.Registry;
using ImageAutomation.ImageReflector.TagStore;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageReflector.Hooks.Hints;

/// <summary>Whom the ladder asks, and whom it tells.</summary>
internal sealed record HintActors
{
    /// <summary>An ImageRepository as it is now; null: there is none.</summary>
    public required Func<ObjectKey, ImageRepository?> Repository { get; init; }

    /// <summary>Stored tags.</summary>
    public required SqliteTagStore Store { get; init; }

    /// <summary>Whether a policy that elected a tag follows its digest.</summary>
    public required Func<ObjectKey, string, bool> IsFollowed { get; init; }

    /// <summary>One HEAD of a tag at the registry of an ImageRepository, with its login and within its host's budget.</summary>
    public required Func<ImageRepository, RepositoryName, string, CancellationToken, Task<Result<TagSight>>> LookAsync { get; init; }

    /// <summary>Told that the registry has shown a tag of an image, before the tag is stored.</summary>
    public required Action<TagHint, RepositoryName> Shown { get; init; }

    /// <summary>Told that a tag which was shown is stored, and whether it is new there.</summary>
    public required Action<TagHint, bool> Confirmed { get; init; }

    /// <summary>Asks for a listing of a repository, which may wait so long for more of its kind.</summary>
    public required Action<ObjectKey, TimeSpan> AskForListing { get; init; }

    /// <summary>Told how a hint ended.</summary>
    public required Action<HintResult> Ended { get; init; }
}
