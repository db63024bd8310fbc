using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ImageAutomation.Common.Kubernetes.Json;

/// <summary>
/// Times of the package's types: any RFC 3339 time is read, UTC with six decimals is written (<c>metav1.MicroTime</c>). The package's own
/// converter leaves the decimals out at a whole second, and the server then refuses a lease; a text that is no time ends it with an
/// exception that no reader of JSON expects.
/// </summary>
internal sealed class MicroTimeConverter : JsonConverter<DateTime>
{
    public override DateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTimeOffset().UtcDateTime;

    public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture));
}
