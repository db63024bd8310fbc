namespace ImageAutomation.Languages.GoText;

/// <summary>Order of text by its UTF-8 bytes, without encoding it.</summary>
/// <remarks>
/// It differs from the order of UTF-16 units only for characters beyond the basic plane, whose surrogates sort below
/// U+E000 to U+FFFF. The stored order of tags is <see cref="Descending"/>.
/// </remarks>
public static class Utf8Order
{
    /// <summary>Greatest first: the order in which tags are stored.</summary>
    public static IComparer<string> Descending { get; } = Comparer<string>.Create(static (left, right) => Compare(right, left));

    /// <summary>Compares two texts; negative when the first is lower.</summary>
    public static int Compare(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        var at = left.CommonPrefixLength(right);
        if (at == left.Length || at == right.Length) return left.Length.CompareTo(right.Length);
        return Rank(left[at]).CompareTo(Rank(right[at]));
    }

    // Surrogates move above everything else in the basic plane.
    private static int Rank(char unit) => char.IsSurrogate(unit) ? unit + 0x10000 : unit;
}
