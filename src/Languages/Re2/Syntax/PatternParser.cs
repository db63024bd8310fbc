using System.Runtime.CompilerServices;
using System.Text;
using ImageAutomation.Languages.Re2.Unicode;

namespace ImageAutomation.Languages.Re2.Syntax;

/// <summary>Reads the RE2 pattern language as Go's regexp package does (Perl classes and groups, one line).</summary>
/// <remarks>
/// Source: RE2 syntax page and the behaviour of Go 1.26. Recursive descent; the depth of groups is bounded, so is the
/// number of class ranges. What the language does not have (look-around, back-references, <c>\C</c>) is an error.
/// </remarks>
internal sealed partial class PatternParser
{
    private const int MaxDepth = 1000;
    private const int MaxRepeat = 1000;
    private const int MaxRanges = 1_000_000;

    private static readonly RuneSet NotNewline = RuneSet.FromSorted(['\n', '\n']).Complement();

    private readonly string pattern;
    private readonly List<string> groupNames = [string.Empty];
    private int at;
    private int depth;
    private int ranges;
    private PatternFlags flags;

    private PatternParser(string pattern) => this.pattern = pattern;

    private bool IsAtEnd => at >= pattern.Length;

    /// <summary>Parses a whole pattern.</summary>
    /// <exception cref="PatternSyntaxException">The pattern is not in the language, or over a bound.</exception>
    public static ParsedPattern Parse(string pattern)
    {
        var parser = new PatternParser(pattern);
        var root = parser.ParseBranches();
        if (!parser.IsAtEnd) throw new PatternSyntaxException("unexpected )", pattern);
        return new ParsedPattern(root, parser.groupNames);
    }

    private Node ParseBranches()
    {
        // The bound is the reference's; on a thread with a small stack it ends sooner.
        if (++depth > MaxDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw new PatternSyntaxException("expression nests too deeply", pattern);
        var branches = new List<Node> { ParseConcat() };
        while (!IsAtEnd && pattern[at] == '|')
        {
            at++;
            branches.Add(ParseConcat());
        }

        depth--;
        return branches.Count == 1 ? branches[0] : new Node.Alternate(branches);
    }

    private Node ParseConcat()
    {
        var parts = new List<Node>();
        var previousRepeat = -1; // where the repetition began that ends right here; they do not stack
        while (!IsAtEnd && pattern[at] is not ('|' or ')'))
        {
            var start = at;
            if (TryParseRepeat(out var min, out var max, out var isGreedy))
            {
                if (previousRepeat >= 0)
                    throw new PatternSyntaxException("invalid nested repetition operator", pattern[previousRepeat..at]);
                if (parts.Count == 0) throw new PatternSyntaxException("missing argument to repetition operator", pattern[start..at]);
                parts[^1] = Repeated(parts[^1], min, max, isGreedy, start);
                previousRepeat = start;
            }
            else
            {
                ParseTerm(parts);
                previousRepeat = -1;
            }
        }

        return parts switch
        {
            [] => new Node.Empty(),
            [var only] => only,
            _ => new Node.Concat(parts),
        };
    }

    private Node.Repeat Repeated(Node body, int min, int? max, bool isGreedy, int start)
    {
        var node = new Node.Repeat(body, min, max, isGreedy);
        if ((min >= 2 || max >= 2) && !IsWithinRepeatLimit(node, MaxRepeat))
            throw new PatternSyntaxException("invalid repeat count", pattern[start..at]);
        return node;
    }

    /// <summary>Bounds what nested counts multiply to.</summary>
    private bool IsWithinRepeatLimit(Node node, int limit)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack()) throw new PatternSyntaxException("expression nests too deeply", pattern);
        switch (node)
        {
            case Node.Repeat { Max: 0 }:
                return true;
            case Node.Repeat repeat:
                // Stars and question marks are repetitions here, but not counted ones in the language.
                var count = repeat is { Min: 0 or 1, Max: null or 1 } ? 1 : repeat.Max ?? repeat.Min;
                return count <= limit && IsWithinRepeatLimit(repeat.Body, count > 0 ? limit / count : limit);
            case Node.Group group:
                return IsWithinRepeatLimit(group.Body, limit);
            case Node.Concat concat:
                return concat.Parts.All(part => IsWithinRepeatLimit(part, limit));
            case Node.Alternate alternate:
                return alternate.Branches.All(branch => IsWithinRepeatLimit(branch, limit));
            default:
                return true;
        }
    }

    private bool TryParseRepeat(out int min, out int? max, out bool isGreedy)
    {
        (min, max, isGreedy) = (0, null, true);
        switch (pattern[at])
        {
            case '*':
                at++;
                break;
            case '+':
                at++;
                min = 1;
                break;
            case '?':
                at++;
                max = 1;
                break;
            case '{' when TryParseCounts(out min, out max):
                break;
            default:
                return false;
        }

        isGreedy = (flags & PatternFlags.Ungreedy) == 0;
        if (!IsAtEnd && pattern[at] == '?')
        {
            at++;
            isGreedy = !isGreedy;
        }

        return true;
    }

    /// <summary>Reads <c>{n}</c>, <c>{n,}</c> or <c>{n,m}</c>; anything else is literal text.</summary>
    private bool TryParseCounts(out int min, out int? max)
    {
        max = null;
        var start = at;
        at++;
        if (TryParseCount(out min))
        {
            max = min;
            if (!IsAtEnd && pattern[at] == ',')
            {
                at++;
                max = null;
                if (!IsAtEnd && pattern[at] != '}' && TryParseCount(out var upper)) max = upper;
            }

            if (!IsAtEnd && pattern[at] == '}')
            {
                at++;
                if (min > MaxRepeat || max > MaxRepeat || max < min)
                    throw new PatternSyntaxException("invalid repeat count", pattern[start..at]);
                return true;
            }
        }

        at = start;
        return false;
    }

    private bool TryParseCount(out int count)
    {
        count = 0;
        var start = at;
        for (; !IsAtEnd && char.IsAsciiDigit(pattern[at]); at++)
        {
            if (count <= MaxRepeat) count = (count * 10) + (pattern[at] - '0');
        }

        return at > start && (at == start + 1 || pattern[start] != '0');
    }

    private void ParseTerm(List<Node> parts)
    {
        switch (pattern[at])
        {
            case '(':
                if (ParseGroup() is { } group) parts.Add(group);
                break;
            case '[':
                parts.Add(OneOf(ParseClass()));
                break;
            case '.':
                at++;
                parts.Add(new Node.OneOf((flags & PatternFlags.DotMatchesNewline) != 0 ? RuneSet.All : NotNewline));
                break;
            case '^':
                at++;
                parts.Add(new Node.At((flags & PatternFlags.MultiLine) != 0 ? Position.LineStart : Position.TextStart));
                break;
            case '$':
                at++;
                parts.Add(new Node.At((flags & PatternFlags.MultiLine) != 0 ? Position.LineEnd : Position.TextEnd));
                break;
            case '\\':
                ParseEscapedTerm(parts);
                break;
            default:
                parts.Add(Literal(NextRune()));
                break;
        }
    }

    private int NextRune()
    {
        if (!Rune.TryGetRuneAt(pattern, at, out var rune)) throw new PatternSyntaxException("invalid UTF-8", pattern);
        at += rune.Utf16SequenceLength;
        return rune.Value;
    }

    private Node Literal(int rune)
    {
        if ((flags & PatternFlags.IgnoreCase) == 0 || CaseFolding.Next(rune) == rune) return new Node.Literal(rune);
        return new Node.OneOf(CaseFolding.Close(RuneSet.FromSorted([rune, rune])));
    }

    private Node OneOf(RuneSet set)
    {
        ranges += set.Bounds.Length / 2;
        if (ranges > MaxRanges) throw new PatternSyntaxException("expression too large", pattern);
        return set.Bounds is [var first, var last] && first == last ? new Node.Literal(first) : new Node.OneOf(set);
    }
}
