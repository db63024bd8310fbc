using System.Text.Json;
using System.Text.Json.Nodes;

namespace ImageAutomation.ImageReflector.Hooks.Payloads;

/// <summary>Google Artifact Registry and Container Registry by Pub/Sub push: the event is base64 inside the message.</summary>
/// <remarks>Source: cloud.google.com, Artifact Registry, "Configure Pub/Sub notifications".</remarks>
internal static class GarPayload
{
    private const int MaxBase64Length = 16_384;

    public static HookNews? Read(JsonElement body)
    {
        var message = body.Member("message");
        if (message.Member("data").AsText(MaxBase64Length) is not { } data) return null;
        var draft = new NewsDraft("gar");
        // What is no event of a registry tells nothing.
        if (Event(data) is not { ValueKind: JsonValueKind.Object } one || one.Text("action") is not { } action)
            return new HookNews { Sender = draft.Sender };
        var tagged = ImageAddress.Of(one.Text("tag"), hasHost: true);
        var digested = ImageAddress.Of(one.Text("digest"), hasHost: true);
        var address = tagged.Path is null ? digested : tagged with { Digest = digested.Digest };
        if (action == "INSERT") draft.Push(address, message.Time("publishTime") ?? message.Time("publish_time"));
        if (action == "DELETE") draft.Delete(address);
        return draft.ToNews();
    }

    /// <summary>What filters see in place of the body: the event with its three members, each of them a text.</summary>
    public static JsonElement Message(JsonElement body)
    {
        var one = body.Member("message").Member("data").AsText(MaxBase64Length) is { } data ? Event(data) : null;
        var seen = new JsonObject();
        foreach (var name in (string[])["action", "digest", "tag"]) seen[name] = one is { } known ? known.Text(name) ?? "" : "";
        return JsonElement.Parse(seen.ToJsonString());
    }

    private static JsonElement? Event(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var length)
            && HookBody.Parse(bytes.AsSpan(0, length)).TryGet(out var one, out _) ? one : null;
    }
}
