using System.Text.Json;

namespace ImageAutomation.ImageReflector.Hooks.Payloads;

/// <summary>Pushes and merge requests of GitLab.</summary>
/// <remarks>Source: docs.gitlab.com, "Webhook events".</remarks>
internal static class GitLabPayload
{
    private const string Sender = "gitlab";

    public static HookNews? Read(JsonElement body)
    {
        switch (body.Text("object_kind"))
        {
            case "push" or "tag_push":
                return ForgeNews.Pushed(Sender, Urls(body), [ForgeNews.Ref(body.Text("ref"), body.Text("after"))]);
            case "merge_request":
                var request = body.Member("object_attributes");
                var isClosed = (request.Text("action") ?? request.Text("state")) is "close" or "merge" or "closed" or "merged";
                return ForgeNews.Request(Sender, Urls(body), isClosed);
            default:
                return null;
        }
    }

    // Requests have the addresses in the project alone.
    private static IEnumerable<string?> Urls(JsonElement body)
    {
        JsonElement repository = body.Member("repository"), project = body.Member("project");
        return
        [
            repository.Text("git_http_url"), repository.Text("git_ssh_url"), project.Text("git_http_url"), project.Text("git_ssh_url"),
        ];
    }
}
