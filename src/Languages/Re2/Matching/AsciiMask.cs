using ImageAutomation.Languages.Re2.Unicode;

namespace ImageAutomation.Languages.Re2.Matching;

/// <summary>A set of ASCII characters.</summary>
internal readonly record struct AsciiMask(ulong Low, ulong High)
{
    /// <summary>Every ASCII character.</summary>
    public static AsciiMask All { get; } = new(ulong.MaxValue, ulong.MaxValue);

    public static AsciiMask operator |(AsciiMask left, AsciiMask right) => new(left.Low | right.Low, left.High | right.High);

    /// <summary>The ASCII part of a set.</summary>
    public static AsciiMask Of(RuneSet set) => new(set.LowAscii, set.HighAscii);

    /// <summary>The character alone; nothing for one beyond ASCII.</summary>
    public static AsciiMask Of(int rune) => rune switch
    {
        < 64 => new AsciiMask(1UL << rune, 0),
        < 128 => new AsciiMask(0, 1UL << (rune - 64)),
        _ => default,
    };

    /// <summary>Whether an ASCII character is in the set.</summary>
    public bool Has(char character) => ((character < 64 ? Low : High) >> character & 1) != 0;
}
