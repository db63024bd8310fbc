using System.Text.Json;

namespace ImageAutomation.ImageReflector.Hooks.Payloads;

/// <summary>GitHub's container registry: the events <c>package</c> and <c>registry_package</c>.</summary>
/// <remarks>
/// Source: octokit/webhooks, package and registry_package. The digest is the version; that of the tag may be something else. Names are
/// told as the owner is written, images are in lower case.
/// </remarks>
internal static class GhcrPayload
{
    private const string Sender = "ghcr";
    private const string Host = "ghcr.io";

    public static HookNews? Read(JsonElement body)
    {
        var package = body.HasObject("registry_package") ? body.Member("registry_package") : body.Member("package");
        var version = package.Member("package_version");
        if (package.Text("package_type") is not { } type)
        {
            if (version.ValueKind != JsonValueKind.Object) return null;
            type = "";
        }

        var url = ImageAddress.Of(version.Text("package_url"), hasHost: true);
        url = url with { Host = url.Host?.ToLowerInvariant(), Path = url.Path?.ToLowerInvariant() };
        if (url.Host != Host && !IsContainer(type) && !IsContainer(package.Text("ecosystem"))) return NewsDraft.NoConcern(Sender);
        var tag = version.Member("container_metadata").Member("tag").Text("name") ?? url.Tag;
        var address = (url.Path is { Length: > 0 } ? url : new ImageAddress(Host, Path(package), null, null)) with
        {
            Tag = tag,
            Digest = version.Text("version"),
        };
        var draft = new NewsDraft(Sender);
        switch (body.Text("action"))
        {
            case "published" or "updated" or "restored":
                draft.Push(address, version.Time("updated_at") ?? package.Time("updated_at"));
                break;
            case "deleted":
                draft.Delete(address);
                break;
            default:
                break;
        }

        return draft.ToNews();
    }

    private static bool IsContainer(string? type) =>
        string.Equals(type, "container", StringComparison.OrdinalIgnoreCase)
        || string.Equals(type, "docker", StringComparison.OrdinalIgnoreCase);

    private static string? Path(JsonElement package) =>
        (package.Text("namespace") ?? package.Member("owner").Text("login")) is { } owner && package.Text("name") is { } name
            ? $"{owner}/{name}".ToLowerInvariant() : null;
}
