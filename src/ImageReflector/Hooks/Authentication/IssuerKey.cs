using System.Security.Cryptography;
using System.Text.Json;

namespace ImageAutomation.ImageReflector.Hooks.Authentication;

/// <summary>A public key of an issuer: RSA for RS256, the curve P-256 for ES256.</summary>
internal sealed class IssuerKey
{
    public const string Rs256 = "RS256";
    public const string Es256 = "ES256";

    private const int SmallestModulusBytes = 2048 / 8;
    private const int LargestModulusBytes = 8192 / 8; // checking a signature takes longer the larger the key is
    private const int CoordinateBytes = 32;

    private readonly RSAParameters rsa;
    private readonly ECParameters curve;

    private IssuerKey(string? id, RSAParameters rsa) => (Id, Algorithm, this.rsa) = (id, Rs256, rsa);

    private IssuerKey(string? id, ECParameters curve) => (Id, Algorithm, this.curve) = (id, Es256, curve);

    /// <summary><c>kid</c>; null when the key has none.</summary>
    public string? Id { get; }

    /// <summary>The one algorithm that the key is used with, whatever a token asks for.</summary>
    public string Algorithm { get; }

    /// <summary>Reads a JSON Web Key; null for one of another kind or use: a key set may hold what is meant for others.</summary>
    public static IssuerKey? Read(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object) return null;
        if (json.TryGetProperty("use", out _) && StrictJson.Text(json, "use") != "sig") return null;
        if (json.TryGetProperty("key_ops", out var uses)
            && (uses.ValueKind != JsonValueKind.Array || !uses.EnumerateArray().Any(use => StrictJson.Text(use) == "verify")))
            return null;
        var id = StrictJson.Text(json, "kid");
        var key = StrictJson.Text(json, "kty") switch
        {
            "RSA" => ReadRsa(json, id),
            "EC" when StrictJson.Text(json, "crv") == "P-256" => ReadCurve(json, id),
            _ => null,
        };
        return json.TryGetProperty("alg", out _) && StrictJson.Text(json, "alg") != key?.Algorithm ? null : key;
    }

    /// <summary>Whether the signature is this key's.</summary>
    public bool HasSigned(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        if (Algorithm == Es256)
        {
            using var ecdsa = ECDsa.Create(curve);
            return ecdsa.VerifyData(data, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }

        using var key = RSA.Create(rsa);
        return key.VerifyData(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    private static IssuerKey? ReadRsa(JsonElement json, string? id)
    {
        if (Bytes(json, "n") is not { } modulus || Bytes(json, "e") is not { Length: > 0 and <= 8 } exponent) return null;
        modulus = [.. modulus.SkipWhile(value => value == 0)];
        if (modulus.Length is < SmallestModulusBytes or > LargestModulusBytes) return null;
        var key = new IssuerKey(id, new RSAParameters { Modulus = modulus, Exponent = exponent });
        return IsUsable(() => RSA.Create(key.rsa)) ? key : null;
    }

    private static IssuerKey? ReadCurve(JsonElement json, string? id)
    {
        if (Bytes(json, "x") is not { Length: CoordinateBytes } x || Bytes(json, "y") is not { Length: CoordinateBytes } y) return null;
        var point = new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = x, Y = y } };
        return IsUsable(() => ECDsa.Create(point)) ? new IssuerKey(id, point) : null;
    }

    private static bool IsUsable(Func<IDisposable> import)
    {
        try
        {
            using var _ = import();
            return true;
        }
        catch (CryptographicException)
        {
            return false; // a point beside the curve, a modulus that is none: as if the key were not there
        }
    }

    private static byte[]? Bytes(JsonElement json, string name) =>
        StrictJson.Text(json, name) is { } text ? Base64UrlText.Decode(text) : null;
}
