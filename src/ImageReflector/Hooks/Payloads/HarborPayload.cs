using System.Text.Json;

namespace ImageAutomation.ImageReflector.Hooks.Payloads;

/// <summary>Harbor, in its own format and as CloudEvents.</summary>
/// <remarks>
/// Source: goharbor/harbor, notifier/model/event.go and notifier/formats. A push of several tags tells the first one only; a push
/// without a tag has the digest in its place.
/// </remarks>
internal static class HarborPayload
{
    private const string Sender = "harbor";

    public static HookNews? Read(JsonElement body)
    {
        if (body.Text("type") is not { } type) return null;
        if (body.HasObject("event_data")) return Read(type, body.Member("event_data"), body.Time("occur_at"));
        return type.StartsWith("harbor.", StringComparison.Ordinal) && body.Text("specversion") is not null
            ? Read(type, body.Member("data"), body.Time("time")) : null;
    }

    private static HookNews Read(string type, JsonElement data, DateTimeOffset? at)
    {
        var draft = new NewsDraft(Sender);
        switch (type)
        {
            case "PUSH_ARTIFACT" or "pushImage" or "harbor.artifact.pushed":
                foreach (var address in Resources(data)) draft.Push(address, at);
                break;
            case "DELETE_ARTIFACT" or "deleteImage" or "harbor.artifact.deleted":
                foreach (var address in Resources(data)) draft.Delete(address);
                break;
            case "TAG_RETENTION" or "harbor.tag_retention.finished":
                foreach (var address in Retained(data.Member("retention"))) draft.Delete(address);
                break;
            case "REPLICATION" or "harbor.replication.status.changed":
                foreach (var address in Replicated(data.Member("replication"))) draft.Push(address, at);
                break;
            default:
                break; // pulls, scans, quotas, charts
        }

        return draft.ToNews();
    }

    private static IEnumerable<ImageAddress> Resources(JsonElement data)
    {
        var repository = data.Member("repository");
        var path = repository.Text("repo_full_name")
            ?? (repository.Text("namespace") is { } project && repository.Text("name") is { } name ? $"{project}/{name}" : null);
        return data.Items("resources")
            .Select(item => new ImageAddress(
                ImageAddress.HostOf(item.Text("resource_url")), path, item.Text("tag"), item.Text("digest")))
            .DefaultIfEmpty(new ImageAddress(null, path, null, null));
    }

    private static IEnumerable<ImageAddress> Retained(JsonElement retention) => Listed(
        retention, "deleted_artifact", ImageAddress.HostOf(retention.Text("harbor_hostname")), retention.Text("project_name"));

    private static IEnumerable<ImageAddress> Replicated(JsonElement replication)
    {
        var destination = replication.Member("dest_resource");
        return Listed(
            replication, "successful_artifact",
            ImageAddress.HostOf(destination.Text("endpoint")) ?? ImageAddress.HostOf(replication.Text("harbor_hostname")),
            destination.Text("namespace"));
    }

    private static IEnumerable<ImageAddress> Listed(JsonElement list, string name, string? host, string? project) =>
        list.Items(name).Where(item => item.Text("type") is not "chart").SelectMany(item => Listed(item, host, project));

    // Names are without the project. Replications tell "name [3 item(s) in total]" and, since 2.10, tags or digests as references.
    private static IEnumerable<ImageAddress> Listed(JsonElement item, string? host, string? project)
    {
        var text = item.Text("name_tag");
        if (text?.IndexOf(" [", StringComparison.Ordinal) is > 0 and var count) text = text[..count];
        var address = ImageAddress.Of(text, hasHost: false);
        var path = address.Path is { } name && project is not null && !name.Contains('/', StringComparison.Ordinal)
            ? $"{project}/{name}" : address.Path;
        address = address with { Host = address.Host ?? host, Path = path };
        return item.Items("references").Select(reference => reference.AsText()).OfType<string>()
            .Select(reference => address with { Tag = reference }).DefaultIfEmpty(address);
    }
}
