using System.Text;
using ImageAutomation.ImageReflector.Registry;
using ImageAutomation.ImageReflector.Registry.Listing;
using ImageAutomation.ImageReflector.Registry.Login;
using ImageAutomation.Languages.Results;
using ImageAutomation.TestSupport;
using ImageAutomation.TestSupport.Registry;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace ImageAutomation.ImageReflector.Tests.Registry;

public sealed class LoginTests : IAsyncLifetime
{
    private const string Password = "SECRETVALUE";

    private readonly FakeTime time = new();
    private StandInRegistry registry = null!; // set by InitializeAsync
    private TokenStandIn tokens = null!;
    private RegistryClient client = null!;

    private IEnumerable<RecordedRequest> Calls => registry.Requests.Where(request => request.Path != "/v2/");

    public async Task InitializeAsync()
    {
        registry = await StandInRegistry.StartAsync();
        registry.Tags["app"] = ["1", "2"];
        registry.Manifests["app:1"] = Encoding.UTF8.GetBytes($$"""{"schemaVersion":2,"mediaType":"{{ImagePusher.ManifestType}}"}""");
        tokens = new TokenStandIn(registry);
        client = Clients.Create(time: time);
    }

    public async Task DisposeAsync()
    {
        client.Dispose();
        await registry.DisposeAsync();
    }

    [Fact]
    public async Task FetchesAnAnonymousToken_WithTheAskedScope()
    {
        Assert.True((await ListAsync()).IsSuccess);
        Assert.Equal(
            ["GET /v2/app/tags/list?n=1000", "GET /token?service=reg&scope=repository%3Aapp%3Apull&client_id=image-reflector",
                "GET /v2/app/tags/list?n=1000 [Bearer]"], Calls.Select(call => call.ToString()));
    }

    [Fact]
    public async Task LogsInAtTheTokenService_AndReusesItsToken()
    {
        tokens.Login = "robot$shop+ci:" + Password;
        var target = Target(Clients.Login(registry.Host, "robot$shop+ci", Password));
        Assert.True((await ListAsync(target)).IsSuccess);
        Assert.True((await client.GetDigestAsync(target, "1", CancellationToken.None)).IsSuccess);
        Assert.Equal(1, tokens.Issued);
        Assert.Contains("account=robot%24shop%2Bci", Calls.Single(call => call.Path == "/token").Query, StringComparison.Ordinal);
        Assert.All(
            Calls.Where(call => call.Path != "/token" && call.Authorization is not null),
            call => Assert.StartsWith("Bearer ", call.Authorization, StringComparison.Ordinal));
    }

    [Fact]
    public async Task KeepsTheRealmsOwnQuery()
    {
        tokens.Realm += "?tenant=a%20b";
        Assert.True((await ListAsync()).IsSuccess);
        Assert.StartsWith("?tenant=a%20b&service=reg&", Calls.Single(call => call.Path == "/token").Query, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{{\"access_token\":\"{0}\"}}", 48)]
    [InlineData("{{\"token\":\"{0}\",\"expires_in\":5}}", 48)]
    [InlineData("{{\"token\":\"{0}\",\"expires_in\":1000}}", 800)]
    public async Task UsesATokenForFourFifthsOfItsLife(string answer, int seconds)
    {
        tokens.Answer = answer;
        Assert.True((await ListAsync()).IsSuccess);
        time.Advance(TimeSpan.FromSeconds(seconds - 1));
        Assert.True((await ListAsync()).IsSuccess);
        Assert.Equal(1, tokens.Issued);
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.True((await ListAsync()).IsSuccess);
        Assert.Equal(2, tokens.Issued);
    }

    [Fact]
    public async Task FetchesOneToken_ForManyAtOnce()
    {
        Assert.True((await ListAsync()).IsSuccess);
        time.Advance(TimeSpan.FromMinutes(6)); // the challenge is still known, the token spent
        var all = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => ListAsync()));
        Assert.All(all, one => Assert.True(one.IsSuccess));
        Assert.Equal(2, tokens.Issued);
    }

    [Fact]
    public async Task RenewsAToken_When_TheRegistryNoLongerTakesIt()
    {
        Assert.True((await ListAsync()).IsSuccess);
        tokens.Expire();
        Assert.True((await ListAsync()).IsSuccess);
        Assert.Equal(2, tokens.Issued);
    }

    [Fact]
    public async Task UnderstandsHarbor_When_ASpentTokenLooksLikeBasic()
    {
        tokens.IsHarbor = true;
        tokens.Login = "robot$shop:" + Password;
        var target = Target(Clients.Login(registry.Host, "robot$shop", Password));
        Assert.True((await ListAsync(target)).IsSuccess);
        tokens.Expire();
        registry.Server.Clear();
        Assert.True((await ListAsync(target)).IsSuccess);
        Assert.Equal(
            ["GET /v2/app/tags/list?n=1000 [Bearer]", "GET /v2/app/tags/list?n=1000", "GET /token [Basic]",
                "GET /v2/app/tags/list?n=1000 [Bearer]"],
            Calls.Select(call => call.Path == "/token" ? "GET /token [Basic]" : call.ToString()));
    }

    [Fact]
    public async Task ResolvesOnHarbor_When_AHeadWithoutTokenIsRefused()
    {
        tokens.IsHarbor = true;
        var digest = await client.GetDigestAsync(Target(), "1", CancellationToken.None);
        Assert.StartsWith("sha256:", digest.Value, StringComparison.Ordinal);
        Assert.Equal(["HEAD", "GET", "HEAD"], Calls.Select(call => call.Method));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task GivesUp_When_EvenANewTokenIsRefused(bool harbor)
    {
        tokens.IsHarbor = harbor;
        tokens.RefusesAllTokens = true;
        var listing = await ListAsync(Target(Clients.Login(registry.Host, "u", Password)));
        Assert.Equal(RegistryReasons.AccessDenied, listing.Failure?.Reason); // the token service takes the login
        Assert.InRange(Calls.Count(), 1, 5);
        Assert.DoesNotContain(Password, listing.Failure?.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PrefersBearer_When_BothAreOffered_InOneHeaderOrTwo()
    {
        foreach (var two in (bool[])[false, true])
        {
            using var fresh = Clients.Create();
            registry.Server.Clear();
            registry.Override = async context =>
            {
                if (context.Request.Path == "/token")
                {
                    await context.Response.WriteAsync("{\"token\":\"good\"}");
                    return true;
                }

                if (context.Request.Headers.Authorization == "Bearer good") return false;
                var bearer = $"Bearer realm=\"http://{registry.Host}/token\"";
                await (two ? StandInRegistry.ChallengeAsync(context, "Basic realm=\"x\"", bearer)
                    : StandInRegistry.ChallengeAsync(context, "Basic realm=\"x, y\", " + bearer));
                return true;
            };
            Assert.True((await fresh.ListTagsAsync(Target(Clients.Login(registry.Host, "u", Password)), CancellationToken.None)).IsSuccess);
        }
    }

    [Fact]
    public async Task SendsBasicAtOnce_OnceTheRegistryAskedForIt()
    {
        registry.Override = async context =>
        {
            if (context.Request.Headers.Authorization == "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("u:" + Password)))
                return false;
            await StandInRegistry.ChallengeAsync(context, "Basic realm=\"x\"");
            return true;
        };
        var target = Target(Clients.Login(registry.Host, "u", Password));
        Assert.True((await ListAsync(target)).IsSuccess);
        registry.Server.Clear();
        Assert.True((await ListAsync(target)).IsSuccess);
        Assert.Equal("Basic", Assert.Single(Calls).Authorization?.Split(' ')[0]);
    }

    [Fact]
    public async Task TriesTheNextSecret_OnlyWhen_OneIsRefused_AndRemembersTheWinner()
    {
        tokens.Login = "good:" + Password;
        var target = Target(
            Clients.Login(registry.Host, "bad", "x"), Clients.Login("elsewhere.test", "not", "asked"),
            Clients.Login(registry.Host, "good", Password));
        Assert.True((await ListAsync(target)).IsSuccess);
        Assert.Equal(1, tokens.Issued);
        registry.Server.Clear();
        Assert.True((await ListAsync(target)).IsSuccess);
        Assert.Single(Calls); // straight with the winner's token
    }

    [Fact]
    public async Task DoesNotTryTheNextSecret_When_TheRegistryIsDown()
    {
        registry.Override = async context =>
        {
            await StandInRegistry.FailAsync(context, 503, "UNAVAILABLE");
            return true;
        };
        var target = Target(Clients.Login(registry.Host, "a", "x"), Clients.Login(registry.Host, "b", "y"));
        Assert.Equal(RegistryReasons.RegistryUnavailable, (await RunAsync(ListAsync(target))).Failure?.Reason);
        Assert.Equal(3, Calls.Count()); // three tries with the first
    }

    [Fact]
    public async Task NeverFallsBackToAnonymous_When_ASecretMatched()
    {
        tokens.Login = null; // everybody may, but the credentials are refused
        registry.Override = async context =>
        {
            if (context.Request.Headers.Authorization.Count == 0 && context.Request.Path != "/token") return false;
            await StandInRegistry.ChallengeAsync(context, "Basic realm=\"x\"");
            return true;
        };
        // What strangers are shown may be a part only, so an open registry that refuses the login is no way round it.
        Assert.Equal(
            RegistryReasons.AuthenticationFailed, (await ListAsync(Target(Clients.Login(registry.Host, "u", Password)))).Failure?.Reason);
        registry.Override = async context =>
        {
            await StandInRegistry.ChallengeAsync(context, "Basic realm=\"x\"");
            return true;
        };
        Assert.Equal(
            RegistryReasons.AuthenticationFailed, (await ListAsync(Target(Clients.Login(registry.Host, "u", Password)))).Failure?.Reason);
    }

    [Fact]
    public async Task ExchangesIdentityTokens_AndKeepsARotatedOne()
    {
        var asked = new List<string>();
        registry.Override = async context =>
        {
            if (context.Request.Path == "/token")
            {
                if (!HttpMethods.IsPost(context.Request.Method)) throw new InvalidOperationException("expected POST");
                var form = await context.Request.ReadFormAsync();
                asked.Add(
                    $"{form["grant_type"]}|{form["refresh_token"]}|{form["service"]}|{form["scope"]}|{context.Request.Headers.Authorization}");
                await context.Response.WriteAsync("{\"access_token\":\"good\",\"refresh_token\":\"rotated\"}");
                return true;
            }

            if (context.Request.Headers.Authorization == "Bearer good") return false;
            await StandInRegistry.ChallengeAsync(context, $"Bearer realm=\"http://{registry.Host}/token\",service=\"reg\"");
            return true;
        };
        var secret = Clients.Parse(
            Clients.DockerConfigJson("{\"auths\":{\"" + registry.Host + "\":{\"auth\":\"PHRva2VuPjo=\",\"identitytoken\":\"first\"}}}"));
        Assert.True((await ListAsync(Target(secret))).IsSuccess);
        time.Advance(TimeSpan.FromMinutes(2));
        Assert.True((await ListAsync(Target(secret))).IsSuccess);
        Assert.Equal(["refresh_token|first|reg|repository:app:pull|", "refresh_token|rotated|reg|repository:app:pull|"], asked);
    }

    [Fact]
    public async Task FallsBackToBasic_When_TheTokenServiceKnowsNoPost()
    {
        tokens.Login = "u:" + Password;
        var inner = registry.Override!;
        registry.Override = async context =>
        {
            if (!HttpMethods.IsPost(context.Request.Method)) return await inner(context);
            context.Response.StatusCode = 405;
            return true;
        };
        var auth = Convert.ToBase64String(Encoding.UTF8.GetBytes("u:" + Password));
        var secret = Clients.Parse(
            Clients.DockerConfigJson("{\"auths\":{\"" + registry.Host + "\":{\"auth\":\"" + auth + "\",\"identitytoken\":\"it\"}}}"));
        Assert.True((await ListAsync(Target(secret))).IsSuccess);
    }

    [Fact]
    public async Task SendsARegistryToken_Unchanged()
    {
        registry.Override = async context =>
        {
            if (context.Request.Headers.Authorization == "Bearer rt-" + Password || context.Request.Path == "/v2/") return false;
            await StandInRegistry.ChallengeAsync(context, $"Bearer realm=\"http://{registry.Host}/token\"");
            return true;
        };
        var secret =
            Clients.Parse(Clients.DockerConfigJson("{\"auths\":{\"" + registry.Host + "\":{\"registrytoken\":\"rt-" + Password + "\"}}}"));
        Assert.True((await ListAsync(Target(secret))).IsSuccess);
        Assert.Single(Calls);
    }

    [Fact]
    public async Task UsesALoginFetchedOnFirstUse()
    {
        tokens.Login = "AWS:" + Password;
        var credential = new RegistryCredential { Username = "AWS", Password = Password, Source = "provider aws" };
        var target = new RegistryTarget
        {
            Host = registry.Host,
            Repository = "app",
            Login = _ => ValueTask.FromResult<Result<RegistryCredential>>(credential),
        };
        Assert.True((await ListAsync(target)).IsSuccess);
        var failing = new RegistryTarget
        {
            Host = registry.Host,
            Repository = "app",
            Login = _ => ValueTask.FromResult<Result<RegistryCredential>>(Failure.Transient("X", "no identity")),
        };
        Assert.Equal("no identity", (await ListAsync(failing)).Failure?.Message);
    }

    [Theory]
    [InlineData("no json")]
    [InlineData("{{\"expires_in\":300}}")]
    [InlineData("{{\"token\":\"a\\nb\"}}")]
    public async Task ReportsAUselessTokenService(string answer)
    {
        tokens.Answer = answer;
        Assert.Equal(RegistryReasons.AuthConfigurationError, (await ListAsync()).Failure?.Reason);
    }

    [Fact]
    public async Task BoundsATokenServicesAnswer()
    {
        tokens.Answer = "{{\"token\":\"{0}\",\"more\":\"" + new string('x', 64 * 1024) + "\"}}";
        Assert.Contains("is larger than 65536 bytes", (await ListAsync()).Failure?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AsksAtTheBase_When_A401NamesNoLogin()
    {
        var inner = registry.Override!;
        registry.Override = async context =>
        {
            if (context.Request.Path.Value!.EndsWith("/list", StringComparison.Ordinal) && context.Request.Headers.Authorization.Count == 0)
            {
                context.Response.StatusCode = 401;
                return true;
            }

            return await inner(context);
        };
        Assert.True((await ListAsync()).IsSuccess);
    }

    [Fact]
    public async Task ExplainsAMissingRight()
    {
        registry.Override = async context =>
        {
            await StandInRegistry.FailAsync(context, 403, "DENIED");
            return true;
        };
        var failure = (await ListAsync()).Failure;
        Assert.Equal(RegistryReasons.AccessDenied, failure?.Reason);
        Assert.Contains("DENIED: no", failure?.Message, StringComparison.Ordinal);
    }

    private RegistryTarget Target(params PullSecret[] secrets) => new() { Host = registry.Host, Repository = "app", PullSecrets = secrets };

    private Task<Result<TagListing>> ListAsync(RegistryTarget? target = null) =>
        client.ListTagsAsync(target ?? Target(), CancellationToken.None);

    private async Task<Result<TagListing>> RunAsync(Task<Result<TagListing>> task)
    {
        await time.RunAsync(task);
        return await task;
    }
}
