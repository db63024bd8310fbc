using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ImageAutomation.Common.Kubernetes.Objects;

/// <summary>Times of leases: UTC with six decimals (<c>metav1.MicroTime</c>); the server reads no other form.</summary>
internal sealed class MicroTimeConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture));
}
