using System.Text.Json;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageReflector.Hooks.Authentication;

/// <summary>Checks ID tokens of configured issuers. An issuer that only a token names is never asked for anything.</summary>
/// <param name="keys">Keys of the issuers.</param>
/// <param name="google">Where Google's keys are; <see cref="KeySource.Google"/> but in tests.</param>
/// <param name="time">The time of day, which the times of a token are compared with.</param>
internal sealed class TokenVerifier(IssuerKeys keys, KeySource google, TimeProvider time)
{
    /// <summary>Checks an <c>Authorization</c> header against the issuers of a Receiver.</summary>
    /// <returns>
    /// A failure with <see cref="HookReasons.IdTokenRefused"/>, or with <see cref="HookReasons.IssuerUnavailable"/> when its keys could
    /// not be read.
    /// </returns>
    public async Task<Result<VerifiedToken>> VerifyAsync(
        string authorization, IReadOnlyList<TrustedIssuer> issuers, CancellationToken cancellationToken)
    {
        if (!IdToken.ParseBearer(authorization).TryGet(out var token, out var failure)) return failure;
        if (issuers.FirstOrDefault(one => one.Url == token.Issuer) is not { } issuer) return Refusals.IdToken("is of no configured issuer");
        return await CheckAsync(token, issuer.Audience, KeySource.Issuer(issuer.Url), cancellationToken) is { } problem ? problem
            : new VerifiedToken(issuer, token.Claims);
    }

    /// <summary>Checks an <c>Authorization</c> header for an ID token that Google made for a service account.</summary>
    /// <returns>Null when it is right; failures as of <see cref="VerifyAsync"/>.</returns>
    public async Task<Failure?> CheckGoogleAsync(
        string authorization, string audience, string email, CancellationToken cancellationToken)
    {
        if (!IdToken.ParseBearer(authorization).TryGet(out var token, out var failure)) return failure;
        if (token.Issuer is not ("accounts.google.com" or "https://accounts.google.com")) return Refusals.IdToken("is not Google's");
        if (StrictJson.Text(token.Claims, "email") != email) return Refusals.IdToken("is of another account");
        if (!token.Claims.TryGetProperty("email_verified", out var verified) || verified.ValueKind != JsonValueKind.True)
            return Refusals.IdToken("is of an account whose address nobody verified");
        return await CheckAsync(token, audience, google, cancellationToken);
    }

    // What costs nothing comes first; keys are asked for when all else is right.
    private async Task<Failure?> CheckAsync(IdToken token, string audience, KeySource source, CancellationToken cancellationToken)
    {
        if (token.CheckTimes(time.GetUtcNow()) is { } problem) return problem;
        if (!token.IsMeantFor(audience)) return Refusals.IdToken("is meant for another audience");
        var read = await keys.GetAsync(source, cancellationToken);
        if (!read.TryGet(out var known, out var failure)) return failure;
        if (token.IsSignedBy(known)) return null;
        if (token.MayHaveNewerKey(known) && await keys.SearchAsync(source, known, cancellationToken) is { } newer
            && token.IsSignedBy(newer))
            return null;
        return Refusals.IdToken("is not signed by a key of its issuer");
    }
}
