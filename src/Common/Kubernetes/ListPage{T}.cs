using System.Text.Json;
using ImageAutomation.Common.Resources;
using ImageAutomation.Common.Results;

namespace ImageAutomation.Common.Kubernetes;

/// <summary>Reads one page of a list, and objects that may not fit their type.</summary>
internal static class ListPage<T>
    where T : class, IResource<T>
{
    public static Result<(string ResourceVersion, string? Continue)> Parse(byte[] body, KubeCall call, List<T> items, List<string> unreadable)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("metadata", out var metadata))
                return KubeErrors.Unreadable(call, "it is no list");
            if (document.RootElement.TryGetProperty("items", out var array) && array.ValueKind == JsonValueKind.Array)
            {
                foreach (var element in array.EnumerateArray())
                {
                    var (item, problem) = Object(element);
                    if (item is not null) items.Add(item);
                    else unreadable.Add(problem);
                }
            }

            var next = Text(metadata, "continue");
            return (Text(metadata, "resourceVersion"), next.Length == 0 ? null : next);
        }
        catch (JsonException e)
        {
            return KubeErrors.Unreadable(call, "it is not JSON", e);
        }
    }

    public static (T? Item, string Problem) Object(JsonElement element)
    {
        try
        {
            if (element.Deserialize(T.JsonTypeInfo) is { } item) return (item, "");
            return (null, "an empty object");
        }
        catch (JsonException e)
        {
            var key = element.ValueKind == JsonValueKind.Object && element.TryGetProperty("metadata", out var metadata) ? $"{Text(metadata, "namespace")}/{Text(metadata, "name")}" : "?";
            return (null, $"{T.ResourceKind} {key} does not fit at {e.Path}");
        }
    }

    public static string Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() ?? "" : "";
}
