namespace ImageAutomation.Languages.Re2.Matching;

/// <summary>What an <see cref="Instruction"/> does.</summary>
internal enum OpCode : byte
{
    /// <summary>Consumes the one UTF-16 unit in the argument.</summary>
    Char,

    /// <summary>Consumes the one code point in the argument, which is beyond the basic plane.</summary>
    Rune,

    /// <summary>Consumes one code point of the set.</summary>
    Set,

    /// <summary>Tries next, and on failure the argument.</summary>
    Split,

    /// <summary>Remembers the position in the slot of the argument.</summary>
    Save,

    /// <summary>Goes on only if the position is what the argument says.</summary>
    Assert,

    /// <summary>Ends with success.</summary>
    Match,
}
