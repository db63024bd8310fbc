using System.Text.Json;
using ImageAutomation.Common.Loop;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Hooks;
using ImageAutomation.ImageReflector.Hooks.Authentication;
using ImageAutomation.ImageReflector.Hooks.Payloads;

namespace ImageAutomation.ImageReflector.Hooks.Serving;

/// <summary>Decides whether a request gets through to what a Receiver is for, and reads it.</summary>
/// <param name="receivers">Receivers as they are now.</param>
/// <param name="secrets">Their tokens.</param>
/// <param name="authenticator">Judges requests.</param>
/// <param name="wake">Asks for another look at a Receiver whose token has changed.</param>
/// <param name="time">Time.</param>
internal sealed class HookGate(
    ResourceCache<Receiver> receivers, HookSecrets secrets, HookAuthenticator authenticator, Action<ObjectKey> wake, TimeProvider time)
{
    /// <summary>Judges a request.</summary>
    /// <param name="served">A Receiver that is served at its path.</param>
    /// <param name="path">The path.</param>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Null in place of the result: it got through, and was read.</returns>
    public async Task<(HookResult? Result, Hearing? Heard)> LetInAsync(
        ServedReceiver served, string path, HookRequest request, CancellationToken cancellationToken)
    {
        if (receivers.Find(served.Key) is not { Spec.Suspend: false, IsBeingDeleted: false } || served.Filters is null)
            return (HookResult.Unavailable, null);
        HookSecret? secret = null;
        if (served.Type != ReceiverType.GenericOidc)
        {
            if (!(await secrets.GetAsync(served.Receiver, served.Type, cancellationToken)).TryGet(out secret, out var failure))
            {
                wake(served.Key);
                var isMissing = failure.Reason is HookReasons.TokenNotFound or HookReasons.InvalidSecret;
                return (isMissing ? HookResult.Unavailable : HookResult.Failed, null);
            }
        }

        var trust = new HookTrust { Type = served.Type, Secret = secret, Issuers = served.Issuers };
        if (!trust.Paths(served.Receiver.Metadata.Name, served.Receiver.Metadata.Namespace).Contains(path))
        {
            wake(served.Key); // the token was changed, and with it the path
            return (HookResult.Unknown, null);
        }

        var verdict = await authenticator.AuthenticateAsync(trust, request, cancellationToken);
        if (!verdict.IsAuthentic) return (HookResult.Refused, null);
        if (verdict is { Issuer: { } issuer, Claims: { } claims } && !served.Filters.Hold(issuer, claims))
            return (HookResult.Refused, null);

        var isRead = HookBody.Parse(verdict.Payload.Span).TryGet(out var body, out _);
        if (served.Type == ReceiverType.CdEvents && !(isRead && CdEventsRules.AreMetBy(body))) return (HookResult.Refused, null);
        if (!HookEvents.Admit(served.Type, served.Receiver.Spec.Events ?? [], verdict.EventName)) return (HookResult.Ignored, null);

        var isJson = verdict.MediaType == "application/json" || verdict.MediaType.EndsWith("+json", StringComparison.Ordinal);
        return (null, new Hearing
        {
            News = isRead ? HookPayloads.Read(request, body) : HookNews.Unknown,
            Body = isRead && isJson ? FilterBody(served.Type, body) : default,
            Claims = verdict.Claims,
            Seen = time.GetUtcNow(),
        });
    }

    // What Pub/Sub carries is what its filters are written for.
    private static JsonElement FilterBody(ReceiverType type, JsonElement body) =>
        type == ReceiverType.Gcr ? GarPayload.Message(body) : body;
}
