namespace ImageAutomation.Languages.Re2.Syntax;

internal sealed partial class PatternParser
{
    /// <summary>Reads a group; null when it only sets flags for what follows.</summary>
    private Node? ParseGroup()
    {
        var start = at;
        var outer = flags;
        if (At("(?")) return ParsePerlGroup(start, outer);

        at++;
        return ParseCapture(string.Empty, outer);
    }

    private Node.Group ParseCapture(string name, PatternFlags outer)
    {
        var index = groupNames.Count;
        groupNames.Add(name);
        return new Node.Group(index, ParseGroupBody(outer));
    }

    private Node ParseGroupBody(PatternFlags outer)
    {
        var body = ParseBranches();
        if (IsAtEnd) throw new PatternSyntaxException("missing closing )", pattern);
        at++;
        flags = outer;
        return body;
    }

    private Node? ParsePerlGroup(int start, PatternFlags outer)
    {
        // The bounds on the length are the reference's: "(?P<" alone is a bad flag, not a bad name.
        if (At("(?P<") && pattern.Length > start + 4) return ParseNamedGroup(start, start + 4, outer);
        if (At("(?<") && pattern.Length > start + 3) return ParseNamedGroup(start, start + 3, outer);

        at += 2;
        var (add, remove, isRemoving, sawFlag) = (PatternFlags.None, PatternFlags.None, false, false);
        while (!IsAtEnd)
        {
            var c = pattern[at];
            NextRune();
            switch (c)
            {
                case 'i' or 'm' or 's' or 'U':
                    if (isRemoving) remove |= FlagOf(c);
                    else add |= FlagOf(c);
                    sawFlag = true;
                    continue;
                case '-' when !isRemoving:
                    (isRemoving, sawFlag) = (true, false);
                    continue;
                case ':' or ')' when !isRemoving || sawFlag:
                    flags = (flags | add) & ~remove;
                    return c == ':' ? ParseGroupBody(outer) : null;
                default:
                    throw new PatternSyntaxException("invalid or unsupported Perl syntax", pattern[start..at]);
            }
        }

        throw new PatternSyntaxException("invalid or unsupported Perl syntax", pattern[start..]);
    }

    private static PatternFlags FlagOf(char letter) => letter switch
    {
        'i' => PatternFlags.IgnoreCase,
        'm' => PatternFlags.MultiLine,
        's' => PatternFlags.DotMatchesNewline,
        _ => PatternFlags.Ungreedy,
    };

    private Node.Group ParseNamedGroup(int start, int nameStart, PatternFlags outer)
    {
        var end = pattern.IndexOf('>', nameStart);
        if (end < 0) throw new PatternSyntaxException("invalid named capture", pattern[start..]);

        var name = pattern[nameStart..end];
        if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
            throw new PatternSyntaxException("invalid named capture", pattern[start..(end + 1)]);

        at = end + 1;
        return ParseCapture(name, outer);
    }

    private bool At(string text) => string.CompareOrdinal(pattern, at, text, 0, text.Length) == 0;
}
