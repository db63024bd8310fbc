namespace ImageAutomation.Languages.Re2.Matching;

/// <summary>Finds what a program can consume first.</summary>
internal static class FirstCharacters
{
    /// <summary>
    /// A superset of the ASCII characters with which the program can go on from a step; all of them when it can end without
    /// consuming. Positions are taken to hold.
    /// </summary>
    public static AsciiMask Of(Instruction[] code, int entry)
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
