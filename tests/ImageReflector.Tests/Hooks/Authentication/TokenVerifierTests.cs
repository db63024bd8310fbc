using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ImageAutomation.Common.Network;
using ImageAutomation.Common.Resources.Hooks;
using ImageAutomation.ImageReflector.Hooks.Authentication;
using ImageAutomation.Languages.Results;
using ImageAutomation.TestSupport;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace ImageAutomation.ImageReflector.Tests.Hooks.Authentication;

public sealed class TokenVerifierTests : IAsyncLifetime
{
    private const string Audience = "hooks";
    private const string Email = "push@project.iam.gserviceaccount.com";

    private readonly FakeTime time = new();
    private IssuerStandIn issuer = null!; // made by InitializeAsync
    private TokenVerifier verifier = null!; // made by InitializeAsync

    public async Task InitializeAsync()
    {
        issuer = await IssuerStandIn.StartAsync();
        verifier = Verifier(new AddressGate());
    }

    public async Task DisposeAsync() => await issuer.DisposeAsync();

    [Fact]
    public async Task Believes_TokensOfBothAlgorithms()
    {
        foreach (var token in (string[])[issuer.Rs256(Claims()), issuer.Es256(Claims())])
        {
            var verified = (await VerifyAsync(token)).Value;
            Assert.Equal(issuer.Url, verified.Issuer.Url);
            Assert.Equal("repo:acme/web", verified.Claims.GetProperty("sub").GetString());
        }

        Assert.Equal((1, 1), (issuer.AskedForKeys, issuer.Asked("/.well-known/openid-configuration")));
    }

    [Theory]
    [InlineData("\"hooks\"", true)]
    [InlineData("[\"other\",\"hooks\"]", true)]
    [InlineData("[]", false)]
    [InlineData("\"Hooks\"", false)]
    [InlineData("\"hooks \"", false)]
    [InlineData("[[\"hooks\"]]", false)]
    [InlineData("1", false)]
    [InlineData("null", false)]
    [InlineData("{\"hooks\":\"hooks\"}", false)]
    public async Task Audience_IsTextOrArray(string audience, bool isRight) => Assert.Equal(
        isRight, (await VerifyAsync(issuer.Rs256($$"""{"iss":"{{issuer.Url}}","aud":{{audience}},"exp":{{In(60)}}}"""))).IsSuccess);

    [Theory]
    [InlineData(1, null, true)]
    [InlineData(-59, null, true)]
    [InlineData(-60, null, false)]
    [InlineData(-3600, null, false)]
    [InlineData(3600, -10, true)]
    [InlineData(3600, 60, true)]
    [InlineData(3600, 61, false)]
    public async Task Times_AreHonouredWithAMinute(int end, int? begin, bool isRight)
    {
        var notBefore = begin is { } seconds ? $",\"nbf\":{In(seconds)}" : "";
        var token = issuer.Rs256($$"""{"iss":"{{issuer.Url}}","aud":"hooks","exp":{{In(end)}}{{notBefore}}}""");
        Assert.Equal(isRight, (await VerifyAsync(token)).IsSuccess);
    }

    [Theory]
    [InlineData("")]
    [InlineData(",\"exp\":null")]
    [InlineData(",\"exp\":\"99999999999\"")]
    [InlineData(",\"exp\":1e999")]
    [InlineData(",\"exp\":-1")]
    [InlineData(",\"exp\":99999999999,\"exp\":99999999999")]
    [InlineData(",\"exp\":99999999999,\"nbf\":\"0\"")]
    [InlineData(",\"exp\":99999999999,\"nbf\":null")]
    public async Task Times_MustBeNumbers(string times) =>
        await RefusesAsync(issuer.Rs256($$"""{"iss":"{{issuer.Url}}","aud":"hooks"{{times}}}"""));

    [Fact]
    public async Task Issuer_IsComparedCharacterByCharacter_And_NeverAskedForOthers()
    {
        var port = issuer.Url[(issuer.Url.LastIndexOf(':') + 1)..];
        foreach (var other in (string[])[issuer.Url + "/", issuer.Url.ToUpperInvariant(), "http://localhost:" + port, "",
            "https://10.0.0.1"])
            await RefusesAsync(issuer.Rs256(Claims(other)));
        await RefusesAsync(issuer.Rs256($$"""{"aud":"hooks","exp":{{In(60)}}}"""));
        await RefusesAsync(issuer.Rs256($$"""{"iss":["{{issuer.Url}}"],"aud":"hooks","exp":{{In(60)}}}"""));
        Assert.Equal(0, issuer.AskedForKeys);
    }

    [Fact]
    public async Task Algorithms_AreTheTwo_And_EachOfItsOwnKey()
    {
        var pem = Encoding.UTF8.GetBytes(issuer.PublicKeyPem);
        foreach (var algorithm in (string[])["none", "None", "", "HS256", "RS512", "PS256", "rs256", "EdDSA"])
        {
            var header = $$"""{"alg":"{{algorithm}}","kid":"rsa-1"}""";
            await RefusesAsync(issuer.Rs256(Claims(), header));
            await RefusesAsync(IssuerStandIn.Sign(header, Claims(), data => HMACSHA256.HashData(pem, data)));
            await RefusesAsync(IssuerStandIn.Sign(header, Claims(), _ => []));
        }

        // Right by name, signed by the other's key or algorithm.
        await RefusesAsync(issuer.Rs256(Claims(), """{"alg":"ES256","kid":"rsa-1"}"""));
        await RefusesAsync(issuer.Rs256(Claims(), """{"alg":"ES256","kid":"ec-1"}"""));
        await RefusesAsync(issuer.Es256(Claims(), """{"alg":"RS256","kid":"rsa-1"}"""));
        await RefusesAsync(IssuerStandIn.Sign("""{"alg":"RS256","kid":"rsa-1"}""", Claims(), data => HMACSHA256.HashData(pem, data)));
        await RefusesAsync(IssuerStandIn.Sign("""{"alg":"ES256","kid":"ec-1"}""", Claims(), _ => new byte[64])); // r = s = 0
    }

    [Theory]
    [InlineData("""{"alg":"RS256"}""", true)]
    [InlineData("""{"alg":"RS256","kid":"RSA-1"}""", false)]
    [InlineData("""{"alg":"RS256","kid":""}""", false)]
    [InlineData("""{"alg":"RS256","kid":null}""", false)]
    [InlineData("""{"alg":"RS256","kid":1}""", false)]
    [InlineData("""{"alg":"RS256","kid":"ec-1"}""", false)]
    [InlineData("""{"alg":"RS256","kid":"rsa-1","crit":["b64"],"b64":false}""", false)]
    [InlineData("""{"alg":"RS256","kid":"rsa-1","crit":[]}""", false)]
    [InlineData("""{"alg":"none","alg":"RS256","kid":"rsa-1"}""", false)]
    [InlineData("""{"alg":["RS256"],"kid":"rsa-1"}""", false)]
    [InlineData("""{"alg":"RS256","kid":"rsa-1"} {}""", false)]
    [InlineData("""{"kid":"rsa-1"}""", false)]
    [InlineData("""["RS256"]""", false)]
    public async Task Header_NamesKeyAndAlgorithm(string header, bool isRight) =>
        Assert.Equal(isRight, (await VerifyAsync(issuer.Rs256(Claims(), header))).IsSuccess);

    [Fact]
    public async Task AnyKeyOfTheAlgorithm_MaySignATokenWithoutName()
    {
        Assert.True((await VerifyAsync(issuer.Es256(Claims(), """{"alg":"ES256"}"""))).IsSuccess);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await RefusesAsync(
            IssuerStandIn.Sign("""{"alg":"ES256"}""", Claims(), data => other.SignData(data, HashAlgorithmName.SHA256)));
    }

    [Fact]
    public async Task Tokens_AreRefused_When_OneCharacterDiffers()
    {
        var token = issuer.Es256(Claims());
        Assert.True((await VerifyAsync(token)).IsSuccess);
        for (var at = 0; at < token.Length; at += 7)
            await RefusesAsync(token[..at] + (token[at] == 'A' ? 'B' : 'A') + token[(at + 1)..]);
        foreach (var wrong in (string[])["", ".", "..", "...", token + ".", "." + token, token + "=", token + "\n", " " + token,
            token[..^4], token[..(token.LastIndexOf('.') + 1)], new string('a', 16 * 1024), "\ud800." + token])
            await RefusesAsync(wrong);
    }

    [Fact]
    public async Task Tokens_HaveABoundedLength()
    {
        string Padded(int length) => issuer.Rs256(
            $$"""{"iss":"{{issuer.Url}}","aud":"hooks","exp":{{In(60)}},"x":"{{new string('x', length)}}"}""");
        Assert.True((await VerifyAsync(Padded(11_500))).IsSuccess);
        await RefusesAsync(Padded(12_300));
    }

    [Theory]
    [InlineData("Bearer {0}", true)]
    [InlineData("bearer {0}", true)]
    [InlineData("{0}", false)]
    [InlineData("Basic {0}", false)]
    [InlineData("Bearer", false)]
    [InlineData("Bearer  {0}", false)]
    [InlineData("Bearer {0} ", false)]
    [InlineData("Bearer {0}, Bearer {0}", false)]
    public async Task Scheme_IsBearer(string format, bool isRight)
    {
        var header = format.Replace("{0}", issuer.Rs256(Claims()), StringComparison.Ordinal);
        Assert.Equal(isRight, (await verifier.VerifyAsync(header, [new(issuer.Url, Audience)], CancellationToken.None)).IsSuccess);
    }

    [Fact]
    public async Task RotatedKeys_AreFound_But_OthersAreSearchedSeldom()
    {
        Assert.True((await VerifyAsync(issuer.Rs256(Claims()))).IsSuccess);
        var old = issuer.Rs256(Claims());
        issuer.RsaKeyId = "rsa-2";
        time.Advance(TimeSpan.FromSeconds(20));
        Assert.True((await VerifyAsync(issuer.Rs256(Claims()))).IsSuccess);
        Assert.Equal(2, issuer.AskedForKeys);

        await RefusesAsync(old);
        for (var i = 0; i < 100; i++) await RefusesAsync(issuer.Rs256(Claims(), $$"""{"alg":"RS256","kid":"{{i}}"}"""));
        Assert.Equal(2, issuer.AskedForKeys);
        time.Advance(TimeSpan.FromMinutes(5));
        await RefusesAsync(issuer.Rs256(Claims(), """{"alg":"RS256","kid":"x"}"""));
        await RefusesAsync(issuer.Rs256(Claims(), """{"alg":"RS256","kid":"x"}"""));
        Assert.Equal(3, issuer.AskedForKeys);
    }

    [Fact]
    public async Task WithdrawnKeys_CountForAnHour()
    {
        var old = issuer.Rs256(Claims(seconds: 7200));
        Assert.True((await VerifyAsync(old)).IsSuccess);
        issuer.RsaKeyId = "rsa-2";
        time.Advance(TimeSpan.FromMinutes(59));
        Assert.True((await VerifyAsync(old)).IsSuccess);
        time.Advance(TimeSpan.FromMinutes(1));
        await RefusesAsync(old);
        Assert.Equal(2, issuer.AskedForKeys);
    }

    [Fact]
    public async Task Discovery_MustNameTheIssuer()
    {
        foreach (var name in (string[])["https://other.example", issuer.Url + "/", ""])
            await CannotAskAsync(Answering($$"""{"issuer":"{{name}}","jwks_uri":"{{issuer.KeySetUrl}}"}"""));
        foreach (var text in (string[])["", "[]", "null", "{}", "x", """{"issuer":1}""", $$"""{"issuer":"{{issuer.Url}}"}"""])
            await CannotAskAsync(Answering(text));
        foreach (var keys in (string[])["http://example.com/keys", "ftp://127.0.0.1/keys", "/keys", "https://u:p@127.0.0.1/keys",
            "file:///keys"])
            await CannotAskAsync(Answering($$"""{"issuer":"{{issuer.Url}}","jwks_uri":"{{keys}}"}"""));
        Assert.Equal(0, issuer.AskedForKeys);
    }

    [Fact]
    public async Task KeySet_MustBeOne()
    {
        foreach (var text in (string[])["", "[]", "{}", """{"keys":{}}""", """{"keys":[],"keys":[]}"""])
            await CannotAskAsync(Answering(text, "/keys"));
        issuer.Answer = Answering("""{"keys":[1,null,[],{},{"kty":1},{"kty":"RSA"},{"kty":"RSA","n":"?","e":"AQAB"}]}""", "/keys");
        Assert.Equal(HookReasons.IdTokenRefused, (await VerifyAsync(issuer.Rs256(Claims()), Verifier(new AddressGate()))).Failure?.Reason);
    }

    [Fact]
    public async Task Redirects_StayAtTheHost()
    {
        await using var other = await IssuerStandIn.StartAsync();
        foreach (var path in (string[])["/.well-known/openid-configuration", "/keys"])
        {
            await CannotAskAsync(Redirecting(path, other.Url + path));
            await CannotAskAsync(Redirecting(path, "http://169.254.169.254/"));
            await CannotAskAsync(Redirecting(path, "https" + issuer.Url[4..] + path));
            await CannotAskAsync(Redirecting(path, path));
            await CannotAskAsync(Redirecting(path, null));
        }

        Assert.Equal(0, other.AskedForKeys);
        issuer.Answer = async context =>
        {
            if (context.Request.Path == "/moved") await context.Response.WriteAsync(issuer.KeySet);
            return context.Request.Path == "/moved" || await Redirecting("/keys", "/moved")(context);
        };
        Assert.True((await VerifyAsync(issuer.Rs256(Claims()))).IsSuccess);
    }

    [Theory]
    [InlineData("/.well-known/openid-configuration", true)]
    [InlineData("/.well-known/openid-configuration", false)]
    [InlineData("/keys", true)]
    [InlineData("/keys", false)]
    public async Task Answers_AreBounded(string path, bool saysLength) => await CannotAskAsync(async context =>
    {
        if (context.Request.Path != path) return false;
        const int Chunk = 1 << 16;
        if (saysLength) context.Response.ContentLength = 160 * Chunk;
        try
        {
            for (var i = 0; i < 160; i++) await context.Response.Body.WriteAsync(new byte[Chunk], context.RequestAborted);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            return true; // hung up on, as wanted
        }

        return true;
    });

    [Fact]
    public async Task Answers_AreWaitedForTenSeconds()
    {
        var asked = new TaskCompletionSource();
        issuer.Answer = async context =>
        {
            asked.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ContinueWith(
                _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            return true;
        };
        var verifying = VerifyAsync(issuer.Rs256(Claims()));
        await asked.Task;
        Assert.False(verifying.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(HookReasons.IssuerUnavailable, (await verifying).Failure?.Reason);
    }

    [Fact]
    public async Task Failures_AreKeptForAWhile()
    {
        issuer.Answer = context =>
        {
            context.Response.StatusCode = 503;
            return Task.FromResult(true);
        };
        var token = issuer.Rs256(Claims());
        for (var i = 0; i < 100; i++) Assert.Equal(HookReasons.IssuerUnavailable, (await VerifyAsync(token)).Failure?.Reason);
        Assert.Equal(1, issuer.Asked("/.well-known/openid-configuration"));
        issuer.Answer = _ => Task.FromResult(false);
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.True((await VerifyAsync(issuer.Rs256(Claims()))).IsSuccess);
    }

    [Fact]
    public async Task Addresses_AreGuarded()
    {
        var token = issuer.Rs256(Claims());
        Assert.Equal(
            HookReasons.IssuerUnavailable, (await VerifyAsync(token, Verifier(new AddressGate { AllowsPrivate = false }))).Failure?.Reason);
        Assert.Equal(0, issuer.Asked("/.well-known/openid-configuration"));

        // An issuer at a public address cannot send us into a network of our own, whatever its name leads to.
        using var transport = new IssuerTransport(new AddressGate(), usesProxy: false);
        Assert.True(transport.IsAllowed(IPAddress.Parse("10.0.0.1")));
        transport.LeaveConfiguredHost();
        Assert.False(transport.IsAllowed(IPAddress.Parse("10.0.0.1")));
        Assert.False(transport.IsAllowed(IPAddress.Loopback));

        // Metadata services never answer for anybody.
        foreach (var url in (string[])["https://169.254.169.254", "https://metadata.test"])
        {
            var gate = new AddressGate { Resolve = (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("169.254.169.254")]) };
            var read = await Verifier(gate).VerifyAsync(
                "Bearer " + issuer.Rs256(Claims(url)), [new TrustedIssuer(url, Audience)], CancellationToken.None);
            Assert.Contains("not allowed", read.Failure?.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("https://issuer.example", true)]
    [InlineData("https://issuer.example/realms/a/", true)]
    [InlineData("http://127.0.0.1:5556/dex", true)]
    [InlineData("http://localhost", true)]
    [InlineData("http://[::1]:80", true)]
    [InlineData("http://issuer.example", false)]
    [InlineData("http://localhost.example", false)]
    [InlineData("https://u@issuer.example", false)]
    [InlineData("https://issuer.example?x", false)]
    [InlineData("https://issuer.example#x", false)]
    [InlineData("ftp://127.0.0.1", false)]
    [InlineData("issuer", false)]
    [InlineData("", false)]
    public void Issuers_AreAskedByTls(string url, bool isRight) => Assert.Equal(isRight, TrustedIssuer.Problem(url) is null);

    [Theory]
    [InlineData("accounts.google.com", true)]
    [InlineData("https://accounts.google.com", true)]
    [InlineData("http://accounts.google.com", false)]
    [InlineData("https://accounts.google.com/", false)]
    [InlineData("https://accounts.google.com.example", false)]
    public async Task Google_HasTwoNames(string name, bool isRight) =>
        Assert.Equal(isRight, await GoogleAsync(issuer.Rs256(GoogleClaims(name: name))) is null);

    [Fact]
    public async Task Google_TellsAudienceAndAccount()
    {
        Assert.Null(await GoogleAsync(issuer.Rs256(GoogleClaims())));
        Assert.Equal((1, 0), (issuer.AskedForKeys, issuer.Asked("/.well-known/openid-configuration")));
        string[] wrong =
        [
            GoogleClaims(audience: "other"), GoogleClaims(email: "other@example.com"), GoogleClaims(email: Email.ToUpperInvariant()),
            GoogleClaims(verified: "false"), GoogleClaims(verified: "\"true\""), GoogleClaims(verified: "1"), GoogleClaims(seconds: -60),
            GoogleClaims().Replace("email_verified", "email_vouched", StringComparison.Ordinal),
            GoogleClaims().Replace("\"email\"", "\"mail\"", StringComparison.Ordinal),
        ];
        foreach (var claims in wrong) Assert.Equal(HookReasons.IdTokenRefused, (await GoogleAsync(issuer.Rs256(claims)))?.Reason);
        Assert.NotNull(await GoogleAsync(issuer.Rs256(GoogleClaims(), """{"alg":"none","kid":"rsa-1"}""")));
        var pem = Encoding.UTF8.GetBytes(issuer.PublicKeyPem);
        Assert.NotNull(await GoogleAsync(
            IssuerStandIn.Sign("""{"alg":"HS256","kid":"rsa-1"}""", GoogleClaims(), data => HMACSHA256.HashData(pem, data))));
    }

    [Fact]
    public async Task Requests_AreJudgedByType()
    {
        var authenticator = new HookAuthenticator(verifier, time);
        var google = new HookTrust
        {
            Type = ReceiverType.Gcr,
            Secret = Senders.Read(ReceiverType.Gcr, ("token", "t"), ("audience", Audience), ("email", Email)),
        };
        var oidc = new HookTrust { Type = ReceiverType.GenericOidc, Issuers = [new("https://other.test", "x"), new(issuer.Url, Audience)] };
        Task<HookVerdict> JudgeAsync(HookTrust trust, params (string, string)[] headers) =>
            authenticator.AuthenticateAsync(trust, Senders.Request("rubbish", headers), CancellationToken.None);

        var token = ("Authorization", "Bearer " + issuer.Rs256(Claims()));
        var verdict = await JudgeAsync(oidc, token);
        Assert.Equal((issuer.Url, "repo:acme/web"), (verdict.Issuer?.Url, verdict.Claims?.GetProperty("sub").GetString()));
        Assert.Equal(HookReasons.IdTokenRefused, (await JudgeAsync(oidc with { Issuers = [] }, token)).Refusal?.Reason);
        Assert.Equal(HookReasons.IdTokenRefused, (await JudgeAsync(google, token)).Refusal?.Reason);
        var push = ("Authorization", "Bearer " + issuer.Rs256(GoogleClaims()));
        Assert.True((await JudgeAsync(google, push)).IsAuthentic);
        Assert.Equal(HookReasons.TokenNotFound, (await JudgeAsync(google with { Secret = null }, push)).Refusal?.Reason);
        var nobody = google with { Secret = Senders.Read(ReceiverType.Harbor) };
        Assert.Equal(HookReasons.TokenNotFound, (await JudgeAsync(nobody, push)).Refusal?.Reason);
        foreach (var trust in (HookTrust[])[google, oidc])
        {
            Assert.Equal(HookReasons.ProofMissing, (await JudgeAsync(trust)).Refusal?.Reason);
            Assert.Equal(HookReasons.ProofAmbiguous, (await JudgeAsync(trust, token, token)).Refusal?.Reason);
        }

        var harbor = new HookTrust { Type = ReceiverType.Harbor, Secret = Senders.Read(ReceiverType.Harbor) };
        Assert.True((await JudgeAsync(harbor, ("Authorization", Senders.Token))).IsAuthentic);
        Assert.False((await JudgeAsync(harbor, ("Authorization", "Bearer " + Senders.Token))).IsAuthentic);
    }

    [Fact]
    public async Task TwoReceiversOfOnePath_EachBelieveTheirOwn()
    {
        await using var second = await IssuerStandIn.StartAsync();
        HookTrust Trust(string url) => new() { Type = ReceiverType.GenericOidc, Issuers = [new(url, Audience)] };
        var authenticator = new HookAuthenticator(verifier, time);
        foreach (var (mine, other) in ((IssuerStandIn, IssuerStandIn)[])[(issuer, second), (second, issuer)])
        {
            var request = Senders.Request("{}", ("Authorization", "Bearer " + mine.Es256(Claims(mine.Url))));
            Assert.True((await authenticator.AuthenticateAsync(Trust(mine.Url), request, CancellationToken.None)).IsAuthentic);
            Assert.False((await authenticator.AuthenticateAsync(Trust(other.Url), request, CancellationToken.None)).IsAuthentic);
        }
    }

    private static Func<HttpContext, Task<bool>> Answering(string text, string path = "/.well-known/openid-configuration") =>
        async context =>
        {
            if (context.Request.Path != path) return false;
            await context.Response.WriteAsync(text);
            return true;
        };

    private static Func<HttpContext, Task<bool>> Redirecting(string path, string? to) => context =>
    {
        if (context.Request.Path != path) return Task.FromResult(false);
        context.Response.StatusCode = 302;
        if (to is not null) context.Response.Headers.Location = to;
        return Task.FromResult(true);
    };

    private TokenVerifier Verifier(AddressGate gate) =>
        new(new IssuerKeys(new IssuerDocuments(gate, time).ReadKeysAsync, time), KeySource.KeySet(issuer.KeySetUrl), time);

    private Task<Result<VerifiedToken>> VerifyAsync(string token, TokenVerifier? by = null) =>
        (by ?? verifier).VerifyAsync("Bearer " + token, [new TrustedIssuer(issuer.Url, Audience)], CancellationToken.None);

    private Task<Failure?> GoogleAsync(string token) =>
        verifier.CheckGoogleAsync("Bearer " + token, Audience, Email, CancellationToken.None);

    private async Task RefusesAsync(string token)
    {
        var failure = (await VerifyAsync(token)).Failure;
        Assert.Equal(HookReasons.IdTokenRefused, failure?.Reason);
        if (token.Length > 20) Assert.DoesNotContain(token[..20], failure?.ToString(), StringComparison.Ordinal);
    }

    private async Task CannotAskAsync(Func<HttpContext, Task<bool>> answer)
    {
        issuer.Answer = answer;
        var read = await VerifyAsync(issuer.Rs256(Claims()), Verifier(new AddressGate()));
        Assert.Equal(HookReasons.IssuerUnavailable, read.Failure?.Reason);
    }

    private string Claims(string? name = null, int seconds = 600) => JsonSerializer.Serialize(new Dictionary<string, object>
    {
        ["iss"] = name ?? issuer.Url,
        ["aud"] = Audience,
        ["sub"] = "repo:acme/web",
        ["exp"] = time.GetUtcNow().ToUnixTimeSeconds() + seconds,
    });

    private string GoogleClaims(
        string name = "https://accounts.google.com", string audience = Audience, string email = Email, string verified = "true",
        int seconds = 600) =>
        $$"""{"iss":"{{name}}","aud":"{{audience}}","email":"{{email}}","email_verified":{{verified}},"exp":{{In(seconds)}}}""";

    private string In(int seconds) => (time.GetUtcNow().ToUnixTimeSeconds() + seconds).ToString(CultureInfo.InvariantCulture);
}
