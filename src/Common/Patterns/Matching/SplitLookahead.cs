namespace ImageAutomation.Common.Patterns.Matching;

/// <summary>With which ASCII characters each way of a split can go on; what is not in a mask cannot lead to a match.</summary>
/// <param name="Preferred">For the way that is tried first.</param>
/// <param name="Other">For the other way.</param>
internal readonly record struct SplitLookahead(AsciiMask Preferred, AsciiMask Other)
{
    // The table takes time in the square of the program.
    private const int MaxInstructions = 512;

    /// <summary>One entry for each split; empty for long programs.</summary>
    public static SplitLookahead[] Of(Instruction[] code, int splits)
    {
        if (code.Length > MaxInstructions) return [];

        var lookaheads = new SplitLookahead[splits];
        foreach (var step in code)
        {
            if (step.Op == OpCode.Split) lookaheads[step.Index] = new SplitLookahead(First(code, step.Next), First(code, step.Argument));
        }

        return lookaheads;
    }

    private static AsciiMask First(Instruction[] code, int entry)
    {
        var mask = default(AsciiMask);
        var seen = new bool[code.Length];
        var pending = new Stack<int>([entry]);
        while (pending.TryPop(out var at))
        {
            if (seen[at]) continue;
            seen[at] = true;
            var step = code[at];
            switch (step.Op)
            {
                case OpCode.Match:
                    return AsciiMask.All;
                case OpCode.Char or OpCode.Rune:
                    mask |= AsciiMask.Of(step.Argument);
                    break;
                case OpCode.Set:
                    mask |= AsciiMask.Of(step.Set!); // every Set step carries one
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

        return mask;
    }
}
