using System.Text.Json;

namespace ImageAutomation.ImageReflector.Hooks.Payloads;

/// <summary>The notifications of distribution/distribution, which GitLab's and other registries send as well.</summary>
/// <remarks>
/// Source: distribution/distribution, notifications/event.go. Blobs are pushed as manifests are, but without a tag and of another
/// media type. A manifest that is deleted by its digest comes once with the digest, then once for each of its tags. Our own requests
/// are told as pulls.
/// </remarks>
internal static class DistributionPayload
{
    public static HookNews? Read(JsonElement body)
    {
        if (body.Member("events").ValueKind != JsonValueKind.Array) return null;
        var events = body.Items("events").ToList();
        if (events.Count > 0 && !events.Exists(one => one.Text("action") is not null || one.HasObject("target"))) return null;
        var draft = new NewsDraft("distribution");
        foreach (var one in events)
        {
            var target = one.Member("target");
            string? tag = target.Text("tag"), type = target.Text("mediaType");
            var host = one.Member("request").Text("host") ?? ImageAddress.HostOf(target.Text("url"));
            var address = new ImageAddress(host, target.Text("repository"), tag, target.Text("digest"));
            switch (one.Text("action"))
            {
                case "push" when tag is not null || IsManifest(type):
                    draft.Push(address, one.Time("timestamp"));
                    break;
                case "delete" when tag is not null || type is null || IsManifest(type):
                    draft.Delete(address);
                    break;
                default:
                    break; // pull, mount, blobs
            }
        }

        return draft.ToNews();
    }

    private static bool IsManifest(string? mediaType) =>
        mediaType is not null
        && (mediaType.Contains("manifest", StringComparison.Ordinal) || mediaType.Contains("index", StringComparison.Ordinal));
}
