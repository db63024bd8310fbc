namespace ImageAutomation.Common.Policies.Ordering;

/// <summary>Which keys can be elected, and which of two is preferred.</summary>
internal abstract class KeyOrder
{
    /// <summary>Whether the later visited of two equal keys is elected; otherwise the earlier.</summary>
    public abstract bool PrefersLater { get; }

    /// <summary>Why the key cannot be elected; null when it can.</summary>
    public abstract TagVerdict? Judge(ReadOnlySpan<char> key);

    /// <summary>Whether the key can be compared at all; a range is not asked.</summary>
    public abstract bool Parses(ReadOnlySpan<char> key);

    /// <summary>Compares two keys that parse: positive when the first is preferred.</summary>
    public abstract int Compare(ReadOnlySpan<char> key, ReadOnlySpan<char> other);
}
