namespace ImageAutomation.Languages.SemVer;

/// <summary>Precedence of prereleases: none is above any; identifier by identifier; numbers below text; fewer below more.</summary>
/// <remarks>A number that does not fit in 64 unsigned bits is text, as in the reference.</remarks>
internal static class PrereleaseOrder
{
    public static int Compare(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        if (left.IsEmpty || right.IsEmpty) return left.IsEmpty.CompareTo(right.IsEmpty);

        while (true)
        {
            var compared = CompareIdentifiers(Take(ref left), Take(ref right));
            if (compared != 0) return compared;
            if (left.IsEmpty || right.IsEmpty) return left.IsEmpty ? (right.IsEmpty ? 0 : -1) : 1;
        }
    }

    private static ReadOnlySpan<char> Take(ref ReadOnlySpan<char> rest)
    {
        var dot = rest.IndexOf('.');
        var taken = dot < 0 ? rest : rest[..dot];
        rest = dot < 0 ? [] : rest[(dot + 1)..];
        return taken;
    }

    private static int CompareIdentifiers(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        var isLeftNumber = IsNumber(left);
        if (isLeftNumber != IsNumber(right)) return isLeftNumber ? -1 : 1;

        // Numbers have no leading zeros, so the longer one is greater.
        if (isLeftNumber && left.Length != right.Length) return left.Length < right.Length ? -1 : 1;
        return left.SequenceCompareTo(right);
    }

    private static bool IsNumber(ReadOnlySpan<char> identifier)
    {
        const string max = "18446744073709551615";
        if (identifier.Length > max.Length || identifier.ContainsAnyExceptInRange('0', '9')) return false;
        return identifier.Length < max.Length || identifier.SequenceCompareTo(max) <= 0;
    }
}
