using System.Buffers;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Common.References;

/// <summary>A content digest: <c>sha256</c> with 64, or <c>sha512</c> with 128 lower-case hexadecimal digits.</summary>
/// <remarks>Source: OCI image spec, "Digests"; other algorithms are refused.</remarks>
public readonly record struct Digest
{
    /// <summary>Reason of the failure for text that is no digest.</summary>
    public const string InvalidDigest = nameof(InvalidDigest);

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    private readonly string? text;

    private Digest(string text) => this.text = text;

    /// <summary>Parses a digest.</summary>
    /// <returns>The digest, or a terminal failure with reason <see cref="InvalidDigest"/>.</returns>
    public static Result<Digest> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var length = colon < 0 ? 0 : text[..colon] switch
        {
            "sha256" => 64,
            "sha512" => 128,
            _ => 0,
        };
        if (length == 0) return Invalid($"unsupported digest algorithm: {text}");
        if (text.Length - colon - 1 != length || text.AsSpan(colon + 1).ContainsAnyExcept(HexDigits))
            return Invalid($"a {text[..colon]} digest has {length} lower-case hexadecimal digits: {text}");
        return new Digest(text);
    }

    /// <summary>The digest as it was written.</summary>
    public override string ToString() => text ?? string.Empty;

    private static Failure Invalid(string message) => Failure.Terminal(InvalidDigest, message);
}
