using System.Text.Json;

namespace ImageAutomation.ImageReflector.Hooks.Payloads;

/// <summary>Pushes, pull requests and tests of Bitbucket Data Center.</summary>
/// <remarks>Source: confluence.atlassian.com, Bitbucket Data Center, "Event payload".</remarks>
internal static class BitbucketServerPayload
{
    private const string Sender = "bitbucket-server";

    public static HookNews? Read(JsonElement body)
    {
        if (body.Member("test").ValueKind == JsonValueKind.True) return NewsDraft.NoConcern(Sender);
        if (body.Text("eventKey") is not { } key) return null;
        if (key == "repo:refs_changed")
        {
            return ForgeNews.Pushed(
                Sender, Urls(body.Member("repository")),
                body.Items("changes").Select(change => ForgeNews.Ref(change.Member("ref").Text("id"), change.Text("toHash"))));
        }

        return !key.StartsWith("pr:", StringComparison.Ordinal) ? null : ForgeNews.Request(
            Sender, Urls(body.Member("pullRequest").Member("toRef").Member("repository")),
            key is "pr:merged" or "pr:declined" or "pr:deleted");
    }

    private static IEnumerable<string?> Urls(JsonElement repository) => ForgeNews.Links(repository.Member("links"), "clone");
}
