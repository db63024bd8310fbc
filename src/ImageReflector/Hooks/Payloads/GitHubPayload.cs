using System.Text.Json;

namespace ImageAutomation.ImageReflector.Hooks.Payloads;

/// <summary>Pushes, requests and pings of GitHub, and of Gitea and Forgejo, which send the same.</summary>
/// <remarks>Source: octokit/webhooks; go-gitea/gitea, modules/structs/hook.go.</remarks>
internal static class GitHubPayload
{
    public static HookNews? Read(HookRequest request, JsonElement body)
    {
        var sender = request.Has("X-Gitea-Event") || request.Has("X-Forgejo-Event") ? "gitea" : "github";
        if (body.Text("zen") is not null && body.Member("hook_id").ValueKind == JsonValueKind.Number) return NewsDraft.NoConcern(sender);
        if (!body.HasObject("repository")) return null;
        var repository = body.Member("repository");
        IEnumerable<string?> urls = [repository.Text("clone_url"), repository.Text("ssh_url")];
        if (body.HasObject("pull_request")) return ForgeNews.Request(sender, urls, body.Text("action") == "closed");
        if (body.Text("ref") is not { } name) return null;
        // A branch or tag that was made or deleted comes as a push, too.
        if (body.Text("ref_type") is not null) return NewsDraft.NoConcern(sender);
        return body.Text("after") is { } after && name.StartsWith("refs/", StringComparison.Ordinal)
            ? ForgeNews.Pushed(sender, urls, [ForgeNews.Ref(name, after)]) : null;
    }
}
