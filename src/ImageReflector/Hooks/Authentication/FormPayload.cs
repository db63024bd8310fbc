using System.Buffers.Text;

namespace ImageAutomation.ImageReflector.Hooks.Authentication;

/// <summary>The field <c>payload</c> of a form, which is how some hooks send their JSON.</summary>
internal static class FormPayload
{
    public const string MediaType = "application/x-www-form-urlencoded";

    private static ReadOnlySpan<byte> Name => "payload"u8;

    /// <summary>The decoded field; null when it does not come exactly once, or is not well encoded.</summary>
    public static byte[]? Find(ReadOnlySpan<byte> form)
    {
        byte[]? found = null;
        foreach (var range in form.Split((byte)'&'))
        {
            var field = form[range];
            var equals = field.IndexOf((byte)'=');
            var name = equals < 0 ? field : field[..equals];
            // A longer name cannot be ours, even with every character escaped.
            if (name.Length > Name.Length * 3 || Decode(name) is not { } decoded || !Name.SequenceEqual(decoded)) continue;
            if (found is not null || equals < 0) return null;
            found = Decode(field[(equals + 1)..]);
            if (found is null) return null;
        }

        return found;
    }

    private static byte[]? Decode(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty) return [];
        var decoded = new byte[text.Length];
        var length = 0;
        for (var at = 0; at < text.Length; at++)
        {
            var character = text[at];
            if (character == '%')
            {
                if (at + 2 >= text.Length || !Utf8Parser.TryParse(text.Slice(at + 1, 2), out byte value, out var used, 'x') || used != 2)
                    return null;
                decoded[length++] = value;
                at += 2;
            }
            else
            {
                decoded[length++] = character == '+' ? (byte)' ' : character;
            }
        }

        return decoded[..length];
    }
}
