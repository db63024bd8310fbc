using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageReflector.TagStore;

/// <summary>Reads stored tags. Failures are transient, with reason <c>Failure</c>.</summary>
public interface ITagReader
{
    /// <summary>The stored tags of an ImageRepository; null when there are none.</summary>
    /// <param name="repository">Key of the ImageRepository.</param>
    Result<StoredTags?> Read(ObjectKey repository);

    /// <summary>Name, revision and count without the tags; null when nothing is stored.</summary>
    /// <param name="repository">Key of the ImageRepository.</param>
    Result<StoredSummary?> Describe(ObjectKey repository);
}
