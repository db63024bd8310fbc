using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using ImageAutomation.Common.Resources.Core;
using Microsoft.Extensions.Logging;

namespace ImageAutomation.Common.Sources.Cluster;

/// <summary>
/// Status fields that the cluster's CRDs do not have, so that the server drops them: written again and again they would cost a
/// request per run and change nothing. A field is tried again after an hour, because a CRD may be replaced.
/// </summary>
internal sealed class PrunedFields(TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Memory = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<(ResourceKind Kind, string Field), long> known = new();

    /// <summary>Takes the fields that would be dropped out of a status patch.</summary>
    public void Leave(ResourceKind kind, JsonObject status)
    {
        foreach (var field in status.Select(p => p.Key).ToList())
            if (known.TryGetValue((kind, field), out var since) && time.GetElapsedTime(since) < Memory) status.Remove(field);
    }

    /// <summary>Compares what was written with what came back.</summary>
    public void Learn(ResourceKind kind, JsonObject sent, JsonObject? stored)
    {
        foreach (var (field, value) in sent)
        {
            if (value is null) continue;
            if (stored?.ContainsKey(field) == true) known.TryRemove((kind, field), out _);
            else if (known.TryAdd((kind, field), time.GetTimestamp())) logger.FieldPruned(kind, field);
            else known[(kind, field)] = time.GetTimestamp();
        }
    }
}
