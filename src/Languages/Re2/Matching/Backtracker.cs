using ImageAutomation.Languages.Re2.Syntax;

namespace ImageAutomation.Languages.Re2.Matching;

/// <summary>Tries alternatives in order of preference and never the same one twice at the same place.</summary>
/// <remarks>
/// Time is linear in steps times text because each (split, position) is visited once. It needs one bit for each of
/// these pairs, so long texts go to <see cref="ThreadMatcher"/>. Instances are scratch memory for one caller at a time.
/// </remarks>
internal sealed class Backtracker(PatternProgram program)
{
    private const int MaxVisitedBits = 256 * 1024;

    private ulong[] visited = [];
    private (int Step, int Value)[] pending = new (int, int)[16];
    private int count;

    /// <summary>Whether a text of that length fits.</summary>
    public static bool Fits(PatternProgram program, int length) => (long)program.Splits * (length + 1) <= MaxVisitedBits;

    /// <summary>Finds the leftmost match at or after a position.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="start">Where to begin looking.</param>
    /// <param name="slots">Receives start and end of each group, -1 for one that took no part; empty when nobody asks.</param>
    public bool Search(ReadOnlySpan<char> text, int start, Span<int> slots)
    {
        var words = ((program.Splits * (text.Length - start + 1)) + 63) / 64;
        if (visited.Length < words) visited = new ulong[words];
        else visited.AsSpan(0, words).Clear();

        var last = program.IsAnchored ? 0 : text.Length;
        for (var at = start; at <= last; at++)
        {
            if (at < text.Length && text[at] < 128 && !program.First.Has(text[at])) continue;

            // The middle of a surrogate pair is not a position.
            if (at > 0 && at < text.Length && char.IsLowSurrogate(text[at]) && char.IsHighSurrogate(text[at - 1])) continue;
            slots.Fill(-1);
            if (Run(text, start, at, slots)) return true;
        }

        return false;
    }

    private bool Run(ReadOnlySpan<char> text, int start, int at, Span<int> slots)
    {
        var code = program.Code;
        var lookaheads = program.Lookaheads;
        var stride = text.Length - start + 1;
        var (begin, step) = (at, program.Entry);
        count = 0;
        while (true)
        {
            ref readonly var current = ref code[step];
            var isAlive = true;
            switch (current.Op)
            {
                case OpCode.Char:
                    isAlive = at < text.Length && text[at] == current.Argument;
                    at++;
                    break;
                case OpCode.Rune:
                case OpCode.Set:
                    isAlive = at < text.Length && Consumes(current, text, ref at);
                    break;
                case OpCode.Split:
                    var bit = (current.Index * stride) + at - start;
                    ref var word = ref visited[bit >> 6];
                    isAlive = (word >> bit & 1) == 0;
                    if (!isAlive) break;

                    word |= 1UL << bit;
                    if (lookaheads.Length > 0 && at < text.Length && text[at] < 128)
                    {
                        // Most splits are decided by the next character; then there is nothing to come back to.
                        ref readonly var lookahead = ref lookaheads[current.Index];
                        if (!lookahead.Preferred.Has(text[at]))
                        {
                            isAlive = lookahead.Other.Has(text[at]);
                            if (!isAlive) break;
                            step = current.Argument;
                            continue;
                        }

                        if (!lookahead.Other.Has(text[at])) break;
                    }

                    Push(current.Argument, at);
                    break;
                case OpCode.Save:
                    if (current.Argument < slots.Length)
                    {
                        if (count > 0) Push(~current.Argument, slots[current.Argument]);
                        slots[current.Argument] = at;
                    }

                    break;
                case OpCode.Assert:
                    isAlive = Positions.Holds((Position)current.Argument, text, at);
                    break;
                case OpCode.Match:
                    if (slots.Length > 0) (slots[0], slots[1]) = (begin, at);
                    return true;
            }

            step = current.Next;
            if (!isAlive && !TryResume(slots, ref step, ref at)) return false;
        }
    }

    private static bool Consumes(in Instruction step, ReadOnlySpan<char> text, ref int at)
    {
        if (text[at] < 128) return step.Set is { } ascii && ascii.Contains(text[at++]);

        var rune = Positions.RuneAt(text, at, out var length);
        at += length;
        return step.Set is { } set ? set.Contains(rune) : rune == step.Argument;
    }

    /// <summary>Takes up the newest alternative, undoing what was saved since.</summary>
    private bool TryResume(Span<int> slots, ref int step, ref int at)
    {
        while (count > 0)
        {
            var (next, value) = pending[--count];
            if (next >= 0)
            {
                (step, at) = (next, value);
                return true;
            }

            slots[~next] = value;
        }

        return false;
    }

    private void Push(int step, int value)
    {
        if (count == pending.Length) Array.Resize(ref pending, count * 2);
        pending[count++] = (step, value);
    }
}
