using System.Text.Json;

namespace ImageAutomation.ImageReflector.Hooks.Payloads;

/// <summary>Sonatype Nexus: components, and assets, which have the path of a request as their name. Neither tells the host.</summary>
/// <remarks>Source: help.sonatype.com, "Example Headers And Payloads".</remarks>
internal static class NexusPayload
{
    private const string Sender = "nexus";
    private const string Manifests = "/manifests/";

    public static HookNews? Read(HookRequest request, JsonElement body)
    {
        var isComponent = body.HasObject("component");
        var one = body.Member(isComponent ? "component" : "asset");
        if (one.Text("format") is not { } format)
            return request.Header("X-Nexus-Webhook-Id") is { } id && !IsAboutImages(id) ? NewsDraft.NoConcern(Sender) : null;
        var draft = new NewsDraft(Sender);
        if (format != "docker") return draft.ToNews();
        var address = isComponent ? new ImageAddress(null, one.Text("name"), one.Text("version"), null) : Asset(one.Text("name"));
        if (address is null) return draft.ToNews();
        switch (body.Text("action"))
        {
            case "CREATED" or "UPDATED":
                draft.Push(address.Value, body.Time("timestamp"));
                break;
            case "DELETED" or "PURGED":
                draft.Delete(address.Value);
                break;
            default:
                break;
        }

        return draft.ToNews();
    }

    private static bool IsAboutImages(string id) => id is "rm:repository:component" or "rm:repository:asset";

    // v2/team/app/manifests/1.2; null: a blob.
    private static ImageAddress? Asset(string? name)
    {
        if (name is null) return default(ImageAddress);
        var path = name.TrimStart('/');
        var manifests = path.LastIndexOf(Manifests, StringComparison.Ordinal);
        return path.StartsWith("v2/", StringComparison.Ordinal) && manifests > "v2/".Length
            ? new ImageAddress(null, path["v2/".Length..manifests], path[(manifests + Manifests.Length)..], null) : null;
    }
}
