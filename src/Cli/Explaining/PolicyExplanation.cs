using ImageAutomation.Common.Policies;
using ImageAutomation.Common.Resources.Images;

namespace ImageAutomation.Cli.Explaining;

/// <summary>Why a policy elected what it elected.</summary>
internal sealed record PolicyExplanation
{
    /// <summary>The policy, with its status.</summary>
    public required ImagePolicy Policy { get; init; }

    /// <summary>Image as the ImageRepository writes it; null when there is no such object.</summary>
    public string? Image { get; init; }

    /// <summary>The rule, compiled.</summary>
    public required CompiledPolicy Rule { get; init; }

    /// <summary>The election over the tags.</summary>
    public required ElectionExplanation Election { get; init; }

    /// <summary>What people withdrew.</summary>
    public IReadOnlyList<WithdrawnTag> Withdrawn { get; init; } = [];

    /// <summary>When a tag was first listed; null when that is not known.</summary>
    public required Func<string, DateTimeOffset?> FirstSeen { get; init; }

    /// <summary>Where the tags come from: <c>file</c>, <c>state</c> or <c>registry</c>.</summary>
    public required string Origin { get; init; }

    /// <summary>The elected tag with its key; null when there is none.</summary>
    public TagExplanation? Elected =>
        Election.Tags.Where(t => t.Verdict == TagVerdict.Elected).Select(t => (TagExplanation?)t).FirstOrDefault();

    /// <summary>How many tags have each verdict, in the order of the verdicts.</summary>
    public IEnumerable<(TagVerdict Verdict, int Count)> Counts =>
        Election.Tags.GroupBy(t => t.Verdict).OrderBy(g => g.Key).Select(g => (g.Key, g.Count()));

    /// <summary>Comparable tags, most preferred first; of equals the one that is first in stored order.</summary>
    public IReadOnlyList<TagExplanation> Ranked() =>
        [.. Election.Tags.Where(t => t.Verdict is not (TagVerdict.Shadowed or TagVerdict.Artifact) && Rule.IsComparable(t.Tag))
            .Order(Comparer<TagExplanation>.Create((a, b) => Rule.Compare(b.Tag, a.Tag) ?? 0))];
}
