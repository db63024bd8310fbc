using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ImageAutomation.Common.Resources.Core;

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
            return (null, $"{kind} {Key(element)} does not fit at {e.Path}");
        }
    }

    /// <summary>A member of an object that is text; else nothing.</summary>
    public static string Text(JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() ?? "" : "";

    /// <summary>A member of an object; null when there is none.</summary>
    public static JsonElement? Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : null;

    private static string Key(JsonElement element) =>
        Member(element, "metadata") is { } metadata ? $"{Text(metadata, "namespace")}/{Text(metadata, "name")}" : "?";
}
