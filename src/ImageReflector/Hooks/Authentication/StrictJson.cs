using System.Text.Json;

namespace ImageAutomation.ImageReflector.Hooks.Authentication;

/// <summary>JSON that strangers send: one object, without doubled names, not deep.</summary>
internal static class StrictJson
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    /// <summary>The object; null when it is none.</summary>
    public static JsonElement? ReadObject(ReadOnlyMemory<byte> json)
    {
        using var document = Parse(json);
        return document?.RootElement.Clone();
    }

    /// <summary>Whether it is an object.</summary>
    public static bool IsObject(ReadOnlyMemory<byte> json, bool orArray = false)
    {
        using var document = Parse(json, orArray);
        return document is not null;
    }

    /// <summary>A member that is text; null when it is missing or something else.</summary>
    public static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? Text(value) : null;

    /// <summary>Text; null when it is something else, or not well formed.</summary>
    public static string? Text(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String) return null;
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null; // half of a surrogate pair, which no name in use holds
        }
    }

    private static JsonDocument? Parse(ReadOnlyMemory<byte> json, bool orArray = false)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json, Options);
            if (document.RootElement.ValueKind == JsonValueKind.Object) return document;
            if (orArray && document.RootElement.ValueKind == JsonValueKind.Array) return document;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException) // the second: half of a surrogate pair
        {
            return null; // the caller names whose JSON it is; the position in it helps nobody
        }

        document.Dispose();
        return null;
    }
}
