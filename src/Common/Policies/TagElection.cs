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

    internal TagElection(KeyOrder order, TagKeys keys)
    {
        this.order = order;
        this.keys = keys;
    }

    /// <summary>Key of the best tag so far.</summary>
    internal ReadOnlySpan<char> BestKey => bestKey.AsSpan(0, keyLength);

    /// <summary>Considers a tag; tags are offered in stored order, greatest bytes first.</summary>
    public void Offer(ReadOnlySpan<char> tag)
    {
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
        if (failedKey is not null) return Failure.Transient(Reasons.Failure, $"failed to parse invalid numeric value '{failedKey}'");
        if (!hasKeys) return Failure.Transient(Reasons.Failure, "version list argument cannot be empty");
        if (!hasBest) return Failure.Transient(Reasons.Failure, "unable to determine latest version from provided list");
        return new string(bestTag, 0, tagLength);
    }

    private static int Store(ReadOnlySpan<char> text, ref char[] buffer)
    {
        if (buffer.Length < text.Length) buffer = new char[Math.Max(text.Length, 128)];
        text.CopyTo(buffer);
        return text.Length;
    }
}
