using System.Text;

namespace ImageAutomation.Languages.Re2.Unicode;

/// <summary>An immutable set of code points: sorted, disjoint, non-adjacent ranges and a bitmap of ASCII.</summary>
internal sealed class RuneSet
{
    /// <summary>The greatest code point.</summary>
    public const int MaxRune = 0x10FFFF;

    private readonly int[] bounds;

    private RuneSet(int[] bounds)
    {
        this.bounds = bounds;
        for (var i = 0; i < bounds.Length && bounds[i] < 128; i += 2)
        {
            for (var rune = bounds[i]; rune <= Math.Min(bounds[i + 1], 127); rune++)
            {
                if (rune < 64) LowAscii |= 1UL << rune;
                else HighAscii |= 1UL << (rune - 64);
            }
        }
    }

    /// <summary>Every code point.</summary>
    public static RuneSet All { get; } = new([0, MaxRune]);

    /// <summary>First and last code point of each range, in ascending order.</summary>
    public ReadOnlySpan<int> Bounds => bounds;

    /// <summary>One bit for each of the code points 0 to 63.</summary>
    public ulong LowAscii { get; }

    /// <summary>One bit for each of the code points 64 to 127.</summary>
    public ulong HighAscii { get; }

    /// <summary>Takes ranges that are sorted and disjoint already.</summary>
    public static RuneSet FromSorted(int[] bounds) => new(bounds);

    /// <summary>Whether the code point is in the set.</summary>
    public bool Contains(int rune)
    {
        if (rune < 128) return ((rune < 64 ? LowAscii : HighAscii) >> rune & 1) != 0;

        int from = 0, to = bounds.Length / 2;
        while (from < to)
        {
            var middle = (from + to) / 2;
            if (rune > bounds[(middle * 2) + 1]) from = middle + 1;
            else if (rune < bounds[middle * 2]) to = middle;
            else return true;
        }

        return false;
    }

    /// <summary>Every code point that is not in the set.</summary>
    public RuneSet Complement()
    {
        var result = new List<int>(bounds.Length + 2);
        var next = 0;
        for (var i = 0; i < bounds.Length; i += 2)
        {
            if (bounds[i] > next) result.AddRange([next, bounds[i] - 1]);
            next = bounds[i + 1] + 1;
        }

        if (next <= MaxRune) result.AddRange([next, MaxRune]);
        return new RuneSet([.. result]);
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        var text = new StringBuilder();
        for (var i = 0; i < bounds.Length; i += 2) text.Append($"{bounds[i]:X}-{bounds[i + 1]:X} ");
        return text.ToString();
    }
}
