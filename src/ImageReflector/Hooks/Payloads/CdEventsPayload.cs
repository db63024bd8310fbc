using System.Text.Json;

namespace ImageAutomation.ImageReflector.Hooks.Payloads;

/// <summary>
/// CDEvents about artifacts, bare or as the data of a CloudEvent. Whether they are valid is for <see cref="CdEventsRules"/> to say.
/// </summary>
/// <remarks>Source: cdevents/spec, continuous-integration.md.</remarks>
internal static class CdEventsPayload
{
    private const string Prefix = "dev.cdevents.";

    public static HookNews? Read(JsonElement body)
    {
        if (IsCdEvent(body.Text("type")) && body.HasObject("data")) body = body.Member("data");
        var context = body.Member("context");
        if (context.Text("type") is not { } type || !IsCdEvent(type)) return null;
        var draft = new NewsDraft("cdevents");
        var id = body.Member("subject").Text("id");
        if ((id is null ? default(ImageAddress) : PackageUrl.Read(id)) is not { } address) return draft.ToNews();
        if (IsOf(type, "artifact.published.") || IsOf(type, "artifact.packaged.")) draft.Push(address, context.Time("timestamp"));
        if (IsOf(type, "artifact.deleted.")) draft.Delete(address);
        return draft.ToNews();
    }

    private static bool IsCdEvent(string? type) => type?.StartsWith(Prefix, StringComparison.Ordinal) == true;

    private static bool IsOf(string type, string kind) => type.AsSpan(Prefix.Length).StartsWith(kind);
}
