using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using ImageAutomation.Common.Resources.Hooks;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageReflector.Hooks.Authentication;

/// <summary>Judges requests whose senders prove themselves by the Secret alone. Pure.</summary>
/// <remarks>
/// Source: Flux, notification controller, <c>validate</c>, and the documents of the senders. Stricter than it where it costs no sender
/// anything: all comparisons take the same time, and a header that came twice is refused.
/// </remarks>
internal static class HookAuthentication
{
    /// <param name="type">Any but <c>gcr</c> and <c>generic-oidc</c>, whose proofs need keys from elsewhere.</param>
    /// <param name="secret">What the Receiver's Secret says.</param>
    /// <param name="request">What came in, at a path of the Receiver.</param>
    /// <param name="now">The time of day; signed times are compared with it.</param>
    public static HookVerdict Judge(ReceiverType type, HookSecret secret, HookRequest request, DateTimeOffset now)
    {
        var refusal = type switch
        {
            ReceiverType.Generic => CheckGeneric(secret, request),
            ReceiverType.GenericHmac => CheckSignature(secret, request, "X-Signature", SignatureFormat.AlgorithmHex),
            ReceiverType.GitHub or ReceiverType.Bitbucket => CheckHub(secret, request),
            ReceiverType.GitLab => request.Has(GitLabSignature.Header) ? GitLabSignature.Check(request, secret, now)
                : CheckToken(secret, request, "X-Gitlab-Token"),
            ReceiverType.Harbor => CheckToken(secret, request, "Authorization"),
            ReceiverType.Nexus => CheckNexus(secret, request),
            ReceiverType.DockerHub or ReceiverType.Quay => StrictJson.IsObject(request.Body) ? null
                : Refusals.Unreadable("the body is not a JSON object"),
            // Event Grid sends its events in an array.
            ReceiverType.Acr => StrictJson.IsObject(request.Body, orArray: true) ? null
                : Refusals.Unreadable("the body is neither a JSON object nor an array"),
            ReceiverType.CdEvents => null,
            _ => throw new UnreachableException($"{type} is not authenticated by its Secret alone"),
        };
        if (refusal is not null) return HookVerdict.Refused(refusal);

        var verdict = HookVerdict.Authentic(request, HookEvents.NameOf(type, request));
        var isForm = type is ReceiverType.GitHub or ReceiverType.Bitbucket && request.MediaType == FormPayload.MediaType;
        if (!isForm) return verdict;
        return FormPayload.Find(request.Body.Span) is { } payload ? verdict.WithFormPayload(payload)
            : HookVerdict.Refused(Refusals.Unreadable("the form has not exactly one field 'payload'"));
    }

    /// <summary>The path alone, and whatever else the Secret asks for; all of it.</summary>
    private static Failure? CheckGeneric(HookSecret secret, HookRequest request)
    {
        if (secret.Header is { } header && CheckToken(secret, request, header) is { } refusal) return refusal;
        return secret.SignatureHeader is { } signed ? CheckSignature(secret, request, signed, secret.SignatureFormat) : null;
    }

    private static Failure? CheckHub(HookSecret secret, HookRequest request)
    {
        if (request.MediaType is not ("application/json" or FormPayload.MediaType))
            return Refusals.Unreadable($"'Content-Type' is neither application/json nor {FormPayload.MediaType}");
        // The better signature decides where both came: a sender that knows it signs with it.
        const string Sha256 = "X-Hub-Signature-256";
        return CheckSignature(secret, request, request.Has(Sha256) ? Sha256 : "X-Hub-Signature", SignatureFormat.AlgorithmHex);
    }

    private static Failure? CheckNexus(HookSecret secret, HookRequest request)
    {
        const string Header = "X-Nexus-Webhook-Signature";
        if (request.Header(Header) is not { } text) return Refusals.NotOnce(request, Header);
        // By its documents the sender signs JSON without white space, whatever it sends.
        return BodySignature.IsHex(text, HashAlgorithmName.SHA1, secret, request.Body.Span)
            || BodySignature.IsHex(text, HashAlgorithmName.SHA1, secret, CompactJson.Of(request.Body.Span))
            ? null : Refusals.Wrong(Header);
    }

    private static Failure? CheckSignature(HookSecret secret, HookRequest request, string header, SignatureFormat format)
    {
        if (request.Header(header) is not { } text) return Refusals.NotOnce(request, header);
        var isRight = format switch
        {
            SignatureFormat.Hex => BodySignature.IsHex(text, HashAlgorithmName.SHA256, secret, request.Body.Span),
            SignatureFormat.AlgorithmHex => BodySignature.IsAlgorithmHex(text, secret, request.Body.Span),
            SignatureFormat.Base64 => BodySignature.IsBase64(text, secret, request.Body.Span),
            _ => throw new UnreachableException(format.ToString()),
        };
        return isRight ? null : Refusals.Wrong(header);
    }

    /// <summary>
    /// The whole value must be the token. No header can hold a line end, so those at a token's end, which <c>echo</c> leaves, do not count.
    /// </summary>
    private static Failure? CheckToken(HookSecret secret, HookRequest request, string header)
    {
        if (request.Header(header) is not { } text) return Refusals.NotOnce(request, header);
        var given = Encoding.UTF8.GetBytes(text);
        var isRight = false;
        foreach (var token in secret.Tokens)
        {
            var value = token.Span.TrimEnd("\r\n"u8);
            isRight |= SecretComparison.AreEqual(given, value) && !value.IsEmpty;
        }

        return isRight ? null : Refusals.Wrong(header);
    }
}
