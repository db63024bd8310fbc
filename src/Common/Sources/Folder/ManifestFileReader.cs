using System.Text.Json.Nodes;
using ImageAutomation.Common.Manifests;
using ImageAutomation.Common.Resources;
using ImageAutomation.Common.Resources.Core;

namespace ImageAutomation.Common.Sources.Folder;

/// <summary>Reads one file of the folder into declared objects and problems.</summary>
internal sealed class ManifestFileReader(ManifestValidator validator)
{
    /// <summary>Longest file that is read, in bytes.</summary>
    public const long MaxBytes = 16 * 1024 * 1024;

    private static readonly string ImageKinds =
        string.Join(", ", ResourceKinds.All.Where(k => k.Group == ResourceKinds.ImageGroup).Select(k => k.Kind));

    private static readonly Dictionary<string, ResourceKind> Kinds = ResourceKinds.All.ToDictionary(k => k.Kind);

    public ManifestFile Read(string path, string fullPath, FileStamp stamp)
    {
        if (stamp.Length > MaxBytes) return Unreadable(path, stamp, $"larger than {MaxBytes / 1024 / 1024} MiB");
        string text;
        try
        {
            text = File.ReadAllText(fullPath);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Unreadable(path, stamp, e.Message);
        }

        if (string.IsNullOrWhiteSpace(text))
            return new ManifestFile(path, stamp, [], new HashSet<ResourceId>(), IsReadable: text.Length > 0, []);
        if (!YamlReader.Read(text).TryGet(out var documents, out var failure)) return Unreadable(path, stamp, failure.Message);

        var objects = new List<DeclaredObject>();
        var kept = new HashSet<ResourceId>();
        var problems = new List<ManifestProblem>();
        foreach (var document in documents)
            foreach (var item in Items(document.Root))
                Take(path, document.Line, item, objects, kept, problems);
        return new ManifestFile(path, stamp, objects, kept, IsReadable: true, problems);
    }

    private void Take(
        string path, int line, JsonObject item, List<DeclaredObject> objects, HashSet<ResourceId> kept, List<ManifestProblem> problems)
    {
        var apiVersion = Text(item, "apiVersion");
        if (Text(item, "kind") is not { } kindName || !Kinds.TryGetValue(kindName, out var kind))
        {
            // Others may have kinds of any name; this group holds ours alone.
            if (apiVersion?.Split('/')[0] == ResourceKinds.ImageGroup)
                problems.Add(new(line, $"kind {Text(item, "kind") ?? "is missing"}: {ResourceKinds.ImageGroup} has only {ImageKinds}"));
            return;
        }

        if (apiVersion != kind.ApiVersion)
        {
            if (apiVersion is null) problems.Add(new(line, $"{kind.Kind}: apiVersion is missing; write {kind.ApiVersion}"));
            else if (IsMeantFor(kind, apiVersion))
                problems.Add(new(line, $"{kind.Kind}: apiVersion {apiVersion} is not served; write {kind.ApiVersion}"));
            return;
        }

        var id = IdOf(item, kind);
        item.Remove("status");
        if (validator.Apply(item, kind).TryGet(out var manifest, out var failure))
        {
            ((JsonObject)manifest["metadata"]!)["namespace"] = kind.IsNamespaced ? id.Key.Namespace : ""; // metadata was just validated
            if (kind == ResourceKinds.Secret && SecretProblem(manifest) is { } problem)
            {
                problems.Add(new(line, $"Secret {id.Key}: {problem}", id));
                kept.Add(id);
                return;
            }

            objects.Add(new DeclaredObject(id, path, line, JsonText.Of(manifest)));
        }
        else
        {
            problems.Add(new(line, failure.Message, id));
            kept.Add(id);
        }
    }

    // The same kind in another project's group is somebody else's; a group that looks like Flux's is ours, mistyped.
    private static bool IsMeantFor(ResourceKind kind, string apiVersion)
    {
        var group = apiVersion.Split('/')[0];
        return group == kind.Group
            || (kind.Group.Length > 0
                && (group.Contains("toolkit", StringComparison.OrdinalIgnoreCase)
                    || group.Contains("fluxcd", StringComparison.OrdinalIgnoreCase)));
    }

    private static ResourceId IdOf(JsonObject item, ResourceKind kind)
    {
        var metadata = item["metadata"] as JsonObject;
        var ns = kind.IsNamespaced ? Text(metadata, "namespace") is { Length: > 0 } given ? given : "default" : "";
        return new ResourceId(kind.Kind, new ObjectKey(ns, Text(metadata, "name") ?? ""));
    }

    private static IEnumerable<JsonObject> Items(JsonNode root)
    {
        if (root is not JsonObject obj) yield break;
        if (Text(obj, "kind")?.EndsWith("List", StringComparison.Ordinal) == true && obj["items"] is JsonArray items)
        {
            foreach (var item in items.OfType<JsonObject>()) yield return item;
            yield break;
        }

        yield return obj;
    }

    // The server stores stringData as data; values must be texts and base64.
    private static string? SecretProblem(JsonObject secret)
    {
        var data = secret["data"] as JsonObject ?? [];
        foreach (var (name, value) in data)
            if (value is not JsonValue text || !text.TryGetValue(out string? encoded) || !IsBase64(encoded))
                return $"data[{name}] is not base64; use stringData for plain text";
        foreach (var (name, value) in secret["stringData"] as JsonObject ?? [])
        {
            if (value is not JsonValue text || !text.TryGetValue(out string? plain)) return $"stringData[{name}] must be text; quote it";
            data[name] = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(plain));
        }

        secret.Remove("stringData");
        secret["data"] = data.Parent is null ? data : data.DeepClone();
        return null;
    }

    private static bool IsBase64(string text) => Convert.TryFromBase64String(text, new byte[text.Length], out _);

    private static string? Text(JsonObject? obj, string name) => obj?[name] is JsonValue value && value.TryGetValue(out string? text)
        ? text : null;

    private static ManifestFile Unreadable(string path, FileStamp stamp, string why) =>
        new(path, stamp, [], new HashSet<ResourceId>(), IsReadable: false, [new ManifestProblem(0, $"cannot be read: {why}")]);
}
