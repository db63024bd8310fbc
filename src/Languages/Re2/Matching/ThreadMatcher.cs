using ImageAutomation.Languages.Re2.Syntax;

namespace ImageAutomation.Languages.Re2.Matching;

/// <summary>Follows all alternatives at once, in order of preference, one code point after the other.</summary>
/// <remarks>Memory depends on the program only, not on the text. Instances are scratch memory for one caller at a time.</remarks>
internal sealed class ThreadMatcher
{
    private readonly PatternProgram program;
    private readonly Stack<int[]> spare = [];
    private readonly Stack<(int Step, int[]? Restored)> pending = [];
    private List<(int Step, int[] Slots)> running = [];
    private List<(int Step, int[] Slots)> next = [];
    private readonly int[] mark;
    private int generation;

    public ThreadMatcher(PatternProgram program)
    {
        this.program = program;
        mark = new int[program.Code.Length];
    }

    /// <inheritdoc cref="Backtracker.Search"/>
    public bool Search(ReadOnlySpan<char> text, int start, Span<int> slots)
    {
        var isFound = false;
        running.Clear();
        Begin();
        for (var at = start; ;)
        {
            if (!isFound && (!program.IsAnchored || at == 0)) Start(text, at, slots.Length);
            if (running.Count == 0 && (isFound || program.IsAnchored)) break;

            var length = 1;
            var rune = at < text.Length ? Positions.RuneAt(text, at, out length) : -1;
            isFound |= Advance(text, at, rune, at + length, slots);
            if (rune < 0 || (isFound && slots.IsEmpty)) break;
            (running, next) = (next, running);
            at += length;
        }

        Release(running);
        Release(next);
        return isFound;
    }

    private void Release(List<(int Step, int[] Slots)> threads)
    {
        foreach (var (_, saved) in threads) spare.Push(saved);
        threads.Clear();
    }

    private void Begin()
    {
        if (++generation != int.MaxValue) return;
        Array.Clear(mark);
        generation = 1;
    }

    private void Start(ReadOnlySpan<char> text, int at, int slotCount)
    {
        var saved = Rent(slotCount);
        Array.Fill(saved, -1);
        if (slotCount > 0) saved[0] = at;
        Follow(running, program.Entry, text, at, saved);
    }

    /// <summary>Moves every thread over one code point; whether one of them had matched before it.</summary>
    private bool Advance(ReadOnlySpan<char> text, int at, int rune, int after, Span<int> slots)
    {
        Begin();
        var isFound = false;
        next.Clear();
        foreach (var (step, saved) in running)
        {
            var current = program.Code[step];
            if (isFound)
            {
                spare.Push(saved); // less preferred than the match just found
            }
            else if (current.Op == OpCode.Match)
            {
                isFound = true;
                if (slots.Length > 0)
                {
                    saved.AsSpan(0, slots.Length).CopyTo(slots);
                    slots[1] = at;
                }

                spare.Push(saved);
            }
            else if (rune >= 0 && (current.Set is { } set ? set.Contains(rune) : rune == current.Argument))
            {
                Follow(next, current.Next, text, after, saved);
            }
            else
            {
                spare.Push(saved);
            }
        }

        running.Clear();
        return isFound;
    }

    /// <summary>Adds the thread, and all it can become without consuming, to a list; takes the slots over.</summary>
    private void Follow(List<(int Step, int[] Slots)> list, int step, ReadOnlySpan<char> text, int at, int[] saved)
    {
        pending.Push((step, saved));
        while (pending.TryPop(out var entry))
        {
            // Each entry owns its slots; a split gives its second way a copy.
            var (current, own) = (entry.Step, entry.Restored!); // entries always carry slots
            while (true)
            {
                if (mark[current] == generation)
                {
                    spare.Push(own);
                    break;
                }

                mark[current] = generation;
                var instruction = program.Code[current];
                if (instruction.Op == OpCode.Split)
                {
                    if (mark[instruction.Argument] != generation) pending.Push((instruction.Argument, Copy(own)));
                }
                else if (instruction.Op == OpCode.Save)
                {
                    if (instruction.Argument < own.Length) own[instruction.Argument] = at;
                }
                else if (instruction.Op == OpCode.Assert)
                {
                    if (!Positions.Holds((Position)instruction.Argument, text, at))
                    {
                        spare.Push(own);
                        break;
                    }
                }
                else
                {
                    list.Add((current, own));
                    break;
                }

                current = instruction.Next;
            }
        }
    }

    private int[] Copy(int[] slots)
    {
        var copy = Rent(slots.Length);
        slots.CopyTo(copy, 0);
        return copy;
    }

    private int[] Rent(int slotCount)
    {
        if (slotCount == 0) return [];
        return spare.TryPop(out var slots) && slots.Length == slotCount ? slots : new int[slotCount];
    }
}
