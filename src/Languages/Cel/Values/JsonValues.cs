using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace ImageAutomation.Languages.Cel.Values;

/// <summary>JSON as values, by the rules of Go's <c>encoding/json</c>.</summary>
internal static class JsonValues
{
    public static CelValue From(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => new CelMap(element),
        JsonValueKind.Array => new CelList(element),
        JsonValueKind.String => new CelString(Unescape(JsonMarshal.GetRawUtf8Value(element)[1..^1])),
        JsonValueKind.Number => new CelDouble(element.GetDouble()),
        JsonValueKind.True => CelBool.True,
        JsonValueKind.False => CelBool.False,
        _ => CelNull.Value,
    };

    public static string Name(JsonProperty property) => Unescape(JsonMarshal.GetRawUtf8PropertyName(property));

    // JsonElement.GetString throws on halves of surrogate pairs and on bytes that are not UTF-8; Go puts U+FFFD there.
    private static string Unescape(ReadOnlySpan<byte> raw)
    {
        var text = Encoding.UTF8.GetString(raw);
        if (!text.Contains('\\', StringComparison.Ordinal)) return text;
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                result.Append(text[i]);
                continue;
            }

            i++;
            result.Append(text[i] switch
            {
                'b' => '\b',
                'f' => '\f',
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                'u' => Unit(text, ref i),
                var other => other,
            });
        }

        return WellFormed(result.ToString());
    }

    private static char Unit(string text, ref int i)
    {
        i += 4;
        return (char)ushort.Parse(text.AsSpan(i - 3, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
    }

    /// <summary>The text with U+FFFD for each half of a surrogate pair.</summary>
    public static string WellFormed(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF')) return text;
        var result = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) result.Append(rune);
        return result.ToString();
    }
}
