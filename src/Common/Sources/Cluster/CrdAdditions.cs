using System.Text.Json;
using System.Text.Json.Nodes;
using ImageAutomation.Common.Kubernetes;
using ImageAutomation.Common.Resources;
using ImageAutomation.Common.Resources.Core;
using Microsoft.Extensions.Logging;

namespace ImageAutomation.Common.Sources.Cluster;

/// <summary>
/// Tells which fields that only this project has are missing in the cluster's CRDs, as with the reference's own ones. Everything else
/// works without them, so this is for people only.
/// </summary>
/// <param name="client">Client of the API server.</param>
/// <param name="logger">Where it is told.</param>
public sealed class CrdAdditions(KubeClient client, ILogger<CrdAdditions> logger)
{
    /// <summary>Kind, name for people, path below the schema's properties, and the value that the field must take.</summary>
    private static readonly (ResourceKind Kind, string Name, string[] Path, string? Value)[] All =
    [
        (ResourceKinds.ImageUpdateAutomation, "spec.update.batch", ["spec", "update", "batch"], null),
        (ResourceKinds.ImageUpdateAutomation, "spec.update.onManualChange", ["spec", "update", "onManualChange"], null),
        (ResourceKinds.ImageUpdateAutomation, "spec.update.strategy ImageFields", ["spec", "update", "strategy"], "ImageFields"),
        (ResourceKinds.ImageUpdateAutomation, "spec.update.unparsable", ["spec", "update", "unparsable"], null),
        (ResourceKinds.ImageUpdateAutomation, "status.holds", ["status", "holds"], null),
        (ResourceKinds.ImageUpdateAutomation, "status.ignoredMarkers", ["status", "ignoredMarkers"], null),
        (ResourceKinds.ImageUpdateAutomation, "status.skippedFiles", ["status", "skippedFiles"], null),
    ];

    /// <summary>Asks the server once and logs what is missing. What keeps it from knowing is logged for developers only.</summary>
    /// <param name="kinds">Kinds to look at.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task TellAsync(IReadOnlyList<ResourceKind> kinds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(kinds);
        try
        {
            foreach (var additions in All.Where(a => kinds.Contains(a.Kind)).GroupBy(a => a.Kind))
            {
                if (!(await client.ReadSchemasAsync(additions.Key, cancellationToken)).TryGet(out var body, out var failure))
                {
                    logger.AdditionsUnknown(additions.Key, failure.Message);
                    continue;
                }

                var schema = SchemaOf(additions.Key, body);
                if (schema is null) logger.AdditionsUnknown(additions.Key, "the server publishes no schema of it");
                var missing =
                    string.Join(", ", additions.Where(a => schema is not null && !Has(schema, a.Path, a.Value)).Select(a => a.Name));
                if (missing.Length > 0) logger.AdditionsMissing(additions.Key, missing);
            }
        }
        catch (JsonException e)
        {
            logger.SchemasUnreadable(e);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // asked to stop
        }
    }

    private static JsonNode? SchemaOf(ResourceKind kind, byte[] body) =>
        (JsonNode.Parse(body)?["components"]?["schemas"] as JsonObject)?
            .Select(s => s.Value)
            .FirstOrDefault(s => s?["x-kubernetes-group-version-kind"] is JsonArray names
                && names.Any(n => (string?)n?["kind"] == kind.Kind));

    private static bool Has(JsonNode schema, string[] path, string? value)
    {
        JsonNode? at = schema;
        foreach (var name in path) at = at?["properties"]?[name];
        return at is not null && (value is null || at["enum"] is not JsonArray allowed || allowed.Any(a => (string?)a == value));
    }
}
