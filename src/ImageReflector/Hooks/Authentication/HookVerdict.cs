using System.Text.Json;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageReflector.Hooks.Authentication;

/// <summary>Whether a request is authentic; if so, what may be read of it.</summary>
internal sealed record HookVerdict
{
    private HookVerdict()
    {
    }

    public bool IsAuthentic => Refusal is null;

    /// <summary>Why it was refused, for log and metric only: every refusal is answered alike. Null when it is authentic.</summary>
    public Failure? Refusal { get; private init; }

    /// <summary>The event that the sender names; null when its type has none, and when it named none.</summary>
    public string? EventName { get; private init; }

    /// <summary>The body, or the field <c>payload</c> of a form; empty when the request was refused.</summary>
    public ReadOnlyMemory<byte> Payload { get; private init; }

    /// <summary>Media type of <see cref="Payload"/> in lower case.</summary>
    public string MediaType { get; private init; } = "";

    /// <summary>The claims of a token of type <c>generic-oidc</c>, an object.</summary>
    public JsonElement? Claims { get; init; }

    /// <summary>Which of the configured issuers made it.</summary>
    public TrustedIssuer? Issuer { get; init; }

    public static HookVerdict Refused(Failure why) => new() { Refusal = why };

    public static HookVerdict Authentic(HookRequest request, string? eventName) => new()
    {
        EventName = eventName,
        Payload = request.Body,
        MediaType = request.MediaType,
    };

    /// <summary>The same with the JSON that a form carried.</summary>
    public HookVerdict WithFormPayload(byte[] payload) => this with { Payload = payload, MediaType = "application/json" };
}
