using System.Buffers;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Hooks;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageReflector.Hooks.Authentication;

/// <summary>What the Secret of a Receiver says. No text of this type ever shows a value.</summary>
internal sealed class HookSecret
{
    /// <summary>The token; makes the path, too.</summary>
    public const string TokenKey = "token";

    /// <summary>The token before the last rotation: accepted, and its path served, as long as the key is there. Optional.</summary>
    public const string PreviousTokenKey = "previousToken";

    /// <summary>Who must have the ID token; type <c>gcr</c>.</summary>
    public const string EmailKey = "email";

    /// <summary>Whom the ID token must be meant for; type <c>gcr</c>.</summary>
    public const string AudienceKey = "audience";

    /// <summary>A header whose value must be the token; type <c>generic</c>. Optional.</summary>
    public const string HeaderKey = "header";

    /// <summary>A header that must hold the HMAC of the body; type <c>generic</c>. Optional.</summary>
    public const string SignatureHeaderKey = "signatureHeader";

    /// <summary><c>hex</c>, <c>alg=hex</c> or <c>base64</c>; with <see cref="SignatureHeaderKey"/>.</summary>
    public const string SignatureFormatKey = "signatureFormat";

    // RFC 9110, token.
    private static readonly SearchValues<char> HeaderNameCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private HookSecret()
    {
    }

    /// <summary>The token as it is stored, line ends and all; never empty.</summary>
    public required ReadOnlyMemory<byte> Token { get; init; }

    /// <summary>The token before it, as it is stored; null when there is none. Never empty.</summary>
    public ReadOnlyMemory<byte>? PreviousToken { get; init; }

    /// <summary>Null for all types but <c>gcr</c>.</summary>
    public string? Email { get; init; }

    /// <summary>Null for all types but <c>gcr</c>.</summary>
    public string? Audience { get; init; }

    /// <summary>Name of a header; null for all types but <c>generic</c>.</summary>
    public string? Header { get; init; }

    /// <summary>Name of a header; null for all types but <c>generic</c>.</summary>
    public string? SignatureHeader { get; init; }

    /// <summary>Counts with <see cref="SignatureHeader"/> only.</summary>
    public SignatureFormat SignatureFormat { get; init; }

    /// <summary>All tokens that are accepted, the newest first.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Tokens => PreviousToken is { } previous ? [Token, previous] : [Token];

    /// <summary>Reads the keys that a type of Receiver uses.</summary>
    /// <returns>
    /// A failure with <see cref="HookReasons.TokenNotFound"/> for a key that is missing or empty, with
    /// <see cref="HookReasons.InvalidSecret"/> for one that cannot be used. Both are transient: Secrets change.
    /// </returns>
    public static Result<HookSecret> Read(Secret secret, ReceiverType type)
    {
        if (SecretValues.Bytes(secret, TokenKey) is not { Length: > 0 } token) return Missing(secret, TokenKey);
        var email = type == ReceiverType.Gcr ? SecretValues.FilledText(secret, EmailKey) : null;
        var audience = type == ReceiverType.Gcr ? SecretValues.FilledText(secret, AudienceKey) : null;
        if (type == ReceiverType.Gcr && email is null) return Missing(secret, EmailKey);
        if (type == ReceiverType.Gcr && audience is null) return Missing(secret, AudienceKey);

        var isGeneric = type == ReceiverType.Generic;
        var header = isGeneric ? SecretValues.Text(secret, HeaderKey) : null;
        var signatureHeader = isGeneric ? SecretValues.Text(secret, SignatureHeaderKey) : null;
        var formatText = isGeneric ? SecretValues.Text(secret, SignatureFormatKey) : null;
        // A key that is there and says nothing must not leave the path alone to guard the Receiver.
        if (header is not null && !IsHeaderName(header)) return Invalid(secret, HeaderKey, "is not the name of a header");
        if (signatureHeader is not null && !IsHeaderName(signatureHeader))
            return Invalid(secret, SignatureHeaderKey, "is not the name of a header");
        if (formatText is not null && signatureHeader is null)
            return Invalid(secret, SignatureFormatKey, $"needs the key '{SignatureHeaderKey}' beside it");
        var format = ReadFormat(formatText);
        if (signatureHeader is not null && format is null)
            return Invalid(secret, SignatureFormatKey, "must be 'hex', 'alg=hex' or 'base64'");

        return new HookSecret
        {
            Token = token,
            // The cast matters: null alone would become an empty token, which everybody knows.
            PreviousToken = SecretValues.Bytes(secret, PreviousTokenKey) is { Length: > 0 } previous ? previous
                : (ReadOnlyMemory<byte>?)null,
            Email = email,
            Audience = audience,
            Header = header,
            SignatureHeader = signatureHeader,
            SignatureFormat = format ?? default,
        };
    }

    private static SignatureFormat? ReadFormat(string? text) => text switch
    {
        "hex" => Authentication.SignatureFormat.Hex,
        "alg=hex" => Authentication.SignatureFormat.AlgorithmHex,
        "base64" => Authentication.SignatureFormat.Base64,
        _ => null,
    };

    private static bool IsHeaderName(string text) =>
        text.Length is > 0 and <= 256 && !text.AsSpan().ContainsAnyExcept(HeaderNameCharacters);

    private static Failure Missing(Secret secret, string key) =>
        Failure.Transient(HookReasons.TokenNotFound, $"the Secret '{SecretValues.Name(secret)}' has no key '{key}', or an empty one");

    private static Failure Invalid(Secret secret, string key, string problem) =>
        Failure.Transient(HookReasons.InvalidSecret, $"the key '{key}' of the Secret '{SecretValues.Name(secret)}' {problem}");
}
