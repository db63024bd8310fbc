using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace ImageAutomation.Common.Kubernetes.Json;

/// <summary>Reads and writes a type by its own contract, whatever the options of the caller say.</summary>
internal sealed class ContractConverter<T>(JsonTypeInfo<T> contract) : JsonConverter<T>
    where T : class
{
    public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonSerializer.Deserialize(ref reader, contract);

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value, contract);
}
