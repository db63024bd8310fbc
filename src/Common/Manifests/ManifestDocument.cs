using System.Text.Json.Nodes;

namespace ImageAutomation.Common.Manifests;

/// <summary>One YAML document.</summary>
/// <param name="Root">Its content as JSON.</param>
/// <param name="Line">1-based line where the content starts.</param>
public sealed record ManifestDocument(JsonNode Root, int Line);
