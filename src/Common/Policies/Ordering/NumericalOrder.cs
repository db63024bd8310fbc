using ImageAutomation.Languages.GoText.Numbers;

namespace ImageAutomation.Common.Policies.Ordering;

/// <summary>Order by number.</summary>
internal sealed class NumericalOrder(bool isDescending) : KeyOrder
{
    /// <inheritdoc/>
    public override bool PrefersLater => true;

    /// <inheritdoc/>
    public override TagVerdict? Judge(ReadOnlySpan<char> key) => Parses(key) ? null : TagVerdict.NotANumber;

    /// <inheritdoc/>
    public override bool Parses(ReadOnlySpan<char> key) => ParsedNumber.TryParse(key, out _);

    /// <inheritdoc/>
    public override int Compare(ReadOnlySpan<char> key, ReadOnlySpan<char> other)
    {
        var compared = Parse(key).CompareTo(Parse(other));
        return isDescending ? -compared : compared;
    }

    private static ParsedNumber Parse(ReadOnlySpan<char> key) =>
        ParsedNumber.TryParse(key, out var number) ? number : throw new InvalidOperationException("Only keys that parse are compared.");
}
