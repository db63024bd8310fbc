using ImageAutomation.Common.Patterns.Syntax;
using ImageAutomation.Common.Patterns.Unicode;

namespace ImageAutomation.Common.Patterns.Matching;

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
        First = FindFirst();
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

    /// <summary>A superset of the code points that a match can begin with; null when a match can be empty.</summary>
    public RuneSet? First { get; }

    /// <summary>What can follow each split; empty for long programs.</summary>
    public SplitLookahead[] Lookaheads { get; }

    private RuneSet? FindFirst()
    {
        var set = new RuneSetBuilder();
        var seen = new bool[Code.Length];
        var pending = new Stack<int>([Entry]);
        while (pending.TryPop(out var at))
        {
            if (seen[at]) continue;
            seen[at] = true;
            var step = Code[at];
            switch (step.Op)
            {
                case OpCode.Match:
                    return null;
                case OpCode.Char or OpCode.Rune:
                    set.Add(step.Argument, step.Argument);
                    break;
                case OpCode.Set:
                    set.Add(step.Set!); // every Set step carries one
                    break;
                case OpCode.Split:
                    pending.Push(step.Argument);
                    pending.Push(step.Next);
                    break;
                default:
                    pending.Push(step.Next);
                    break;
            }
        }

        return set.Build();
    }
}
