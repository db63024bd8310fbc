using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ImageAutomation.Common.Manifests;

/// <summary>The part of a structural OpenAPI v3 schema that the CRDs in <c>config/crd</c> use.</summary>
internal sealed class Schema
{
    private static readonly HashSet<string> Known =
    [
        "type", "description", "format", "pattern", "default", "minimum", "minLength", "maxLength", "maxItems", "enum", "properties",
        "required", "items",
        "additionalProperties", "x-kubernetes-validations", "x-kubernetes-map-type", "x-kubernetes-list-type",
        "x-kubernetes-preserve-unknown-fields",
    ];

    private Schema(JsonObject json)
    {
        foreach (var (keyword, _) in json)
            if (!Known.Contains(keyword))
                throw new NotSupportedException($"the CRDs use the schema keyword '{keyword}', which this validator does not know");

        Type = (string?)json["type"] ?? "";
        Format = (string?)json["format"];
        PatternText = (string?)json["pattern"];
        // Here $ also stands before a last line feed; in the server's patterns it does not.
        Pattern = PatternText is { } pattern
            ? new Regex(pattern.EndsWith('$') ? pattern[..^1] + "\\z"
                : pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant) : null;
        Default = json["default"];
        MinLength = (int?)(long?)json["minLength"];
        MaxLength = (int?)(long?)json["maxLength"];
        MaxItems = (int?)(long?)json["maxItems"];
        Enum = (json["enum"] as JsonArray)?.Select(v => (string)v!).ToList(); // enums of the CRDs are texts
        Required = (json["required"] as JsonArray)?.Select(v => (string)v!).ToList() ?? []; // names are texts
        // a schema is an object
        Properties = (json["properties"] as JsonObject)?.ToDictionary(p => p.Key, p => new Schema((JsonObject)p.Value!)) ?? [];
        Items = json["items"] is JsonObject items ? new Schema(items) : null;
        AdditionalProperties = json["additionalProperties"] is JsonObject more ? new Schema(more) : null;
        KeepsUnknown = (bool?)json["x-kubernetes-preserve-unknown-fields"] == true;
        // both are required by Kubernetes
        Rules = (json["x-kubernetes-validations"] as JsonArray)?.Select(r => ((string)r!["rule"]!, (string)r["message"]!)).ToList() ?? [];
    }

    public string Type { get; }

    public string? Format { get; }

    public Regex? Pattern { get; }

    /// <summary>The pattern as the CRD writes it.</summary>
    public string? PatternText { get; }

    public JsonNode? Default { get; }

    public int? MinLength { get; }

    public int? MaxLength { get; }

    public int? MaxItems { get; }

    public IReadOnlyList<string>? Enum { get; }

    public IReadOnlyList<string> Required { get; }

    public IReadOnlyDictionary<string, Schema> Properties { get; }

    public Schema? Items { get; }

    public Schema? AdditionalProperties { get; }

    public bool KeepsUnknown { get; }

    /// <summary>CEL rules with their messages.</summary>
    public IReadOnlyList<(string Rule, string Message)> Rules { get; }

    public static Schema Parse(JsonObject json) => new(json);
}
