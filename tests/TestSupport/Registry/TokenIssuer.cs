using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;

using Microsoft.AspNetCore.Http;

namespace ImageAutomation.TestSupport.Registry;

/// <summary>A token service for a <see cref="DockerRegistry"/>: signed tokens that the real program checks.</summary>
/// <remarks>
/// Source: distribution, "Token Authentication Implementation"; signed with ES256, the certificate travels in <c>x5c</c>.
/// </remarks>
public sealed class TokenIssuer : IDisposable
{
    public const string Issuer = "test-issuer";
    public const string Service = "test-registry";

    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 certificate;

    public TokenIssuer()
    {
        var request = new CertificateRequest("CN=Test token issuer", key, HashAlgorithmName.SHA256);
        var now = TimeProvider.System.GetUtcNow();
        certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
    }

    /// <summary>What the registry trusts.</summary>
    public string CertificatePem => certificate.ExportCertificatePem();

    /// <summary>user:password that is asked for; null lets everybody.</summary>
    public string? Login { get; set; }

    /// <summary>Repositories that may be pulled, beside none; null means all.</summary>
    public IReadOnlyList<string>? Grants { get; set; }

    /// <summary>Makes a token for the scopes, as far as they are granted: a service answers 200 even when it grants nothing.</summary>
    public string CreateToken(IEnumerable<string> scopes)
    {
        var access = scopes.SelectMany(scope => scope.Split(' ')).Select(scope => scope.Split(':'))
            .Where(part => part.Length == 3 && Grants?.Contains(part[1]) != false)
            .Select(part => $$"""{"type":"{{part[0]}}","name":"{{part[1]}}","actions":{{JsonSerializer.Serialize(part[2].Split(','))}}}""");
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var header = $$"""{"typ":"JWT","alg":"ES256","x5c":["{{Convert.ToBase64String(certificate.RawData)}}"]}""";
        var claims = $$"""{"iss":"{{Issuer}}","sub":"","aud":"{{Service}}","exp":{{now + 300}},"nbf":{{now - 10}},"iat":{{now}},"jti":"{{Guid.NewGuid():N}}","access":[{{string.Join(',', access)}}]}""";
        var signed = Encode(Encoding.UTF8.GetBytes(header)) + "." + Encode(Encoding.UTF8.GetBytes(claims));
        return signed + "." + Encode(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256));
    }

    /// <summary>Answers a token request; the handler of a <see cref="StandInServer"/>.</summary>
    public Task AnswerAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (Login is not null && context.Request.Headers.Authorization != "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(Login)))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        }

        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(
            $$"""{"token":"{{CreateToken(context.Request.Query["scope"].OfType<string>())}}","expires_in":300}""");
    }

    public void Dispose()
    {
        certificate.Dispose();
        key.Dispose();
    }

    private static string Encode(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
