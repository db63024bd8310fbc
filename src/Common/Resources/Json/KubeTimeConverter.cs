using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ImageAutomation.Common.Resources.Json;

/// <summary>Writes times as Kubernetes does: UTC, whole seconds, <c>Z</c>. Reads any RFC 3339 time.</summary>
public sealed class KubeTimeConverter : JsonConverter<DateTimeOffset>
{
    /// <summary>Formats a time.</summary>
    public static string Format(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTimeOffset();

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(Format(value));
    }
}
