using ImageAutomation.Languages.Re2.Matching;
using ImageAutomation.Languages.Re2.Syntax;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Languages.Re2;

/// <summary>A compiled regular expression in the RE2 language, with the semantics of Go's regexp package.</summary>
/// <remarks>
/// Unanchored, leftmost match, alternatives by preference, code points as characters (Unicode 15.0), time linear in the
/// text. Thread-safe. Positions are UTF-16 units. Source: RE2 syntax page; behaviour of Go 1.26.
/// </remarks>
public sealed partial class Re2Pattern
{
    /// <summary>Reason of the failure for a pattern that does not compile.</summary>
    public const string InvalidPattern = nameof(InvalidPattern);

    /// <summary>Longest pattern, in UTF-16 units.</summary>
    public const int MaxLength = 64 * 1024;

    private readonly PatternProgram program;
    private readonly IReadOnlyList<string> groupNames;

    // Scratch memory of the last search; a concurrent search finds null and makes its own.
    private Backtracker? idle;

    private Re2Pattern(string source, PatternProgram program, IReadOnlyList<string> groupNames)
    {
        Source = source;
        this.program = program;
        this.groupNames = groupNames;
    }

    /// <summary>The pattern as it was written.</summary>
    public string Source { get; }

    /// <summary>Number of groups, the whole match (0) included.</summary>
    public int GroupCount => program.Groups;

    /// <summary>Number of steps of the compiled pattern: the time of a search grows with it and with the text.</summary>
    internal int Size => program.Code.Length;

    /// <summary>Name of each group by number; empty for the whole match and for groups without a name.</summary>
    public IReadOnlyList<string> GroupNames => groupNames;

    /// <summary>Compiles a pattern.</summary>
    /// <returns>
    /// The pattern, or a terminal failure with reason <see cref="InvalidPattern"/> and a message like Go's
    /// (<c>error parsing regexp: missing closing ): `(`</c>). Also refused: patterns longer than <see cref="MaxLength"/>,
    /// more than 1,000 groups deep, or with more than 20,000 steps when written out (Go allows some 3 million).
    /// </returns>
    public static Result<Re2Pattern> Parse(string pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        if (pattern.Length > MaxLength) return Invalid($"error parsing regexp: expression longer than {MaxLength} characters");
        try
        {
            var parsed = PatternParser.Parse(pattern);
            return new Re2Pattern(pattern, PatternCompiler.Compile(pattern, parsed), parsed.GroupNames);
        }
        catch (PatternSyntaxException e)
        {
            return Invalid(e.Message);
        }
    }

    /// <summary>Whether the pattern matches anywhere in the text.</summary>
    public bool IsMatch(ReadOnlySpan<char> text) => TryMatch(text, 0, []);

    /// <summary>Finds the leftmost match without allocating.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="start">Where to begin looking; what lies before is still seen by <c>^</c> and <c>\b</c>.</param>
    /// <param name="groups">
    /// Receives start and end (exclusive) of each group, two entries a group, -1 for a group that took no part.
    /// Empty, or at least 2 entries long; groups beyond its length are left out.
    /// </param>
    public bool TryMatch(ReadOnlySpan<char> text, int start, Span<int> groups)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)start, (uint)text.Length, nameof(start));
        if (groups.Length > program.Groups * 2)
        {
            groups[(program.Groups * 2)..].Fill(-1);
            groups = groups[..(program.Groups * 2)];
        }

        if (!Backtracker.Fits(program, text.Length)) return new ThreadMatcher(program).Search(text, start, groups);

        var scratch = Interlocked.Exchange(ref idle, null) ?? new Backtracker(program);
        var isMatch = scratch.Search(text, start, groups);
        idle = scratch;
        return isMatch;
    }

    /// <summary>The leftmost match; null when there is none.</summary>
    public Re2Match? Match(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var groups = new int[GroupCount * 2];
        return TryMatch(text, 0, groups) ? new Re2Match(this, text, groups) : null;
    }

    private static Failure Invalid(string message) => Failure.Terminal(InvalidPattern, message);
}
