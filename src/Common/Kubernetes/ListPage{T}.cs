using System.Text.Json;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Common.Kubernetes;

/// <summary>Reads one page of a list, and objects that may not fit their type.</summary>
internal static class ListPage<T>
    where T : class, IResource<T>
{
    public static Result<(string ResourceVersion, string? Continue)> Parse(byte[] body, KubeCall call, List<T> items, List<string> unreadable) =>
        ListPage.Parse(body, call, element =>
        {
            var (item, problem) = Object(element);
            if (item is not null) items.Add(item);
            else unreadable.Add(problem);
        });

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

    public static string Text(JsonElement element, string name) => ListPage.Text(element, name);
}
