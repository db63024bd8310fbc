using System.Collections.Frozen;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ImageAutomation.Common.Resources;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Common.Manifests;

/// <summary>
/// Does to a manifest what the API server does on apply: checks names, fills in defaults, checks the CRD's schema and rules.
/// </summary>
public sealed partial class ManifestValidator
{
    /// <summary>Reason of a manifest that an API server would refuse.</summary>
    public const string InvalidManifest = "InvalidManifest";

    private static readonly FrozenSet<string> TopFields =
        FrozenSet.Create(StringComparer.Ordinal, "apiVersion", "kind", "metadata", "spec", "status");

    private static readonly FrozenSet<string> MetadataFields = FrozenSet.Create(
        StringComparer.Ordinal, "name", "generateName", "namespace", "labels", "annotations", "finalizers", "ownerReferences", "uid",
        "resourceVersion", "generation",
        "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "managedFields", "selfLink");

    private readonly FrozenDictionary<string, (Schema Spec, Schema? Status)> schemas;

    private ManifestValidator(FrozenDictionary<string, (Schema Spec, Schema? Status)> schemas) => this.schemas = schemas;

    /// <summary>Loads the CRDs that are built in: the files of <c>config/crd</c>.</summary>
    public static ManifestValidator Load()
    {
        var assembly = typeof(ManifestValidator).Assembly;
        var schemas = new Dictionary<string, (Schema, Schema?)>(StringComparer.Ordinal);
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.StartsWith("crd/", StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!); // the name was just listed
            var crd = YamlReader.Read(reader.ReadToEnd()).Value[0].Root;
            var kind = (string)crd["spec"]!["names"]!["kind"]!; // a CRD without these is a build error, found by every test
            var properties = crd["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!["properties"]!;
            schemas.Add(
                kind, (Schema.Parse((JsonObject)properties["spec"]!), properties["status"] is JsonObject status ? Schema.Parse(status)
                    : null));
        }

        return new ManifestValidator(schemas.ToFrozenDictionary(StringComparer.Ordinal));
    }

    /// <summary>Checks a manifest of one of our kinds and fills in defaults.</summary>
    /// <param name="manifest">Changed in place: defaults are filled in, nulls removed.</param>
    /// <param name="kind">Its kind.</param>
    /// <returns>The manifest, or a terminal failure <see cref="InvalidManifest"/> that lists field and fix.</returns>
    public Result<JsonObject> Apply(JsonObject manifest, ResourceKind kind)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(kind);
        var problems = new List<string>();
        CheckMetadata(manifest["metadata"], kind, problems);
        if (schemas.TryGetValue(kind.Kind, out var schema))
        {
            problems.AddRange(manifest.Select(f => f.Key).Where(f => !TopFields.Contains(f)).Select(f => $"unknown field \"{f}\""));
            if (manifest["spec"] is JsonObject spec)
                problems.AddRange(SchemaValidator.Apply(spec, schema.Spec, "spec").Where(p => !IsLocalGitUrl(p, spec, kind)));
            else
                problems.Add(manifest["spec"] is null ? "spec: Required value"
                    : "spec: Invalid value: spec in body must be of type object");
            if (manifest["status"] is JsonObject status && schema.Status is { } statusSchema)
                problems.AddRange(SchemaValidator.Apply(status, statusSchema, "status"));
        }

        if (problems.Count == 0) return manifest;
        var name = (manifest["metadata"] as JsonObject)?["name"]?.ToString();
        return Failure.Terminal(
            InvalidManifest, $"{kind.Kind} \"{name}\" is invalid: {UserInfo().Replace(string.Join("; ", problems), "://***@")}");
    }

    // A refused value is repeated, and a URL may hold a password.
    [GeneratedRegex(@"://[^\s""]*@", RegexOptions.CultureInvariant)]
    private static partial Regex UserInfo();

    // A folder may name a repository by path; the pattern of the CRD speaks of clusters.
    private static bool IsLocalGitUrl(string problem, JsonObject spec, ResourceKind kind) =>
        kind == ResourceKinds.GitRepository && problem.StartsWith("spec.url: Invalid value", StringComparison.Ordinal)
        && spec["url"]?.ToString() is { } url
        && (url.StartsWith("file://", StringComparison.Ordinal) || url.StartsWith('/') || url.StartsWith("./", StringComparison.Ordinal)
            || url.StartsWith("../", StringComparison.Ordinal));

    private static void CheckMetadata(JsonNode? node, ResourceKind kind, List<string> problems)
    {
        if (node is not JsonObject metadata)
        {
            problems.Add("metadata: Required value: name or generateName is required");
            return;
        }

        var name = Text(metadata, "name");
        if (string.IsNullOrEmpty(name))
            problems.Add("metadata.name: Required value: name or generateName is required");
        else if (name.Length > 253 || !Subdomain().IsMatch(name))
            problems.Add(
                $"metadata.name: Invalid value: \"{name}\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric "
                    + "characters, '-' or '.', and must start and end with an alphanumeric character");
        if (kind.IsNamespaced && Text(metadata, "namespace") is { Length: > 0 } ns && (ns.Length > 63 || !Label().IsMatch(ns)))
            problems.Add(
                $"metadata.namespace: Invalid value: \"{ns}\": a lowercase RFC 1123 label must consist of lower case alphanumeric "
                    + "characters or '-', and must start and end with an alphanumeric character");
        problems.AddRange(
            metadata.Select(f => f.Key).Where(f => !MetadataFields.Contains(f)).Select(f => $"unknown field \"metadata.{f}\""));
        foreach (var map in new[] { "labels", "annotations" })
        {
            if (metadata[map] is not { } value) continue;
            if (value is not JsonObject entries || entries.Any(e => e.Value is not JsonValue v || !v.TryGetValue(out string? _)))
            {
                problems.Add($"metadata.{map}: Invalid value: all values must be text; quote numbers and booleans");
                continue;
            }

            problems.AddRange(
                entries.Where(e => !LabelNames.IsKey(e.Key)).Select(e => $"metadata.{map}: Invalid value: \"{e.Key}\": {NameRule}"));
            if (map == "labels")
                problems.AddRange(
                    entries.Where(e => Text(entries, e.Key) is { } text && !LabelNames.IsValue(text))
                        .Select(
                            e =>
                                $"metadata.labels: Invalid value: \"{e.Value}\": a valid label must be an empty string "
                                + $"or {NameRule[("name part must ".Length)..]}"));
        }
    }

    private const string NameRule =
        "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";

    private static string? Text(JsonObject obj, string name) => obj[name] is JsonValue value && value.TryGetValue(out string? text) ? text
        : null;

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z")]
    private static partial Regex Subdomain();

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?\z")]
    private static partial Regex Label();
}
