namespace ImageAutomation.Languages.Re2.Matching;

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
            if (step.Op == OpCode.Split) lookaheads[step.Index] = Of(code, step);
        }

        return lookaheads;
    }

    private static SplitLookahead Of(Instruction[] code, Instruction split) =>
        new(FirstCharacters.Of(code, split.Next), FirstCharacters.Of(code, split.Argument));
}
