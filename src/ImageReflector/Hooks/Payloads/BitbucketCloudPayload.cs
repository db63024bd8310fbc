using System.Text.Json;

namespace ImageAutomation.ImageReflector.Hooks.Payloads;

/// <summary>Pushes and pull requests of Bitbucket Cloud.</summary>
/// <remarks>Source: support.atlassian.com, "Event payloads".</remarks>
internal static class BitbucketCloudPayload
{
    private const string Sender = "bitbucket";

    public static HookNews? Read(JsonElement body)
    {
        IEnumerable<string?> urls = [Url(body.Member("repository"))];
        if (body.Member("push").Member("changes").ValueKind == JsonValueKind.Array)
            return ForgeNews.Pushed(Sender, urls, body.Member("push").Items("changes").Select(Change));
        if (!body.HasObject("pullrequest")) return null;
        var request = body.Member("pullrequest");
        return ForgeNews.Request(
            Sender, urls.Append(Url(request.Member("destination").Member("repository"))), request.Text("state") is "MERGED" or "DECLINED");
    }

    private static string? Url(JsonElement repository) => repository.Member("links").Member("html").Text("href");

    // Without a new side it was deleted. Names are bare.
    private static GitRefNews? Change(JsonElement change)
    {
        var side = change.HasObject("new") ? change.Member("new") : change.Member("old");
        var folder = side.Text("type") switch
        {
            "branch" or "named_branch" => "refs/heads/",
            "tag" or "annotated_tag" => "refs/tags/",
            _ => null,
        };
        return folder is null || side.Text("name") is not { } name ? null
            : ForgeNews.Ref(folder + name, change.HasObject("new") ? side.Member("target").Text("hash") : null);
    }
}
