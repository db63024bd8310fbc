using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using ImageAutomation.Common.Resources.Core;

namespace ImageAutomation.Common.Kubernetes.Json;

/// <summary>Reads a page of a list in one go. An object that does not fit its type is left out and named; the others are kept.</summary>
internal sealed class ListPageConverter<T>(ResourceKind kind, JsonTypeInfo<T> contract) : JsonConverter<ListPage<T>>
    where T : class
{
    public override ListPage<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var page = new ListPage<T>();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.TrySkip();
            return page;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isMetadata = reader.ValueTextEquals("metadata"u8);
            var isItems = reader.ValueTextEquals("items"u8);
            reader.Read();
            if (isMetadata) Metadata(ref reader, page);
            else if (isItems && reader.TokenType == JsonTokenType.StartArray) Items(ref reader, page);
            else reader.TrySkip(); // the reader has the whole page, so that it always can
        }

        return page;
    }

    public override void Write(Utf8JsonWriter writer, ListPage<T> value, JsonSerializerOptions options) =>
        throw new NotSupportedException("lists are only read");

    private static void Metadata(ref Utf8JsonReader reader, ListPage<T> page)
    {
        using var metadata = JsonDocument.ParseValue(ref reader);
        page.IsList = true;
        page.ResourceVersion = KubeObject.Text(metadata.RootElement, "resourceVersion");
        page.Continue = KubeObject.Text(metadata.RootElement, "continue");
    }

    private void Items(ref Utf8JsonReader reader, ListPage<T> page)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var start = reader;
            T? item;
            var problem = KubeObject.Empty;
            try
            {
                item = JsonSerializer.Deserialize(ref reader, contract);
            }
            catch (JsonException)
            {
                reader = start; // once more, for its name and where it does not fit
                using var document = JsonDocument.ParseValue(ref reader);
                (item, problem) = KubeObject.Read(document.RootElement, kind, contract);
            }

            if (item is not null) page.Items.Add(item);
            else page.Unreadable.Add(problem);
        }
    }
}
