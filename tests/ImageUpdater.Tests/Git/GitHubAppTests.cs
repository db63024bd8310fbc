using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ImageAutomation.Common.Network;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.ImageUpdater.Git.Failures;
using ImageAutomation.ImageUpdater.Git.Login;
using ImageAutomation.Languages.Results;
using ImageAutomation.TestSupport;
using ImageAutomation.TestSupport.Git;
using Microsoft.AspNetCore.Http;
using Xunit;
using static ImageAutomation.ImageUpdater.Tests.Git.GitHouse;
using static ImageAutomation.ImageUpdater.Tests.Git.HttpTransportTests;

namespace ImageAutomation.ImageUpdater.Tests.Git;

public sealed class GitHubAppTests : IDisposable
{
    private readonly RSA key = RSA.Create(2048);
    private readonly FixedTime time = new() { Now = new DateTimeOffset(2026, 5, 6, 7, 8, 9, 876, TimeSpan.Zero) };
    private readonly List<string> calls = [];
    private int issued;

    [ProgramFact("git")]
    public async Task PushesWithAnInstallationToken_When_TheSecretNamesTheInstallation()
    {
        await using var house = new GitHouse();
        house.Remote.Commit("a.yaml", "1");
        using var authority = new TestCertificates();
        using var certificate = authority.Server();
        await using var server = await StartAsync(house, certificate);
        var secret = Secret(
            ("githubAppID", "123"), ("githubAppPrivateKey", key.ExportRSAPrivateKeyPem()), ("githubAppInstallationID", "77"),
            ("githubAppBaseURL", server.Origin + "/api/v3/"), ("ca.crt", authority.AuthorityPem));
        var login = new GitLogin(new AddressGate(), time);

        var remote = Ok(await login.LoginAsync(Ok(App(server.Url("remote.git"), secret)), "ns/a", default));
        var mirror = house.Store.Open(remote);
        var head = await FetchHeadAsync(mirror);
        var written = Ok(await mirror.Objects.CommitAsync(Change(head, "a.yaml", "2"), default));
        Assert.Null(Ok(await mirror.Remote.PushAsync(To("main", written.Commit, head), default)).Failure);

        Assert.Equal(["POST /api/v3/app/installations/77/access_tokens"], calls);
        // Another run with the same Secret keeps the token, and the same mirror.
        Assert.Equal(
            mirror.Name, house.Store.Open(Ok(await login.LoginAsync(Ok(App(server.Url("remote.git"), secret)), "ns/a", default))).Name);
        Assert.Single(calls);
        Assert.Equal(GitHttpServer.Basic("x-access-token", "token-1"), server.Authorizations.Last());
        await login.LoginAsync(Ok(App(server.Url("remote.git"), secret)), "ns/b", default);
        Assert.Equal(2, calls.Count);
        time.Now += TimeSpan.FromMinutes(56);
        Assert.Equal(
            new GitCredentials.Basic("x-access-token", "token-3"),
            Ok(await login.LoginAsync(Ok(App(server.Url("remote.git"), secret)), "ns/a", default)).Credentials);
    }

    [Fact]
    public async Task LooksTheInstallationUp_FirstAsOrganisationThenAsUser()
    {
        await using var house = new GitHouse();
        await using var server = await StartAsync(house);
        Assert.True((await LoginAsync(server, ("githubAppInstallationOwner", "acme"))).IsSuccess);
        Assert.True((await LoginAsync(server, ("githubAppInstallationOwner", "jane"))).IsSuccess);
        Assert.Equal(
            ["GET /api/v3/orgs/acme/installation", "POST /api/v3/app/installations/77/access_tokens", "GET /api/v3/orgs/jane/installation",
                "GET /api/v3/users/jane/installation", "POST /api/v3/app/installations/77/access_tokens"],
            calls);
        var failure = (await LoginAsync(server, ("githubAppInstallationOwner", "nobody"))).Failure!;
        Assert.Equal(GitFailureKind.Authentication, failure.GitKind());
        Assert.Contains("not installed for 'nobody'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SaysWhatTheServerSaid_When_TheLoginIsRefused()
    {
        await using var house = new GitHouse();
        await using var server = await StartAsync(house);
        using var other = RSA.Create(2048);
        var secret = Secret(
            ("githubAppID", "123"), ("githubAppPrivateKey", other.ExportPkcs8PrivateKeyPem()), ("githubAppInstallationID", "77"),
            ("githubAppBaseURL", server.Origin + "/api/v3"));
        var failure = (await new GitLogin(new AddressGate(), time).LoginAsync(
            Ok(App(server.Url("remote.git"), secret)), "u", default)).Failure!;
        Assert.Equal(GitFailureKind.Authentication, failure.GitKind());
        Assert.Contains("401 (A JSON web token could not be decoded)", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("PRIVATE KEY", failure.ToString(), StringComparison.Ordinal);

        var gone = Secret(
            ("githubAppID", "123"), ("githubAppPrivateKey", key.ExportPkcs8PrivateKeyPem()), ("githubAppInstallationID", "77"),
            ("githubAppBaseURL", "http://localhost:1"));
        Assert.Equal(
            GitFailureKind.Unreachable,
            (await new GitLogin(new AddressGate(), time).LoginAsync(
                Ok(App(server.Url("remote.git"), gone)), "u", default)).Failure!.GitKind());
    }

    public static TheoryData<string, string> Broken => new()
    {
        { "githubAppID=1", "'githubAppPrivateKey' is required" },
        { "githubAppID=1&githubAppPrivateKey=x&githubAppInstallationID=1", "not an RSA key" },
        { "githubAppID=1\"&githubAppPrivateKey=KEY&githubAppInstallationID=1", "not an id" },
        { "githubAppID=1&githubAppPrivateKey=KEY", "exactly one of" },
        { "githubAppID=1&githubAppPrivateKey=KEY&githubAppInstallationID=1&githubAppInstallationOwner=a", "exactly one of" },
        { "githubAppID=1&githubAppPrivateKey=KEY&githubAppInstallationID=x", "not a number" },
        { "githubAppID=1&githubAppPrivateKey=KEY&githubAppInstallationID=1&githubAppBaseURL=ftp://x", "'githubAppBaseURL'" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void RefusesTheSecret(string values, string words)
    {
        var pem = key.ExportPkcs8PrivateKeyPem();
        var secret = Secret(
            [.. values.Split('&').Select(item => (item.Split('=', 2)[0], item.Split('=', 2)[1] == "KEY" ? pem : item.Split('=', 2)[1]))]);
        var failure = App("https://host/x", secret).Failure!;
        Assert.Equal(Reasons.SourceManagerFailed, failure.Reason);
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
    }

    public void Dispose() => key.Dispose();

    private static Result<GitRemote> App(string url, Secret secret)
    {
        var repository = Repository(url);
        return GitRemote.From(repository with { Spec = repository.Spec with { Provider = "github" } }, secret);
    }

    private Task<Result<GitRemote>> LoginAsync(GitHttpServer server, (string, string) installation) =>
        new GitLogin(new AddressGate(), time).LoginAsync(
            Ok(App(server.Url("remote.git"),
                Secret(("githubAppID", "123"), ("githubAppPrivateKey", key.ExportPkcs8PrivateKeyPem()), installation,
                    ("githubAppBaseURL", server.Origin + "/api/v3")))), "u", default);

    private async Task<GitHttpServer> StartAsync(
        GitHouse house, System.Security.Cryptography.X509Certificates.X509Certificate2? certificate = null)
    {
        var server = await GitHttpServer.StartAsync(house.Folder.Path, certificate: certificate);
        server.Intercept = async context =>
        {
            var path = context.Request.Path.Value!;
            if (!path.StartsWith("/api/v3/", StringComparison.Ordinal)) return false;
            lock (calls) calls.Add($"{context.Request.Method} {path}");
            var (status, body) = !IsValid(context.Request.Headers.Authorization.ToString())
                ? (401, "{\"message\":\"A JSON web token could not be decoded\"}")
                : path.EndsWith("/access_tokens", StringComparison.Ordinal)
                ? (201, $"{{\"token\":\"token-{++issued}\",\"expires_at\":\"{time.Now.AddHours(1):O}\"}}")
                : path is "/api/v3/orgs/acme/installation" or "/api/v3/users/jane/installation" ? (200, "{\"id\":77}")
                : (404, "{\"message\":\"Not Found\"}");
            context.Response.StatusCode = status;
            context.Response.Headers["X-GitHub-Request-Id"] = "1:2:3";
            await context.Response.WriteAsync(body);
            return true;
        };
        return server;
    }

    private bool IsValid(string authorization)
    {
        var parts = authorization["Bearer ".Length..].Split('.');
        static byte[] Raw(string text) => System.Buffers.Text.Base64Url.DecodeFromChars(text);
        using var claims = JsonDocument.Parse(Raw(parts[1]));
        var start = time.Now.ToUnixTimeSeconds() - 30;
        return key.VerifyData(
            Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Raw(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            && claims.RootElement.GetProperty("iss").GetString() == "123"
            && claims.RootElement.GetProperty("iat").GetInt64() == start
            && claims.RootElement.GetProperty("exp").GetInt64() == start + 120;
    }

    private sealed class FixedTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => Now;

        public override long GetTimestamp() => Now.UtcTicks;
    }
}
