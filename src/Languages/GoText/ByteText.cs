using System.Text;

namespace ImageAutomation.Languages.GoText;

/// <summary>Go strings inside the engine.</summary>
/// <remarks>
/// A Go string is a run of bytes: lengths, cuts and columns count bytes, and a cut may leave half a character.
/// Inside the engine a text is therefore a .NET string in which every char is one byte (0 to 255) of the UTF-8 form.
/// Ordinal operations of .NET then are Go's; only what looks at characters has to decode.
/// </remarks>
public static class ByteText
{
    /// <summary>What an invalid byte decodes to.</summary>
    public const int RuneError = 0xFFFD;

    /// <summary>Takes a .NET text into the engine.</summary>
    public static string FromText(string text) =>
        System.Text.Ascii.IsValid(text) ? text : Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    /// <summary>Takes a byte text out of the engine; each byte that is not UTF-8 becomes U+FFFD, as Go prints it.</summary>
    public static string ToText(string bytes)
    {
        if (System.Text.Ascii.IsValid(bytes)) return bytes;
        var text = new StringBuilder(bytes.Length);
        for (var i = 0; i < bytes.Length;)
        {
            var (rune, width) = Decode(bytes, i);
            text.Append(new Rune(rune).ToString());
            i += width;
        }

        return text.ToString();
    }

    /// <summary>The bytes themselves.</summary>
    public static byte[] ToBytes(string bytes) => Encoding.Latin1.GetBytes(bytes);

    /// <summary>Wraps bytes.</summary>
    public static string FromBytes(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);

    /// <summary>Reads the character at a position; an invalid byte is U+FFFD of width 1.</summary>
    public static (int Rune, int Width) Decode(string bytes, int index)
    {
        var first = bytes[index];
        if (first < 0x80) return (first, 1);
        Span<byte> buffer = stackalloc byte[4];
        var length = Math.Min(4, bytes.Length - index);
        for (var i = 0; i < length; i++) buffer[i] = (byte)bytes[index + i];
        return Rune.DecodeFromUtf8(buffer[..length], out var rune, out var consumed) == System.Buffers.OperationStatus.Done
            ? (rune.Value, consumed)
            : (RuneError, 1);
    }

    /// <summary>The characters in order.</summary>
    public static List<int> Runes(string bytes)
    {
        var runes = new List<int>(bytes.Length);
        for (var i = 0; i < bytes.Length;)
        {
            var (rune, width) = Decode(bytes, i);
            runes.Add(rune);
            i += width;
        }

        return runes;
    }

    /// <summary>The bytes of one character; what is no character becomes U+FFFD.</summary>
    public static string Encode(int rune)
    {
        if (rune is >= 0 and < 0x80) return ((char)rune).ToString();
        Span<byte> buffer = stackalloc byte[4];
        var valid = Rune.IsValid(rune) ? new Rune(rune) : Rune.ReplacementChar;
        return FromBytes(buffer[..valid.EncodeToUtf8(buffer)]);
    }

    /// <summary>Joins characters.</summary>
    public static string Encode(IEnumerable<int> runes)
    {
        var text = new StringBuilder();
        foreach (var rune in runes) text.Append(Encode(rune));
        return text.ToString();
    }

    /// <summary>Maps every character.</summary>
    public static string Map(string bytes, Func<int, int> map) => Encode(Runes(bytes).Select(map));

    /// <summary>Number of characters.</summary>
    public static int CountRunes(string bytes)
    {
        var count = 0;
        for (var i = 0; i < bytes.Length; count++) i += Decode(bytes, i).Width;
        return count;
    }
}
