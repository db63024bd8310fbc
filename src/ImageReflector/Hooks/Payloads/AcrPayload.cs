using System.Text.Json;

namespace ImageAutomation.ImageReflector.Hooks.Payloads;

/// <summary>Azure Container Registry.</summary>
/// <remarks>Source: learn.microsoft.com, container-registry-webhook-reference.</remarks>
internal static class AcrPayload
{
    private const string Sender = "acr";

    public static HookNews? Read(JsonElement body)
    {
        if (body.Text("action") is not { } action) return null;
        if (action == "ping" && body.Text("timestamp") is not null) return NewsDraft.NoConcern(Sender);
        // Events of charts have no request.
        if (!body.HasObject("target") || !(body.HasObject("request") || action.StartsWith("chart_", StringComparison.Ordinal))) return null;
        var draft = new NewsDraft(Sender);
        if (action == "push") draft.Push(Address(body), body.Time("timestamp"));
        if (action == "delete") draft.Delete(Address(body));
        return draft.ToNews();
    }

    /// <summary>The image of an event, which Event Grid wraps.</summary>
    public static ImageAddress Address(JsonElement one)
    {
        var target = one.Member("target");
        return new ImageAddress(one.Member("request").Text("host"), target.Text("repository"), target.Text("tag"), target.Text("digest"));
    }
}
