namespace ImageAutomation.ImageReflector.Registry.Login;

/// <summary>Shell pattern over one DNS label: <c>*</c>, <c>?</c>, <c>[a-z]</c>, <c>[^x]</c>. A malformed pattern matches nothing.</summary>
internal static class LabelGlob
{
    public static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        // One remembered star is enough: a later star supersedes an earlier one, so the time stays at pattern × text.
        int p = 0, t = 0, starPattern = -1, starText = 0;
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                starPattern = ++p;
                starText = t;
                continue;
            }

            var width = p < pattern.Length ? MatchOne(pattern[p..], text[t]) : 0;
            if (width > 0)
            {
                p += width;
                t++;
            }
            else if (starPattern >= 0)
            {
                p = starPattern;
                t = ++starText;
            }
            else return false;
        }

        while (p < pattern.Length && pattern[p] == '*') p++;
        return p == pattern.Length;
    }

    /// <summary>Length of the pattern element that matches the character; 0 when it does not.</summary>
    private static int MatchOne(ReadOnlySpan<char> pattern, char c)
    {
        if (pattern[0] == '?') return 1;
        if (pattern[0] != '[') return pattern[0] == c ? 1 : 0;

        var end = pattern.IndexOf(']');
        if (end < 0) return 0;
        var body = pattern[1..end];
        var negated = body.Length > 0 && body[0] == '^';
        if (negated) body = body[1..];
        if (body.IsEmpty) return 0;
        var hit = false;
        for (var i = 0; i < body.Length; i++)
        {
            if (i + 2 < body.Length && body[i + 1] == '-')
            {
                hit |= c >= body[i] && c <= body[i + 2];
                i += 2;
            }
            else hit |= c == body[i];
        }

        return hit != negated ? end + 1 : 0;
    }
}
