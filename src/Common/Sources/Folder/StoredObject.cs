using System.Globalization;
using System.Text.Json.Nodes;
using ImageAutomation.Common.Resources.Json;

namespace ImageAutomation.Common.Sources.Folder;

/// <summary>An object as the folder source serves it: what the file declares, and what the controllers wrote.</summary>
internal sealed record StoredObject
{
    /// <summary>No annotations: most objects have none of ours.</summary>
    public static readonly IReadOnlyDictionary<string, string?> NoAnnotations = new Dictionary<string, string?>();

    public required ResourceId Id { get; init; }

    public required string Uid { get; init; }

    public required long Version { get; init; }

    public required long Generation { get; init; }

    public required DateTimeOffset Created { get; init; }

    public DateTimeOffset? Deleted { get; init; }

    /// <summary>File that declares it.</summary>
    public required string File { get; init; }

    /// <summary>What the file declares; no status.</summary>
    public required JsonText Manifest { get; init; }

    /// <summary>Finalizers, written by controllers.</summary>
    public IReadOnlyList<string> Finalizers { get; init; } = [];

    /// <summary>Annotations written by controllers and commands, over those of the file; a null value hides one.</summary>
    public IReadOnlyDictionary<string, string?> Annotations { get; init; } = NoAnnotations;

    /// <summary>Status, written by controllers.</summary>
    public JsonText? Status { get; init; }

    /// <summary>The whole object, as an API server would return it.</summary>
    public JsonObject ToJson()
    {
        var json = Manifest.Read();
        var metadata = (JsonObject)json["metadata"]!; // a declared object has metadata
        metadata["uid"] = Uid;
        metadata["resourceVersion"] = Version.ToString(CultureInfo.InvariantCulture);
        metadata["generation"] = Generation;
        metadata["creationTimestamp"] = KubeTimeConverter.Format(Created);
        if (Deleted is { } deleted) metadata["deletionTimestamp"] = KubeTimeConverter.Format(deleted);
        if (Finalizers.Count > 0) metadata["finalizers"] = new JsonArray([.. Finalizers.Select(f => JsonValue.Create(f))]);
        foreach (var (name, value) in Annotations)
        {
            var annotations = metadata["annotations"] as JsonObject ?? [];
            if (value is null) annotations.Remove(name);
            else annotations[name] = value;
            metadata["annotations"] ??= annotations;
        }

        if (Status is not null) json["status"] = Status.Read();
        return json;
    }
}
