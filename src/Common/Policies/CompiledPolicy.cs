using ImageAutomation.Common.Policies.Ordering;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.Languages.GoText;
using ImageAutomation.Languages.Re2;
using ImageAutomation.Languages.Results;
using ImageAutomation.Languages.SemVer;

namespace ImageAutomation.Common.Policies;

/// <summary>The rule by which an <see cref="ImagePolicy"/> elects a tag: filter, key, order. Immutable and thread-safe.</summary>
public sealed class CompiledPolicy
{
    // A pattern may be long and appears twice in its error text, which ends up in a condition.
    private const int MaxQuotedPattern = 512;

    private readonly KeyOrder order;
    private readonly Re2Pattern? pattern;
    private readonly Re2Template? extract;

    private CompiledPolicy(KeyOrder order, Re2Pattern? pattern, Re2Template? extract)
    {
        (this.order, this.pattern, this.extract) = (order, pattern, extract);
        ComparesAnyText = order is AlphabeticalOrder && string.IsNullOrEmpty(pattern?.Source);
    }

    /// <summary>
    /// Whether any text at all is comparable (alphabetical order without a filter pattern), so that comparability says nothing
    /// about a text being a tag of the image.
    /// </summary>
    public bool ComparesAnyText { get; }

    /// <summary>Compiles an order and a filter.</summary>
    /// <param name="choice">The first member set of semver, alphabetical, numerical counts.</param>
    /// <param name="filter">The filter; null when there is none.</param>
    /// <returns>
    /// The policy, or a terminal failure with reason <see cref="Reasons.InvalidPolicy"/> and the reference's text
    /// (<c>invalid policy: ...</c>, <c>failed to filter tags: invalid regular expression pattern ...</c>).
    /// </returns>
    public static Result<CompiledPolicy> Compile(ImagePolicyChoice choice, TagFilter? filter)
    {
        ArgumentNullException.ThrowIfNull(choice);
        if (!CompileOrder(choice).TryGet(out var order, out var failure)) return failure.Prefixed("invalid policy: ");
        if (filter is null) return new CompiledPolicy(order, null, null);

        var source = filter.Pattern ?? string.Empty;
        if (!Re2Pattern.Parse(source).TryGet(out var pattern, out failure))
        {
            return Failure.Terminal(
                Reasons.InvalidPolicy, $"failed to filter tags: invalid regular expression pattern '{Quoted(source)}': {failure.Message}");
        }

        var extract = string.IsNullOrEmpty(filter.Extract) ? null : new Re2Template(pattern, filter.Extract);
        return new CompiledPolicy(order, pattern, extract);
    }

    /// <summary>Elects a tag. Allocates nothing for a tag that is not elected.</summary>
    /// <param name="tags">The tags in stored order (<see cref="Utf8Order.Descending"/>).</param>
    /// <returns>As <see cref="TagElection.Finish"/>.</returns>
    public Result<string> Elect(IEnumerable<string> tags)
    {
        ArgumentNullException.ThrowIfNull(tags);
        var election = BeginElection();
        election.Offer(tags);
        return election.Finish();
    }

    /// <summary>Begins an election that takes tags as they come, for tags that are not strings yet.</summary>
    public TagElection BeginElection() => new(order, new TagKeys(pattern, extract));

    /// <summary>Elects a tag and says of every tag why it was or was not elected.</summary>
    /// <param name="tags">The tags in stored order.</param>
    public ElectionExplanation Explain(IReadOnlyList<string> tags)
    {
        ArgumentNullException.ThrowIfNull(tags);
        var election = BeginElection();
        election.Offer(tags);
        var elected = election.Finish();

        var keys = new TagKeys(pattern, extract);
        var kept = new Dictionary<string, int>(StringComparer.Ordinal);
        var ordered = new string?[tags.Count];
        for (var i = 0; i < tags.Count; i++)
        {
            if (!keys.TryGet(tags[i], out var key)) continue;
            ordered[i] = key.ToString();
            kept[ordered[i]!] = i; // set on the line above
        }

        var explanations = new TagExplanation[tags.Count];
        for (var i = 0; i < tags.Count; i++)
        {
            explanations[i] = new TagExplanation(tags[i], Verdict(ordered[i], i), ordered[i]);
        }

        return new ElectionExplanation(elected, explanations);

        TagVerdict Verdict(string? key, int index)
        {
            if (key is null) return TagVerdict.Excluded;
            if (order.Judge(key) is { } verdict) return verdict;
            if (kept[key] != index) return TagVerdict.Shadowed;
            if (!elected.IsSuccess) return TagVerdict.Older;
            if (election.BestKey.SequenceEqual(key)) return TagVerdict.Elected;
            return order.Compare(key, election.BestKey) == 0 ? TagVerdict.Equal : TagVerdict.Older;
        }
    }

    /// <summary>The text that a tag is ordered by; null when the filter does not match.</summary>
    public string? KeyOf(string tag) => new TagKeys(pattern, extract).TryGet(tag, out var key) ? key.ToString() : null;

    /// <summary>Whether the tag passes the filter and its key parses under the order. The range is not asked.</summary>
    public bool IsComparable(string tag) => new TagKeys(pattern, extract).TryGet(tag, out var key) && order.Parses(key);

    /// <summary>Whether the tag could be elected: comparable and, for semver, in the range.</summary>
    public bool Admits(string tag) => new TagKeys(pattern, extract).TryGet(tag, out var key) && order.Judge(key) is null;

    /// <summary>Compares two tags by preference: positive when the first is above. Null when one is not comparable.</summary>
    /// <remarks>With <c>desc</c> the smaller key is above. The range plays no part.</remarks>
    public int? Compare(string tag, string other)
    {
        if (!new TagKeys(pattern, extract).TryGet(tag, out var key) || !order.Parses(key)) return null;
        if (!new TagKeys(pattern, extract).TryGet(other, out var otherKey) || !order.Parses(otherKey)) return null;
        return order.Compare(key, otherKey);
    }

    /// <summary>Whether both tags are comparable and the first is strictly preferred.</summary>
    public bool IsAbove(string tag, string other) => Compare(tag, other) > 0;

    private static string Quoted(string text) => text.Length <= MaxQuotedPattern ? text : $"{text[..MaxQuotedPattern]}...";

    private static Result<KeyOrder> CompileOrder(ImagePolicyChoice choice)
    {
        if (choice.Semver is { } semver)
            return VersionConstraint.Parse(semver.Range ?? string.Empty).TryGet(out var constraint, out var failure)
                ? new SemverOrder(constraint)
                : failure with { Reason = Reasons.InvalidPolicy };
        if (choice.Alphabetical is { } alphabetical)
            return IsDescending(alphabetical).Then<KeyOrder>(isDescending => new AlphabeticalOrder(isDescending));
        if (choice.Numerical is { } numerical)
            return IsDescending(numerical).Then<KeyOrder>(isDescending => new NumericalOrder(isDescending));
        return Failure.Terminal(Reasons.InvalidPolicy, "given ImagePolicyChoice object is invalid");
    }

    // The long s is upper-cased to S by the reference, but not by .NET.
    private static Result<bool> IsDescending(OrderPolicy policy) => policy.Order?.ToUpperInvariant().Replace('ſ', 'S') switch
    {
        null or "" or "ASC" => false,
        "DESC" => true,
        var other => Failure.Terminal(
            Reasons.InvalidPolicy, $"invalid order argument provided: '{other}', must be one of: ASC, DESC"),
    };
}
