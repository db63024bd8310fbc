using System.Text;
using System.Text.Json;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageReflector.Hooks.Authentication;

/// <summary>An ID token as it came: taken apart, not yet believed.</summary>
/// <remarks>
/// Source: RFC 7515, RFC 7519. Written here because the packages for it ignore <c>crit</c>, take the last of doubled names, and read on
/// after the end of the JSON; what is left is a call of the platform's RSA or ECDSA.
/// </remarks>
internal sealed class IdToken
{
    /// <summary>The longest token that is looked at, in characters.</summary>
    public const int MaxLength = 16 * 1024;

    private const double LeewaySeconds = 60;

    private readonly byte[] signed;
    private readonly byte[] signature;

    private IdToken(string algorithm, string? keyId, JsonElement claims, byte[] signed, byte[] signature)
    {
        (Algorithm, KeyId, Claims) = (algorithm, keyId, claims);
        (this.signed, this.signature) = (signed, signature);
    }

    /// <summary><see cref="IssuerKey.Rs256"/> or <see cref="IssuerKey.Es256"/>.</summary>
    public string Algorithm { get; }

    /// <summary><c>kid</c>; null when the token names no key.</summary>
    public string? KeyId { get; }

    /// <summary>An object.</summary>
    public JsonElement Claims { get; }

    /// <summary><c>iss</c>; null when it is missing or no text.</summary>
    public string? Issuer => StrictJson.Text(Claims, "iss");

    /// <summary>Takes the value of an <c>Authorization</c> header apart.</summary>
    /// <returns>A failure with <see cref="HookReasons.IdTokenRefused"/>; it repeats nothing of the token.</returns>
    public static Result<IdToken> ParseBearer(string authorization)
    {
        const string Scheme = "Bearer ";
        if (!authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return Refusals.IdToken("does not follow 'Bearer '");
        return Parse(authorization[Scheme.Length..]);
    }

    /// <summary>Takes a token in the compact form apart.</summary>
    public static Result<IdToken> Parse(string token)
    {
        if (token.Length > MaxLength) return Refusals.IdToken($"is longer than {MaxLength} characters");
        var parts = token.Split('.');
        if (parts.Length != 3 || Base64UrlText.Decode(parts[0]) is not { } header || Base64UrlText.Decode(parts[1]) is not { } payload
            || Base64UrlText.Decode(parts[2]) is not { Length: > 0 } signature)
            return Refusals.IdToken("is not a signed token");
        if (StrictJson.ReadObject(header) is not { } head || StrictJson.ReadObject(payload) is not { } claims)
            return Refusals.IdToken("does not hold two JSON objects");
        if (StrictJson.Text(head, "alg") is not { } algorithm || algorithm is not (IssuerKey.Rs256 or IssuerKey.Es256))
            return Refusals.IdToken("is not signed with RS256 or ES256");
        // RFC 7515, 4.1.11: who does not know what it names must refuse the token.
        if (head.TryGetProperty("crit", out _)) return Refusals.IdToken("has a critical header that is not known here");
        if (head.TryGetProperty("kid", out _) && StrictJson.Text(head, "kid") is null)
            return Refusals.IdToken("names its key by something else than text");
        var signed = Encoding.ASCII.GetBytes(token[..token.LastIndexOf('.')]);
        return new IdToken(algorithm, StrictJson.Text(head, "kid"), claims, signed, signature);
    }

    /// <summary>Whether one of the keys signed it: the one it names, or any when it names none.</summary>
    public bool IsSignedBy(IssuerKeySet keys) => keys.For(Algorithm, KeyId).Any(key => key.HasSigned(signed, signature));

    /// <summary>Whether newer keys may hold the one that signed it.</summary>
    public bool MayHaveNewerKey(IssuerKeySet keys) => KeyId is null || !keys.Has(KeyId);

    /// <summary>Whether <c>aud</c> is the audience, or holds it.</summary>
    public bool IsMeantFor(string audience)
    {
        if (!Claims.TryGetProperty("aud", out var meant)) return false;
        return meant.ValueKind == JsonValueKind.Array ? meant.EnumerateArray().Any(one => StrictJson.Text(one) == audience)
            : StrictJson.Text(meant) == audience;
    }

    /// <summary>What is wrong with <c>exp</c> and <c>nbf</c>, with a minute for clocks that differ; null when nothing is.</summary>
    public Failure? CheckTimes(DateTimeOffset now)
    {
        var seconds = now.ToUnixTimeMilliseconds() / 1000.0;
        if (Time("exp") is not { } end) return Refusals.IdToken("does not say when it ends");
        if (seconds >= end + LeewaySeconds) return Refusals.IdToken("is over");
        if (!Claims.TryGetProperty("nbf", out _)) return null;
        if (Time("nbf") is not { } begin) return Refusals.IdToken("does not say when it begins");
        return seconds < begin - LeewaySeconds ? Refusals.IdToken("has not begun; check both clocks") : null;
    }

    private double? Time(string name) =>
        Claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var seconds)
        && double.IsFinite(seconds) ? seconds : null;
}
