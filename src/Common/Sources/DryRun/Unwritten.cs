using System.Text.Json.Nodes;
using ImageAutomation.Common.Resources.Core;

namespace ImageAutomation.Common.Sources.DryRun;

/// <summary>What a dry run would have written to an object, laid over it whenever it is read.</summary>
/// <param name="Uid">The object; one that was made anew has another.</param>
/// <param name="HasFinalizer">Whether our finalizer would be there.</param>
/// <param name="Status">The status that would be there; null: the stored one.</param>
/// <param name="Writes">Number of the last write, so that versions differ.</param>
internal sealed record Unwritten(string? Uid, bool HasFinalizer, JsonNode? Status, long Writes)
{
    /// <summary>Lays it over an object, in place.</summary>
    public void Over(JsonNode resource)
    {
        if (Status is not null) resource["status"] = Status.DeepClone();
        if (resource["metadata"] is not JsonObject metadata) return;
        var finalizers = (metadata["finalizers"] as JsonArray ?? []).Select(f => (string?)f).Where(f => f != WellKnown.Finalizer).ToList();
        if (HasFinalizer) finalizers.Add(WellKnown.Finalizer);
        metadata["finalizers"] = new JsonArray([.. finalizers.Select(f => JsonValue.Create(f))]);
        // Not a number: caches then take what comes, as they do with any server whose versions do not count.
        metadata["resourceVersion"] = $"{metadata["resourceVersion"]}+{Writes}";
    }
}
