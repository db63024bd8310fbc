using ImageAutomation.Languages.Re2.Unicode;

namespace ImageAutomation.Languages.Re2.Syntax;

internal sealed partial class PatternParser
{
    /// <summary>Reads a bracket expression.</summary>
    private RuneSet ParseClass()
    {
        var start = at;
        at++;
        var isNegated = !IsAtEnd && pattern[at] == '^';
        if (isNegated) at++;

        var builder = new RuneSetBuilder();
        for (var isFirst = true; IsAtEnd || pattern[at] != ']' || isFirst; isFirst = false)
        {
            if (TryParsePosixClass() is { } posix) builder.Add(posix);
            else if (TryParseNamedClass() is { } named) builder.Add(named);
            else AddRange(builder, start);
            if (builder.Count > MaxRanges) throw new PatternSyntaxException("expression too large", pattern);
        }

        at++;
        return Folded(builder.Build(), isNegated);
    }

    private void AddRange(RuneSetBuilder builder, int classStart)
    {
        var start = at;
        var first = ParseClassRune(classStart);
        var last = first;
        if (at + 1 < pattern.Length && pattern[at] == '-' && pattern[at + 1] != ']')
        {
            at++;
            last = ParseClassRune(classStart);
            if (last < first) throw new PatternSyntaxException("invalid character class range", pattern[start..at]);
        }

        builder.Add(first, last);
    }

    private int ParseClassRune(int classStart)
    {
        if (IsAtEnd) throw new PatternSyntaxException("missing closing ]", pattern[classStart..]);
        return pattern[at] == '\\' ? ParseEscape() : NextRune();
    }

    /// <summary>Reads <c>[:alpha:]</c> or <c>[:^alpha:]</c>; null, without moving, when there is none.</summary>
    private RuneSet? TryParsePosixClass()
    {
        if (IsAtEnd || !At("[:")) return null;
        var end = pattern.IndexOf(":]", at + 2, StringComparison.Ordinal);
        if (end < 0) return null;

        var name = pattern[(at + 2)..end];
        var isNegated = name.StartsWith('^');
        if (AsciiClasses.FindPosix(isNegated ? name[1..] : name) is not { } set)
            throw new PatternSyntaxException("invalid character class range", pattern[at..(end + 2)]);

        at = end + 2;
        return Folded(set, isNegated);
    }
}
