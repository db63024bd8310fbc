using System.Text.Json;

namespace ImageAutomation.ImageReflector.Registry;

/// <summary>What is read of a manifest to know that it is the one meant.</summary>
/// <param name="Bytes">Exactly as served.</param>
internal sealed record Manifest(byte[] Bytes)
{
    /// <summary>Index types first; without this list many registries answer schema 1.</summary>
    public const string Accept =
        "application/vnd.oci.image.index.v1+json, application/vnd.docker.distribution.manifest.list.v2+json, "
        + "application/vnd.oci.image.manifest.v1+json, application/vnd.docker.distribution.manifest.v2+json";

    public static bool IsSchema1(string contentType) =>
        contentType.StartsWith("application/vnd.docker.distribution.manifest.v1+", StringComparison.Ordinal);

    private static bool IsManifestType(string contentType) =>
        contentType.StartsWith("application/vnd.oci.", StringComparison.Ordinal)
        || contentType.StartsWith("application/vnd.docker.distribution.manifest.", StringComparison.Ordinal);

    /// <summary>Whether the body is a manifest of the announced type.</summary>
    /// <returns>Null when it is, otherwise what is wrong.</returns>
    public string? FindFault(string contentType)
    {
        try
        {
            var text = Bytes.AsMemory();
            if (text.Span.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF])) text = text[3..];
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 32 });
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) return "the manifest is not a JSON object";
            if (root.TryGetProperty("schemaVersion", out var version) && version.ValueKind == JsonValueKind.Number
                && version.TryGetInt32(out var number) && number == 1)
                return "the manifest has schema version 1";
            var declared = root.TryGetProperty("mediaType", out var type) && type.ValueKind == JsonValueKind.String ? type.GetString()
                : null;
            if (!IsManifestType(contentType))
            {
                // What a proxy calls octet-stream or JSON is judged by what it holds.
                return root.TryGetProperty("schemaVersion", out _)
                    && (root.TryGetProperty("manifests", out _) || root.TryGetProperty("config", out _)
                        || root.TryGetProperty("layers", out _))
                    ? null : "the answer is no manifest";
            }

            return declared is { Length: > 0 } && !string.Equals(declared, contentType, StringComparison.OrdinalIgnoreCase)
                ? "the manifest's mediaType disagrees with its Content-Type"
                : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException) // the second: half of a surrogate pair
        {
            return "the manifest is not JSON"; // its position helps nobody
        }
    }
}
