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
        var shorter = Math.Min(left.Length, right.Length);
        var at = 0;
        while (at < shorter && left[at] == right[at]) at++; // tags are short: a loop is faster than the start of a vectorised search
        return at == shorter ? left.Length - right.Length : Rank(left[at]) - Rank(right[at]);
    }

    // Surrogates move above everything else in the basic plane.
    private static int Rank(char unit) => char.IsSurrogate(unit) ? unit + 0x10000 : unit;
}
