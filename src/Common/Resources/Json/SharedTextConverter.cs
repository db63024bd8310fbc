using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ImageAutomation.Common.Resources.Json;

/// <summary>
/// Reads texts that thousands of objects have in common (namespaces, reasons, tags) as one text instead of thousands. Not for what
/// Secrets hold: a text stays in the table until another takes its place.
/// </summary>
public sealed class SharedTextConverter : JsonConverter<string>
{
    private const int LongestShared = 48; // bytes; longer texts are rarely the same
    private const int Places = 512; // a power of two

    // A place holds the last text with its hash. Threads may replace each other's texts: then a text exists twice, which is all.
    private readonly string?[] places = new string?[Places];

    /// <inheritdoc/>
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String || reader.HasValueSequence || reader.ValueSpan.Length > LongestShared)
            return reader.GetString();
        Span<byte> plain = stackalloc byte[LongestShared];
        scoped var text = reader.ValueSpan;
        if (reader.ValueIsEscaped) text = plain[..reader.CopyString(plain)]; // unescaping makes nothing longer
        ref var place = ref places[Hash(text) & (Places - 1)];
        var known = place;
        if (known is not null && Ascii.Equals(text, known)) return known;
        return place = reader.GetString();
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

    private static uint Hash(ReadOnlySpan<byte> text)
    {
        // FNV-1a: good enough for a table in which a miss costs one small text.
        var hash = 2166136261;
        foreach (var b in text) hash = unchecked((hash ^ b) * 16777619);
        return hash ^ (hash >> 16);
    }
}
