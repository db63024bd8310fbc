using ImageAutomation.Languages.Re2.Syntax;

namespace ImageAutomation.Languages.Re2.Matching;

/// <summary>A compiled pattern: steps of a non-deterministic automaton with priorities.</summary>
internal sealed class PatternProgram
{
    /// <param name="code">The steps.</param>
    /// <param name="entry">The first step.</param>
    /// <param name="splits">How many splits there are.</param>
    /// <param name="groups">How many groups there are, the whole match included.</param>
    public PatternProgram(Instruction[] code, int entry, int splits, int groups)
    {
        (Code, Entry, Splits, Groups) = (code, entry, splits, groups);
        var first = code[entry];
        IsAnchored = first is { Op: OpCode.Assert, Argument: (int)Position.TextStart };
        First = FirstCharacters.Of(code, entry);
        Lookaheads = SplitLookahead.Of(code, splits);
    }

    /// <summary>The steps.</summary>
    public Instruction[] Code { get; }

    /// <summary>The first step.</summary>
    public int Entry { get; }

    /// <summary>How many splits there are.</summary>
    public int Splits { get; }

    /// <summary>How many groups there are, the whole match included.</summary>
    public int Groups { get; }

    /// <summary>Whether a match can begin only where the text begins.</summary>
    public bool IsAnchored { get; }

    /// <summary>A superset of the ASCII characters that a match can begin with; all of them when a match can be empty.</summary>
    public AsciiMask First { get; }

    /// <summary>What can follow each split; empty for long programs.</summary>
    public SplitLookahead[] Lookaheads { get; }
}
