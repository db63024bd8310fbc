using System.Text.Json;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Common.Kubernetes;

/// <summary>Reads one page of a list, whatever its objects are.</summary>
internal static class ListPage
{
    public static Result<(string ResourceVersion, string? Continue)> Parse(byte[] body, KubeCall call, Action<JsonElement> take)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("metadata", out var metadata))
                return KubeErrors.Unreadable(call, "it is no list");
            if (document.RootElement.TryGetProperty("items", out var array) && array.ValueKind == JsonValueKind.Array)
                foreach (var element in array.EnumerateArray()) take(element);

            var next = Text(metadata, "continue");
            return (Text(metadata, "resourceVersion"), next.Length == 0 ? null : next);
        }
        catch (JsonException e)
        {
            return KubeErrors.Unreadable(call, "it is not JSON", e);
        }
    }

    public static string Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() ?? "" : "";
}
