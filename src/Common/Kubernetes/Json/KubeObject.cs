using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ImageAutomation.Common.Resources;

namespace ImageAutomation.Common.Kubernetes.Json;

/// <summary>Reads objects that may not fit their type.</summary>
internal static class KubeObject
{
    /// <summary>What is said of JSON null in the place of an object.</summary>
    public const string Empty = "an empty object";

    /// <summary>The object; or null, and its key and where it does not fit.</summary>
    public static (T? Item, string Problem) Read<T>(JsonElement element, ResourceKind kind, JsonTypeInfo<T> contract)
        where T : class
    {
        try
        {
            return element.Deserialize(contract) is { } item ? (item, "") : (null, Empty);
        }
        catch (JsonException e)
        {
            var key = element.ValueKind == JsonValueKind.Object && element.TryGetProperty("metadata", out var metadata) ? $"{Text(metadata, "namespace")}/{Text(metadata, "name")}" : "?";
            return (null, $"{kind} {key} does not fit at {e.Path}");
        }
    }

    /// <summary>A member of an object that is text; else nothing.</summary>
    public static string Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() ?? "" : "";
}
