using System.Buffers;
using System.Text.Unicode;

namespace ImageAutomation.Languages.YamlBytes;

/// <summary>Character classes of YAML on UTF-8 bytes.</summary>
public static class YamlCharacters
{
    private static readonly SearchValues<byte> Suspects = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Where(b => b is not (0x09 or 0x0A or 0x0D)).Select(b => (byte)b), 0x7F, 0xC2, 0xEF]);

    /// <summary>Bytes of the UTF-8 character that starts with this byte.</summary>
    public static int CharLength(byte first) => first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;

    /// <summary>Length of the line break at a place, CR LF counting as one; 0 when there is none.</summary>
    public static int BreakLength(ReadOnlySpan<byte> data, int at)
    {
        if (at >= data.Length) return 0;
        switch (data[at])
        {
            case (byte)'\n':
                return 1;
            case (byte)'\r':
                return at + 1 < data.Length && data[at + 1] == '\n' ? 2 : 1;
            case 0xC2:
                return at + 1 < data.Length && data[at + 1] == 0x85 ? 2 : 0;
            case 0xE2:
                return at + 2 < data.Length && data[at + 1] == 0x80 && data[at + 2] is 0xA8 or 0xA9 ? 3 : 0;
            default:
                return 0;
        }
    }

    /// <summary>Whether a byte is a space or a tab.</summary>
    public static bool IsBlank(byte value) => value is (byte)' ' or (byte)'\t';

    internal static bool IsHex(byte value) => char.IsAsciiHexDigit((char)value);

    internal static bool IsWord(byte value) => char.IsAsciiLetterOrDigit((char)value) || value is (byte)'_' or (byte)'-';

    /// <summary>Finds what the reference's reader refuses before it looks at structure.</summary>
    public static YamlProblem? CheckCharacters(ReadOnlySpan<byte> data)
    {
        if (!Utf8.IsValid(data)) return new YamlProblem(FirstInvalid(data), "invalid UTF-8");
        for (var at = 0; at < data.Length; at++)
        {
            var next = data[at..].IndexOfAny(Suspects);
            if (next < 0) return null;
            at += next;
            var refused = data[at] switch
            {
                0xC2 => data[at + 1] < 0xA0 && data[at + 1] != 0x85, // C1 controls but for the line break NEL
                0xEF => data[at + 1] == 0xBF && data[at + 2] >= 0xBE, // U+FFFE and U+FFFF
                _ => true,
            };
            if (refused) return new YamlProblem(at, "control characters are not allowed");
        }

        return null;
    }

    private static int FirstInvalid(ReadOnlySpan<byte> data)
    {
        var at = 0;
        while (at < data.Length && System.Text.Rune.DecodeFromUtf8(data[at..], out _, out var length) == OperationStatus.Done)
        {
            at += length;
        }

        return at;
    }
}
