using ImageAutomation.Common.Resources.Hooks;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageReflector.Hooks.Authentication;

/// <summary>Says of a request at a Receiver's path whether it is authentic.</summary>
/// <param name="tokens">Checks ID tokens.</param>
/// <param name="time">The time of day.</param>
internal sealed class HookAuthenticator(TokenVerifier tokens, TimeProvider time)
{
    private const string Authorization = "Authorization";

    /// <param name="trust">Whom the Receiver believes.</param>
    /// <param name="request">What came in.</param>
    /// <param name="cancellationToken">Ends the wait for keys of an issuer.</param>
    /// <remarks>
    /// Expressions over the claims, and the schemas of CDEvents, are the caller's: until they hold, a request counts as refused.
    /// </remarks>
    public async Task<HookVerdict> AuthenticateAsync(HookTrust trust, HookRequest request, CancellationToken cancellationToken)
    {
        if (trust.Type == ReceiverType.GenericOidc)
        {
            if (request.Header(Authorization) is not { } authorization)
                return HookVerdict.Refused(Refusals.NotOnce(request, Authorization));
            var verified = await tokens.VerifyAsync(authorization, trust.Issuers, cancellationToken);
            return verified.TryGet(out var token, out var failure)
                ? HookVerdict.Authentic(request, eventName: null) with { Claims = token.Claims, Issuer = token.Issuer }
                : HookVerdict.Refused(failure);
        }

        if (trust.Secret is not { } secret)
            return HookVerdict.Refused(Failure.Transient(HookReasons.TokenNotFound, "the Receiver has no Secret yet"));
        if (trust.Type != ReceiverType.Gcr) return HookAuthentication.Judge(trust.Type, secret, request, time.GetUtcNow());
        return await CheckGoogleAsync(secret, request, cancellationToken) is { } refusal ? HookVerdict.Refused(refusal)
            : HookVerdict.Authentic(request, eventName: null);
    }

    private async Task<Failure?> CheckGoogleAsync(HookSecret secret, HookRequest request, CancellationToken cancellationToken)
    {
        // Nobody in particular must never come to mean anybody.
        if (secret is not { Audience: { Length: > 0 } audience, Email: { Length: > 0 } email })
            return Failure.Transient(
                HookReasons.TokenNotFound, $"the Secret lacks '{HookSecret.EmailKey}' or '{HookSecret.AudienceKey}'");
        return request.Header(Authorization) is { } authorization
            ? await tokens.CheckGoogleAsync(authorization, audience, email, cancellationToken)
            : Refusals.NotOnce(request, Authorization);
    }
}
