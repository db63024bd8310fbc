using System.Text.Json.Nodes;

namespace ImageAutomation.Common.Kubernetes;

/// <summary>Makes JSON merge patches (RFC 7396).</summary>
public static class JsonMergePatch
{
    /// <summary>The patch that turns one object into the other: absent members become null, lists are replaced as a whole.</summary>
    /// <param name="before">The object as it is; null counts as empty.</param>
    /// <param name="after">The object as it should be; null counts as empty.</param>
    /// <returns>The patch; empty when there is nothing to do.</returns>
    /// <remarks>A member whose value should be JSON null cannot be expressed and is removed instead.</remarks>
    public static JsonObject Diff(JsonObject? before, JsonObject? after)
    {
        var patch = new JsonObject();
        foreach (var (name, _) in before ?? [])
            if (after?.ContainsKey(name) != true) patch[name] = null;
        foreach (var (name, next) in after ?? [])
        {
            var known = before?[name];
            if (JsonNode.DeepEquals(known, next)) continue;
            if (known is JsonObject from && next is JsonObject to) patch[name] = Diff(from, to);
            else patch[name] = next?.DeepClone();
        }

        return patch;
    }
}
