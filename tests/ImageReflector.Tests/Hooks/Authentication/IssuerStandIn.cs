using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using ImageAutomation.TestSupport.Registry;
using Microsoft.AspNetCore.Http;

namespace ImageAutomation.ImageReflector.Tests.Hooks.Authentication;

/// <summary>An issuer of ID tokens on this machine: discovery, keys and tokens. All share one RSA key; the other is its own.</summary>
internal sealed class IssuerStandIn : IAsyncDisposable
{
    private static readonly RSAParameters RsaKey = NewRsaKey(); // making one takes long

    private readonly StandInServer server;
    private readonly RSA rsa = RSA.Create(RsaKey);
    private readonly ECDsa curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private IssuerStandIn(StandInServer server)
    {
        this.server = server;
        server.Handler = AnswerAsync;
    }

    public string Url => $"http://{server.Host}";

    public string KeySetUrl => Url + "/keys";

    /// <summary>Name of the RSA key in the key set.</summary>
    public string RsaKeyId { get; set; } = "rsa-1";

    /// <summary>Name of the other key in the key set.</summary>
    public string CurveKeyId { get; set; } = "ec-1";

    /// <summary>Answers before all else does, when it wants to; returns whether it did.</summary>
    public Func<HttpContext, Task<bool>> Answer { get; set; } = _ => Task.FromResult(false);

    public int Asked(string path) => server.Requests.Count(request => request.Path == path);

    public int AskedForKeys => Asked("/keys");

    public string PublicKeyPem => rsa.ExportSubjectPublicKeyInfoPem();

    public static async Task<IssuerStandIn> StartAsync() => new(await StandInServer.StartAsync());

    public string Discovery => $$"""{"issuer":"{{Url}}","jwks_uri":"{{KeySetUrl}}","id_token_signing_alg_values_supported":["RS256"]}""";

    public string KeySet
    {
        get
        {
            var (rsaKey, point) = (rsa.ExportParameters(false), curve.ExportParameters(false).Q);
            var numbers = $"\"n\":\"{Encode(rsaKey.Modulus)}\",\"e\":\"{Encode(rsaKey.Exponent)}\"";
            return $$"""
                {"keys":[{"kty":"oct","k":"AAAA","kid":"{{RsaKeyId}}"},
                {"kty":"RSA","use":"enc","kid":"{{RsaKeyId}}","n":"AQAB","e":"AQAB"},
                {"kty":"RSA","use":"sig","alg":"RS256","kid":"{{RsaKeyId}}",{{numbers}}},
                {"kty":"EC","crv":"P-256","kid":"{{CurveKeyId}}","x":"{{Encode(point.X)}}","y":"{{Encode(point.Y)}}"},
                {"kty":"EC","crv":"P-256","kid":"beside","x":"{{Encode(point.X)}}","y":"{{Encode(point.X)}}"}]}
                """;
        }
    }

    /// <summary>A token signed with RS256.</summary>
    public string Rs256(string claims, string? header = null) => Sign(
        header ?? $$"""{"alg":"RS256","typ":"JWT","kid":"{{RsaKeyId}}"}""", claims,
        data => rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

    /// <summary>A token signed with ES256.</summary>
    public string Es256(string claims, string? header = null) => Sign(
        header ?? $$"""{"alg":"ES256","kid":"{{CurveKeyId}}"}""", claims, data => curve.SignData(data, HashAlgorithmName.SHA256));

    public static string Sign(string header, string claims, Func<byte[], byte[]> sign)
    {
        var signed = $"{Encode(Encoding.UTF8.GetBytes(header))}.{Encode(Encoding.UTF8.GetBytes(claims))}";
        return $"{signed}.{Encode(sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        rsa.Dispose();
        curve.Dispose();
    }

    private static RSAParameters NewRsaKey()
    {
        using var made = RSA.Create(2048);
        return made.ExportParameters(includePrivateParameters: true);
    }

    private static string Encode(byte[]? bytes) => Base64Url.EncodeToString(bytes);

    private async Task AnswerAsync(HttpContext context)
    {
        if (await Answer(context)) return;
        await context.Response.WriteAsync(context.Request.Path.Value switch
        {
            "/.well-known/openid-configuration" => Discovery,
            "/keys" => KeySet,
            _ => "{}",
        });
    }
}
