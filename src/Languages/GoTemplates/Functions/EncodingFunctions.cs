using System.Security.Cryptography;
using System.Text;
using ImageAutomation.Languages.GoText;
using static ImageAutomation.Languages.GoTemplates.GoFunction;
using static ImageAutomation.Languages.GoTemplates.GoType;

namespace ImageAutomation.Languages.GoTemplates.Functions;

/// <summary>Hashes, base 64 and base 32, JSON.</summary>
internal static class EncodingFunctions
{
    private const string Base32Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    public static IEnumerable<GoFunction> All =>
    [
#pragma warning disable CA5350 // a template asks for SHA-1 by name; nothing here trusts it
        Map("sha1sum", s => Convert.ToHexStringLower(SHA1.HashData(ByteText.ToBytes(s)))),
#pragma warning restore CA5350
        Map("sha256sum", s => Convert.ToHexStringLower(SHA256.HashData(ByteText.ToBytes(s)))),
        Map("sha512sum", s => Convert.ToHexStringLower(SHA512.HashData(ByteText.ToBytes(s)))),
        Map("adler32sum", Adler32),
        Map("b64enc", s => Convert.ToBase64String(ByteText.ToBytes(s))),
        Map("b64dec", s => DecodeBase(s, 64, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")),
        Map("b32enc", EncodeBase32),
        Map("b32dec", s => DecodeBase(s, 32, Base32Alphabet)),
        Fixed("toJson", (b, a) => ToJson(b, a[0], escapeHtml: true, indent: null), Any),
        Fixed("toRawJson", (b, a) => GoValue.Of(GoJson.Write(b, a[0], escapeHtml: false)), Any),
        Fixed("toPrettyJson", (b, a) => ToJson(b, a[0], escapeHtml: true, indent: "  "), Any),
        Fixed("mustToJson", (b, a) => GoValue.Of(GoJson.Write(b, a[0], escapeHtml: true)), Any),
        Fixed("mustToRawJson", (b, a) => GoValue.Of(GoJson.Write(b, a[0], escapeHtml: false)), Any),
        Fixed("mustToPrettyJson", (b, a) => GoValue.Of(GoJson.Write(b, a[0], escapeHtml: true, "  ")), Any),
        Fixed("fromJson", FromJson, Text),
        Fixed("mustFromJson", (b, a) => GoJson.Read(b, a[0].Text), Text),
    ];

    private static GoFunction Map(string name, Func<string, string> map) => Fixed(
        name,
        (b, a) =>
        {
            b.SpendText(128 + (a[0].Text.Length * 2L));
            return GoValue.Of(map(a[0].Text));
        },
        Text);

    // What cannot be written gives an empty text; what a rendering cannot afford still fails it.
    private static GoValue ToJson(RenderBudget budget, GoValue value, bool escapeHtml, string? indent)
    {
        try
        {
            return GoValue.Of(GoJson.Write(budget, value, escapeHtml, indent));
        }
        catch (FunctionError e) when (e.Message.StartsWith("json:", StringComparison.Ordinal))
        {
            return GoValue.Of("");
        }
    }

    private static GoValue FromJson(RenderBudget budget, GoValue[] a)
    {
        try
        {
            return GoJson.Read(budget, a[0].Text);
        }
        catch (FunctionError e) when (e.Message.Length > 0)
        {
            budget.Spend();   // throws again when the budget was the reason
            return GoValue.Nil;
        }
    }

    private static string Adler32(string text)
    {
        uint a = 1, b = 0;
        foreach (var c in text)
        {
            a = (a + c) % 65521;
            b = (b + a) % 65521;
        }

        return ((b << 16) | a).ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    private static string EncodeBase32(string text)
    {
        var encoded = new StringBuilder();
        var (bits, count) = (0, 0);
        foreach (var c in text)
        {
            (bits, count) = (((bits << 8) | c) & 0xFFFF, count + 8);
            for (; count >= 5; count -= 5) encoded.Append(Base32Alphabet[(bits >> (count - 5)) & 31]);
        }

        if (count > 0) encoded.Append(Base32Alphabet[(bits << (5 - count)) & 31]);
        while (encoded.Length % 8 != 0) encoded.Append('=');
        return encoded.ToString();
    }

    // Decoding errors come back as text, as the reference's functions have it.
    private static string DecodeBase(string text, int radix, string alphabet)
    {
        var (bitsPerDigit, group) = radix == 64 ? (6, 4) : (5, 8);
        var decoded = new StringBuilder();
        var (bits, count, digits) = (0, 0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is '\r' or '\n') continue;
            if (c == '=') return EndsAt(i) ? decoded.ToString() : Illegal(i);
            var digit = alphabet.IndexOf(c, StringComparison.Ordinal);
            if (digit < 0) return Illegal(i);
            digits++;
            (bits, count) = (((bits << bitsPerDigit) | digit) & 0xFFFF, count + bitsPerDigit);
            if (count < 8) continue;
            count -= 8;
            decoded.Append((char)((bits >> count) & 0xFF));
        }

        return digits % group == 0 ? decoded.ToString() : Illegal(text.Length);

        string Illegal(int at) => $"illegal base{radix} data at input byte {at}";
        bool EndsAt(int at)
        {
            var padding = text[at..].Where(c => c is not ('\r' or '\n')).ToArray();
            var rest = digits % group;
            var allowed = radix == 64 ? rest is 2 or 3 : rest is 2 or 4 or 5 or 7;
            return allowed && padding.Length == group - rest && padding.All(c => c == '=');
        }
    }
}
