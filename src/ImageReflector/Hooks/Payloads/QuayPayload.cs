using System.Text.Json;

namespace ImageAutomation.ImageReflector.Hooks.Payloads;

/// <summary>Quay: all tags of a push, without digests. It sends nothing when tags are deleted.</summary>
/// <remarks>Source: quay/quay, notifications/notificationevent.py.</remarks>
internal static class QuayPayload
{
    // Members of events about builds, scans, mirrors and the age of images.
    private static readonly string[] OfOtherEvents = ["build_id", "vulnerability", "expiring_in", "message"];

    public static HookNews? Read(JsonElement body)
    {
        if (body.Text("docker_url") is not { } url) return null;
        var draft = new NewsDraft("quay");
        var address = ImageAddress.Of(url, hasHost: true) with { Tag = null };
        var updated = body.Member("updated_tags");
        // Once a map from tags to ids.
        List<string?> tags = updated.ValueKind == JsonValueKind.Object
            ? [.. updated.EnumerateObject().Take(JsonMembers.MaxItems).Select(pair => pair.Name)]
            : [.. updated.AsItems().Select(tag => tag.AsText())];
        foreach (var tag in tags.Where(tag => tag is { Length: > 0 and <= JsonMembers.MaxTextLength }))
            draft.Push(address with { Tag = tag }, at: null);
        if (tags.Count > 0 || Array.Exists(OfOtherEvents, name => body.Member(name).ValueKind != JsonValueKind.Undefined))
            return draft.ToNews();
        draft.Push(address, at: null);
        return draft.ToNews();
    }
}
