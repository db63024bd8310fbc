using System.Text.Json.Nodes;
using ImageAutomation.Common.Manifests;
using ImageAutomation.Common.Resources.Core;

namespace ImageAutomation.Cli.Places;

/// <summary>Finds where a folder declares an object, for messages.</summary>
internal static class DeclaringFile
{
    /// <returns><c>file:line</c>; null when it is not found.</returns>
    public static string? Find(string resources, ResourceKind kind, ObjectKey key)
    {
        var options = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            MaxRecursionDepth = 32,
            AttributesToSkip = FileAttributes.Hidden | FileAttributes.System,
        };
        foreach (var file in Directory.EnumerateFiles(resources, "*", options).Order(StringComparer.Ordinal))
        {
            if (Path.GetExtension(file) is not (".yaml" or ".yml" or ".json")) continue;
            if (!YamlReader.Read(File.ReadAllText(file)).TryGet(out var documents, out _)) continue; // the view has complained about it
            if (documents.FirstOrDefault(d => d.Root is JsonObject o && Is(o, kind, key)) is { } found)
                return $"{Path.GetRelativePath(resources, file)}:{found.Line}";
        }

        return null;
    }

    private static bool Is(JsonObject document, ResourceKind kind, ObjectKey key)
    {
        var metadata = document["metadata"] as JsonObject;
        var ns = metadata?["namespace"]?.ToString() is { Length: > 0 } given ? given : "default";
        return document["kind"]?.ToString() == kind.Kind && metadata?["name"]?.ToString() == key.Name && ns == key.Namespace;
    }
}
