using ImageAutomation.Common.Resources.Images;

namespace ImageAutomation.Cli.Batches;

/// <summary>One request line: the fields of an ImagePolicy's spec, and tags. Other fields are ignored.</summary>
internal sealed record PolicyRequest
{
    /// <summary>The order.</summary>
    public ImagePolicyChoice? Policy { get; init; }

    /// <summary>The filter.</summary>
    public TagFilter? FilterTags { get; init; }

    /// <summary>The tags, in any order.</summary>
    public IReadOnlyList<string?>? Tags { get; init; }
}
