using System.Text.Json;

namespace ImageAutomation.ImageReflector.Hooks.Payloads;

/// <summary>Packages of Gitea and Forgejo, which tell versions in lower case.</summary>
/// <remarks>Source: go-gitea/gitea, modules/structs/package.go and hook.go.</remarks>
internal static class GiteaPackagePayload
{
    private const string Sender = "gitea";

    public static HookNews? Read(JsonElement body)
    {
        var package = body.Member("package");
        if (package.Text("type") is not { } type || body.Text("action") is not { } action) return null;
        var draft = new NewsDraft(Sender);
        if (type != "container") return draft.ToNews();
        var path = package.Member("owner").Text("login") is { } owner && package.Text("name") is { } name
            ? $"{owner}/{name}".ToLowerInvariant() : null;
        var address = new ImageAddress(ImageAddress.HostOf(package.Text("html_url")), path, package.Text("version"), null);
        if (action == "created") draft.Push(address, package.Time("created_at"));
        if (action == "deleted") draft.Delete(address);
        return draft.ToNews();
    }
}
