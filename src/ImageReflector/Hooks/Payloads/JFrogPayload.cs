using System.Text.Json;

namespace ImageAutomation.ImageReflector.Hooks.Payloads;

/// <summary>JFrog Artifactory. Its repository is told as the first part of the path, where names by host leave it out.</summary>
/// <remarks>Source: docs.jfrog.com, "Event types"; akuity/kargo, artifactory.go.</remarks>
internal static class JFrogPayload
{
    public static HookNews? Read(JsonElement body)
    {
        if (body.Text("domain") is not { } domain || body.Text("event_type") is not { } type) return null;
        var data = body.Member("data");
        var draft = new NewsDraft("jfrog");
        if (domain != "docker" || data.Text("image_type") is not (null or "docker" or "oci")) return draft.ToNews();
        var path = data.Text("repo_key") is { } key && data.Text("image_name") is { } name ? $"{key}/{name}" : data.Text("image_name");
        var isManifest = data.Text("name")?.EndsWith("manifest.json", StringComparison.Ordinal) == true;
        var digest = isManifest ? $"sha256:{data.Text("sha256")}" : null;
        var address = new ImageAddress(ImageAddress.HostOf(body.Text("jpd_origin")), path, data.Text("tag"), digest);
        if (type is "pushed" or "promoted") draft.Push(address, at: null);
        if (type == "deleted") draft.Delete(address);
        return draft.ToNews();
    }
}
