using System.Text.Json;
using System.Text.Json.Serialization;

namespace ImageAutomation.Common.Resources.Json;

/// <summary>Reads lists of texts that objects have in common, without spare room at their end.</summary>
public sealed class SharedTextsConverter : JsonConverter<IReadOnlyList<string>>
{
    private readonly SharedTextConverter texts = new();

    /// <inheritdoc/>
    public override IReadOnlyList<string>? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException("not a list");
        var list = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            list.Add(texts.Read(ref reader, typeof(string), options) ?? throw new JsonException("null in a list of texts"));
        return list.ToArray();
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, IReadOnlyList<string> value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var text in value) writer.WriteStringValue(text);
        writer.WriteEndArray();
    }
}
