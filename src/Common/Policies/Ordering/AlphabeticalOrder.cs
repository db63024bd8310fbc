using ImageAutomation.Languages.GoText;

namespace ImageAutomation.Common.Policies.Ordering;

/// <summary>Order by UTF-8 bytes.</summary>
internal sealed class AlphabeticalOrder(bool isDescending) : KeyOrder
{
    /// <inheritdoc/>
    public override bool PrefersLater => false; // equal keys are the same key

    /// <inheritdoc/>
    public override TagVerdict? Judge(ReadOnlySpan<char> key) => null;

    /// <inheritdoc/>
    public override bool Parses(ReadOnlySpan<char> key) => true;

    /// <inheritdoc/>
    public override int Compare(ReadOnlySpan<char> key, ReadOnlySpan<char> other) =>
        isDescending ? Utf8Order.Compare(other, key) : Utf8Order.Compare(key, other);
}
