using ImageAutomation.Common.Policies.Ordering;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Common.Policies;

/// <summary>An election that is fed one tag after the other; keeps nothing but the best so far.</summary>
/// <remarks>
/// Ties: of several tags with one key the last visited is kept. Of equal versions the key seen first is elected, of equal
/// numbers the key seen last, as the reference does without a filter (with one, its order is random).
/// </remarks>
public sealed class TagElection
{
    private readonly KeyOrder order;
    private readonly TagKeys keys;
    private char[] bestTag = [];
    private char[] bestKey = [];
    private int tagLength;
    private int keyLength;
    private bool hasKeys;
    private bool hasBest;
    private string? failedKey;

    /// <summary>Set where the tag itself is ordered as text: nothing has to be parsed, found or copied then.</summary>
    private readonly AlphabeticalOrder? plain;
    private string? bestText;

    internal TagElection(KeyOrder order, TagKeys keys)
    {
        this.order = order;
        this.keys = keys;
        plain = keys.AreTheTags ? order as AlphabeticalOrder : null;
    }

    /// <summary>Key of the best tag so far.</summary>
    internal ReadOnlySpan<char> BestKey => bestText is not null ? bestText : bestKey.AsSpan(0, keyLength);

    /// <summary>Considers tags, in stored order.</summary>
    public void Offer(IEnumerable<string> tags)
    {
        ArgumentNullException.ThrowIfNull(tags);
        // An array is what the store gives; its loop has no calls in it.
        if (plain is not null && tags is string[] array) Offer(plain, array);
        else foreach (var tag in tags) Offer(tag);
    }

    /// <summary>Considers a tag; tags are offered in stored order, greatest bytes first.</summary>
    public void Offer(string tag)
    {
        if (plain is null) Offer(tag.AsSpan());
        else if (bestText is null || plain.Compare(tag, bestText) > 0) bestText = tag;
    }

    /// <summary>Considers a tag; tags are offered in stored order, greatest bytes first.</summary>
    public void Offer(ReadOnlySpan<char> tag)
    {
        if (plain is not null)
        {
            if (bestText is null || plain.Compare(tag, bestText) > 0) bestText = tag.ToString();
            return;
        }

        if (failedKey is not null || !keys.TryGet(tag, out var key)) return;

        hasKeys = true;
        if (order.Judge(key) is { } verdict)
        {
            if (verdict == TagVerdict.NotANumber) failedKey = key.ToString();
            return;
        }

        if (hasBest)
        {
            var compared = order.Compare(key, BestKey);
            if (compared < 0 || (compared == 0 && !order.PrefersLater && !key.SequenceEqual(BestKey))) return;
        }

        hasBest = true;
        tagLength = Store(tag, ref bestTag);
        keyLength = Store(key, ref bestKey);
    }

    /// <summary>The elected tag.</summary>
    /// <returns>
    /// The tag, or a transient failure with reason <see cref="Reasons.Failure"/>: <c>version list argument cannot be empty</c>,
    /// <c>unable to determine latest version from provided list</c> or <c>failed to parse invalid numeric value 'x'</c>.
    /// </returns>
    public Result<string> Finish()
    {
        if (bestText is not null) return bestText;
        if (failedKey is not null) return Failure.Transient(Reasons.Failure, $"failed to parse invalid numeric value '{failedKey}'");
        if (!hasKeys) return Failure.Transient(Reasons.Failure, "version list argument cannot be empty");
        if (!hasBest) return Failure.Transient(Reasons.Failure, "unable to determine latest version from provided list");
        return new string(bestTag, 0, tagLength);
    }

    private void Offer(AlphabeticalOrder order, string[] tags)
    {
        var best = bestText;
        foreach (var tag in tags)
            if (best is null || order.Compare(tag, best) > 0) best = tag;
        bestText = best;
    }

    private static int Store(ReadOnlySpan<char> text, ref char[] buffer)
    {
        if (buffer.Length < text.Length) buffer = new char[Math.Max(text.Length, 128)];
        text.CopyTo(buffer);
        return text.Length;
    }
}
