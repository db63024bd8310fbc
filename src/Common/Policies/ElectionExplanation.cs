using ImageAutomation.Languages.Results;

namespace ImageAutomation.Common.Policies;

/// <summary>An election and the verdict on every tag.</summary>
/// <param name="Elected">The elected tag, or why there is none.</param>
/// <param name="Tags">One entry for each tag, in the order they were given.</param>
public sealed record ElectionExplanation(Result<string> Elected, IReadOnlyList<TagExplanation> Tags);
