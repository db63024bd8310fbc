using ImageAutomation.Common.Resources.Images;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Common.Policies;

/// <summary>The election of an <see cref="ImagePolicy"/>: its order and filter, over the tags that may take part at all.</summary>
public sealed class ImageElection
{
    private readonly CompiledPolicy policy;
    private readonly bool takesReferrers;
    private readonly IReadOnlySet<string> withdrawn;
    private readonly IReadOnlySet<string> blocked;

    /// <summary>Puts it together.</summary>
    /// <param name="policy">Order and filter.</param>
    /// <param name="spec">Where they come from.</param>
    /// <param name="withdrawn">Tags that a person withdrew.</param>
    /// <param name="blocked">Tags that the registry does not hand out.</param>
    public ImageElection(CompiledPolicy policy, ImagePolicySpec spec, IReadOnlySet<string> withdrawn, IReadOnlySet<string> blocked)
    {
        ArgumentNullException.ThrowIfNull(spec);
        (this.policy, this.withdrawn, this.blocked) = (policy, withdrawn, blocked);
        takesReferrers = ReferrerTags.AreMeantBy(spec.FilterTags?.Pattern);
    }

    /// <summary>Elects a tag.</summary>
    /// <param name="tags">The tags in stored order.</param>
    /// <returns>As <see cref="TagElection.Finish"/>.</returns>
    public Result<string> Elect(IReadOnlyList<string> tags)
    {
        ArgumentNullException.ThrowIfNull(tags);
        var election = policy.BeginElection();
        if (withdrawn.Count + blocked.Count == 0 && (takesReferrers || !HasReferrers(tags))) election.Offer(tags);
        else election.Offer(tags.Where(tag => Screen(tag) is null));
        return election.Finish();
    }

    /// <summary>Elects a tag and says of every tag why it was or was not elected.</summary>
    /// <param name="tags">The tags in stored order.</param>
    public ElectionExplanation Explain(IReadOnlyList<string> tags)
    {
        ArgumentNullException.ThrowIfNull(tags);
        var explained = policy.Explain([.. tags.Where(tag => Screen(tag) is null)]);
        var next = 0;
        return explained with
        {
            Tags = [.. tags.Select(tag => Screen(tag) is { } verdict ? new TagExplanation(tag, verdict, null) : explained.Tags[next++])],
        };
    }

    // Tags descend, so those of one beginning stand together.
    private static bool HasReferrers(IReadOnlyList<string> tags)
    {
        var (low, high) = (0, tags.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (string.CompareOrdinal(tags[middle], ReferrerTags.LastPossible) > 0) low = middle + 1;
            else high = middle;
        }

        return low < tags.Count && tags[low].StartsWith(ReferrerTags.Prefix, StringComparison.Ordinal);
    }

    private TagVerdict? Screen(string tag)
    {
        if (!takesReferrers && ReferrerTags.Contain(tag)) return TagVerdict.Artifact;
        if (withdrawn.Count > 0 && withdrawn.Contains(tag)) return TagVerdict.Withdrawn;
        return blocked.Count > 0 && blocked.Contains(tag) ? TagVerdict.Blocked : null;
    }
}
