namespace ImageAutomation.ImageReflector.Hooks.Payloads;

/// <summary>One field of a form in the encoding of URLs.</summary>
/// <remarks>Source: WHATWG URL, "application/x-www-form-urlencoded parsing". Stricter: a broken escape is refused.</remarks>
internal static class FormField
{
    /// <summary>Finds a field and decodes its value.</summary>
    /// <param name="form">The form.</param>
    /// <param name="name">Its name, which nobody escapes.</param>
    /// <param name="value">The value; null when there is no such field.</param>
    /// <returns>False when it came twice, or holds a broken escape.</returns>
    public static bool TryRead(ReadOnlySpan<byte> form, ReadOnlySpan<byte> name, out byte[]? value)
    {
        value = null;
        foreach (var range in form.Split((byte)'&'))
        {
            var field = form[range];
            if (field.Length <= name.Length || field[name.Length] != (byte)'=' || !field.StartsWith(name)) continue;
            if (value is not null || (value = Decode(field[(name.Length + 1)..])) is null) return false;
        }

        return true;
    }

    private static byte[]? Decode(ReadOnlySpan<byte> text)
    {
        var bytes = new byte[text.Length];
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var next = text[i];
            if (next == (byte)'+') next = (byte)' ';
            else if (next == (byte)'%')
            {
                if (i + 2 >= text.Length || !IsHex(text[i + 1]) || !IsHex(text[i + 2])) return null;
                next = (byte)((Digit(text[i + 1]) << 4) | Digit(text[i + 2]));
                i += 2;
            }

            bytes[length++] = next;
        }

        return bytes[..length];
    }

    private static bool IsHex(byte c) => char.IsAsciiHexDigit((char)c);

    private static int Digit(byte hex) => hex <= (byte)'9' ? hex - '0' : (hex | 0x20) - 'a' + 10;
}
