using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageReflector.TagStore;

/// <summary>Changes stored tags; each call is atomic. Failures are transient, with reason <c>Failure</c>.</summary>
public interface ITagWriter
{
    /// <summary>Stores a complete listing in place of the previous one.</summary>
    /// <param name="repository">Key of the ImageRepository.</param>
    /// <param name="canonicalName">
    /// Image name the tags were listed under; a new name forgets when the old one's tags were first seen.
    /// </param>
    /// <param name="tags">All tags, in any order; may be empty.</param>
    /// <param name="now">First-seen time of tags that were not stored before.</param>
    /// <param name="isOtherList">
    /// Whether other tags were asked for than before, so that missing ones say nothing about the registry.
    /// </param>
    Result<ReplaceOutcome> Replace(
        ObjectKey repository, string canonicalName, IReadOnlyCollection<string> tags, DateTimeOffset now, bool isOtherList = false);

    /// <summary>Counts a listing that was empty though tags are stored; they stay.</summary>
    /// <param name="repository">Key of the ImageRepository.</param>
    /// <returns>How many such listings came in a row.</returns>
    Result<int> CountEmpty(ObjectKey repository);

    /// <summary>Forgets the tags of an ImageRepository.</summary>
    /// <param name="repository">Key of the ImageRepository.</param>
    /// <returns>Whether there were any.</returns>
    Result<bool> Delete(ObjectKey repository);

    /// <summary>Forgets the tags of every ImageRepository that is gone, and gives their space back.</summary>
    /// <param name="living">Keys of all ImageRepositories there are.</param>
    /// <returns>How many were forgotten.</returns>
    Result<int> CollectGarbage(IReadOnlySet<ObjectKey> living);
}
