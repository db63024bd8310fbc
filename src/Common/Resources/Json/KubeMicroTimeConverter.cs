using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ImageAutomation.Common.Resources.Json;

/// <summary>Writes times as Kubernetes' <c>MicroTime</c> does: UTC, microseconds, <c>Z</c>. Reads any RFC 3339 time.</summary>
internal sealed class KubeMicroTimeConverter : JsonConverter<DateTimeOffset>
{
    /// <inheritdoc/>
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTimeOffset();

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture));
}
