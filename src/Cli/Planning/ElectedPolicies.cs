using System.Text.Json;
using System.Text.Json.Nodes;
using ImageAutomation.Common.Manifests;
using ImageAutomation.Common.Resources;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.ImageUpdater.Editing.Targets;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Cli.Planning;

/// <summary>Policies and what they elected, from a file.</summary>
/// <param name="Elected">Policies with an elected image.</param>
/// <param name="Unelected">Policies that have elected nothing.</param>
internal sealed record ElectedPolicies(IReadOnlyList<ElectedImage> Elected, IReadOnlyList<ObjectKey> Unelected)
{
    private const string BadPolicies = nameof(BadPolicies);

    /// <summary>Reads ImagePolicy resources of any namespace; lists are looked into, other kinds are passed over.</summary>
    /// <param name="text">YAML documents or JSON, as <c>kubectl get -o</c> prints them.</param>
    /// <param name="name">Name of the text, for messages.</param>
    public static Result<ElectedPolicies> Read(string text, string name)
    {
        if (!Documents(text).TryGet(out var documents, out var failure)) return failure.Prefixed($"{name}: ");
        var elected = new List<ElectedImage>();
        var unelected = new List<ObjectKey>();
        foreach (var policy in documents.SelectMany(Policies))
        {
            if (!KeyOf(policy).TryGet(out var key, out failure)) return failure.Prefixed($"{name}: ");
            if (policy["status"] is not JsonObject status || status["latestRef"] is not { } latest) unelected.Add(key);
            else if (ImageOf(latest).TryGet(out var image, out failure)) elected.Add(new ElectedImage(key, image));
            else return failure.Prefixed($"{name}: ImagePolicy {key}: ");
        }

        if (elected.Count + unelected.Count == 0) return Failure.Terminal(BadPolicies, $"{name}: there is no ImagePolicy in it");
        return new ElectedPolicies(elected, [.. unelected.Except(elected.Select(e => e.Policy))]);
    }

    private static Result<IReadOnlyList<JsonNode>> Documents(string text)
    {
        // JSON is YAML too, but this reader is many times faster.
        if (text.AsSpan().TrimStart() is ['{' or '[', ..])
        {
            try
            {
                return JsonNode.Parse(text) is { } node ? new[] { node } : [];
            }
            catch (JsonException)
            {
                // several documents, comments, or simply YAML in flow style
            }
        }

        return YamlReader.Read(text).Then<IReadOnlyList<JsonNode>>(documents => documents.Select(d => d.Root).ToList());
    }

    private static IEnumerable<JsonObject> Policies(JsonNode? node)
    {
        if (node is JsonArray array) return array.SelectMany(Policies);
        if (node is not JsonObject document) return [];
        var kind = Text(document["kind"]) ?? "";
        if (kind == ResourceKinds.ImagePolicy.Kind)
            return Text(document["apiVersion"])?.StartsWith(ResourceKinds.ImageGroup + "/", StringComparison.Ordinal) == true ? [document]
                : [];
        return kind.EndsWith("List", StringComparison.Ordinal) && document["items"] is JsonArray items
            ? items.SelectMany(item => Policies(WithKind(item, kind))) : [];
    }

    // Items of a typed list need not repeat their kind.
    private static JsonNode? WithKind(JsonNode? item, string list)
    {
        if (list != "ImagePolicyList" || item is not JsonObject policy || policy.ContainsKey("kind")) return item;
        policy["kind"] = ResourceKinds.ImagePolicy.Kind;
        policy["apiVersion"] ??= ResourceKinds.ImagePolicy.ApiVersion;
        return policy;
    }

    private static Result<ObjectKey> KeyOf(JsonObject policy)
    {
        var metadata = policy["metadata"] as JsonObject;
        if (Text(metadata?["name"]) is not { Length: > 0 } name)
            return Failure.Terminal(BadPolicies, "an ImagePolicy has no metadata.name");
        return new ObjectKey(Text(metadata?["namespace"]) is { Length: > 0 } ns ? ns : "default", name);
    }

    private static Result<ImageRef> ImageOf(JsonNode latest)
    {
        if (latest is not JsonObject image) return Failure.Terminal(BadPolicies, "status.latestRef is not an object");
        if (Text(image["name"]) is not { } name) return Failure.Terminal(BadPolicies, "status.latestRef.name is missing or not text");
        if (Text(image["tag"]) is not { } tag)
            return Failure.Terminal(BadPolicies, "status.latestRef.tag is missing or not text; put quotes around a number");
        if (image["digest"] is { } digest && Text(digest) is null)
            return Failure.Terminal(BadPolicies, "status.latestRef.digest is not text");
        return new ImageRef { Name = name, Tag = tag, Digest = Text(image["digest"]) is { Length: > 0 } given ? given : null };
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
