using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ImageAutomation.ImageReflector.Registry;
using ImageAutomation.ImageReflector.Registry.Listing;
using ImageAutomation.ImageReflector.Registry.Login;
using ImageAutomation.Languages.Results;
using ImageAutomation.TestSupport.Registry;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Xunit;

namespace ImageAutomation.ImageReflector.Tests.Registry;

/// <summary>What real registries do that no specification says: each was seen in public reports.</summary>
public sealed class MannersTests : IAsyncLifetime
{
    private const string Password = "SECRETVALUE";
    private static readonly string Basic = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("u:" + Password));
    private static readonly byte[] Manifest = Encoding.UTF8.GetBytes(
        """{"schemaVersion":2,"config":{"digest":"x"},"layers":[],"mediaType":"application/vnd.oci.image.manifest.v1+json"}""");
    private static readonly string ManifestDigest = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Manifest));

    private readonly RegistryClient client = Clients.Create();
    private StandInRegistry registry = null!; // set by InitializeAsync

    public static TheoryData<string, string> ToStrangers => new()
    {
        { "404", "open" }, { "403", "open" }, { "400", "open" }, { "empty", "open" }, { "part", "open" }, { "401", "open" },
        { "404", "basic" }, { "403", "basic" }, { "400", "basic" }, { "empty", "basic" }, { "part", "basic" }, { "401", "basic" },
        { "404", "gone" },
    };

    private PullSecret Secret => Clients.Login(registry.Host, "u", Password);

    public async Task InitializeAsync()
    {
        registry = await StandInRegistry.StartAsync();
        registry.Tags["app"] = ["1.0.0", "2.0.0"];
        registry.Manifests["app:1.0.0"] = Manifest;
    }

    public async Task DisposeAsync()
    {
        client.Dispose();
        await registry.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(ToStrangers))]
    public async Task TheLoginGoesWithTheFirstRequest(string toStrangers, string basePath)
    {
        registry.Override = async context =>
        {
            if (context.Request.Headers.Authorization == Basic) return false;
            if (context.Request.Path == "/v2/" && basePath == "open") return false;
            if (context.Request.Path == "/v2/" && basePath == "basic") await StandInRegistry.ChallengeAsync(context, "Basic realm=\"x\"");
            else if (context.Request.Path == "/v2/") context.Response.StatusCode = 404;
            else if (toStrangers is "empty" or "part")
                await context.Response.WriteAsync($"{{\"tags\":[{(toStrangers == "part" ? "\"1.0.0\"" : "")}]}}");
            else if (toStrangers == "401") context.Response.StatusCode = 401; // without a challenge
            else await StandInRegistry.FailAsync(
                context, int.Parse(toStrangers, CultureInfo.InvariantCulture), "NAME_UNKNOWN", "not for you");
            return true;
        };
        for (var i = 0; i < 2; i++) Assert.Equal(2, (await ListAsync(Secret)).Value.Tags.Count);
        Assert.Equal(1, registry.Requests.Count(request => request.Path == "/v2/"));
        Assert.All(registry.Requests.Where(request => request.Path != "/v2/"), request => Assert.NotNull(request.Authorization));
    }

    [Fact]
    public async Task AnOpenStoreThatChokesOnLogins_IsReadWithout()
    {
        registry.Override = context =>
        {
            if (context.Request.Headers.Authorization.Count == 0) return Task.FromResult(false);
            context.Response.StatusCode = 400;
            return Task.FromResult(true);
        };
        Assert.Equal(2, (await ListAsync(Secret)).Value.Tags.Count);
    }

    [Fact]
    public async Task ANeighbour_MayAskOtherwise()
    {
        registry.Tags["plain"] = ["1"];
        var tokens = new TokenStandIn(registry) { Login = "u:" + Password };
        var inner = registry.Override!; // set by TokenStandIn
        registry.Override = async context =>
        {
            if (!context.Request.Path.StartsWithSegments("/v2/plain")) return await inner(context);
            if (context.Request.Headers.Authorization == Basic) return false;
            await StandInRegistry.ChallengeAsync(context, "Basic realm=\"x\"");
            return true;
        };
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(2, (await ListAsync(Secret)).Value.Tags.Count);
            Assert.Equal(["1"], (await ListAsync(Secret, repository: "plain")).Value.Tags);
        }

        Assert.InRange(tokens.Issued, 1, 6);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(405)]
    [InlineData(500)]
    [InlineData(200)]
    public async Task BasicBesideABrokenTokenService_Counts(int status)
    {
        registry.Override = async context =>
        {
            if (context.Request.Headers.Authorization == Basic && context.Request.Path != "/token") return false;
            if (context.Request.Path == "/token") context.Response.StatusCode = status; // and no token
            else await StandInRegistry.ChallengeAsync(context, $"Bearer realm=\"http://{registry.Host}/token\"", "Basic realm=\"x\"");
            return true;
        };
        for (var i = 0; i < 2; i++) Assert.Equal(2, (await ListAsync(Secret)).Value.Tags.Count);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(405)]
    public async Task ATokenServiceThatKnowsFormsAlone_IsAskedByForm(int status)
    {
        WantToken(context => HttpMethods.IsPost(context.Request.Method) && context.Request.Form["grant_type"] == "password"
            && context.Request.Form["password"] == Password
            && context.Request.Form["username"] == "u"
            && context.Request.Form["scope"].ToString().StartsWith("repository:app:pull", StringComparison.Ordinal) ? 200 : status);
        Assert.Equal(2, (await ListAsync(Secret)).Value.Tags.Count);
    }

    [Fact]
    public async Task APasswordOfTheUserToken_IsAnIdentityToken()
    {
        WantToken(context => HttpMethods.IsPost(context.Request.Method) && context.Request.Form["grant_type"] == "refresh_token"
            && context.Request.Form["refresh_token"] == Password ? 200 : 401);
        Assert.Equal(2, (await ListAsync(Clients.Login(registry.Host, "<token>", Password))).Value.Tags.Count);
    }

    [Fact]
    public async Task ARealmWithoutAHost_IsTheRegistrys()
    {
        var tokens = new TokenStandIn(registry) { Login = "u:" + Password, Realm = "/token" };
        Assert.Equal(2, (await ListAsync(Secret)).Value.Tags.Count);
        Assert.Equal(1, tokens.Issued);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(200)] // an empty list
    public async Task EveryMatchingLogin_IsTried(int toTheFirst)
    {
        registry.Override = async context =>
        {
            if (!context.Request.Path.StartsWithSegments("/v2/app")) return false;
            if (context.Request.Headers.Authorization == Basic) return false;
            if (toTheFirst == 200) await context.Response.WriteAsync("{\"tags\":[]}");
            else await StandInRegistry.FailAsync(context, toTheFirst, "NO");
            return true;
        };
        Assert.Equal(2, (await ListAsync(Clients.Login(registry.Host, "other", "p"), Secret)).Value.Tags.Count);
        Assert.True(
            (await client.ExistsAsync(Target(Clients.Login(registry.Host, "other", "p"), Secret), "1.0.0", CancellationToken.None)).Value);
    }

    /// <summary>Status and words of the token service and of the registry, and what the message has to say, or not to say.</summary>
    [Theory]
    [InlineData("404", "", "the token service '", "know the repository")]
    [InlineData("405", "", "the token service '", "refused the credentials")]
    [InlineData("500", "", "the token service '", "refused the credentials")]
    [InlineData("429", "", "the token service '", "refused the credentials")]
    [InlineData("200", "good", "takes the login of Secret apps/pull", "refused the credentials")]
    [InlineData("200", "bad", "does not take the login of Secret apps/pull", "has no right")]
    public async Task AFailure_SaysWhoseAnswerItWas_AndWhatIsAtFault(
        string status, string loginWithoutScope, string expected, string unexpected)
    {
        registry.Override = async context =>
        {
            if (context.Request.Path == "/token")
            {
                context.Response.StatusCode = loginWithoutScope == "bad" && context.Request.Query["scope"].Count == 0 ? 401
                    : int.Parse(status, CultureInfo.InvariantCulture);
                if (status == "200") await context.Response.WriteAsync("{\"token\":\"anonymous\"}");
            }
            else if (context.Request.Headers.Authorization.Count == 0)
            {
                context.Response.Headers.WWWAuthenticate = $"Bearer realm=\"http://{registry.Host}/token\",service=\"s\"";
                await StandInRegistry.FailAsync(context, 401, "UNAUTHORIZED", "authorize header needed");
            }
            else
            {
                context.Response.Headers.WWWAuthenticate = "Basic realm=\"harbor\"";
                await StandInRegistry.FailAsync(context, 401, "UNAUTHORIZED", "unauthorized to access repository: app, action: pull");
            }

            return true;
        };
        var message = (await ListAsync(Secret)).Failure!.Message; // it failed
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.DoesNotContain(unexpected, message, StringComparison.Ordinal);
        if (status == "200") Assert.Contains("unauthorized to access repository: app, action: pull", message, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ASecretThatWasNotSent_IsNotNamed()
    {
        registry.Override = async context =>
        {
            await StandInRegistry.FailAsync(context, 401, "UNAUTHORIZED"); // without a challenge
            return true;
        };
        var identity = Clients.Parse(Clients.DockerConfigJson("{\"auths\":{\"" + registry.Host + "\":{\"identitytoken\":\"t\"}}}"));
        Assert.DoesNotContain("Secret", (await ListAsync(identity)).Failure?.Message, StringComparison.Ordinal);
        Assert.Contains("Secret apps/pull", (await ListAsync(Secret)).Failure?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheSecondHost_IsReachedThroughAProxyOnAnyAddress()
    {
        using var authority = new TestAuthority();
        await using var secure = await StandInRegistry.StartAsync(authority.IssueServer("reg.example.test"));
        await using var tokens = await StandInServer.StartAsync(authority.IssueServer("auth.example.test"));
        await using var blobs = await StandInServer.StartAsync(authority.IssueServer("blobs.elsewhere.test"));
        tokens.Handler = context => context.Response.WriteAsync("{\"token\":\"t\"}");
        blobs.Handler = context => context.Response.WriteAsync("{\"tags\":[\"1\"]}");
        secure.Override = async context =>
        {
            if (context.Request.Headers.Authorization.Count == 0)
                await StandInRegistry.ChallengeAsync(context, "Bearer realm=\"https://auth.example.test/token\"");
            else context.Response.Redirect("https://blobs.elsewhere.test/x");
            return true;
        };
        await using var proxy = new ConnectStandIn(new Dictionary<string, int>
        {
            ["reg.example.test"] = secure.Server.Port,
            ["auth.example.test"] = tokens.Port,
            ["blobs.elsewhere.test"] = blobs.Port,
        });
        var target = new RegistryTarget
        {
            Host = "reg.example.test",
            Repository = "app",
            Tls = TransportTests.Trusting(authority),
            Proxy = TransportTests.Proxy(proxy.Address),
            PullSecrets = [Clients.Login("reg.example.test", "u", Password)],
        };
        var listing = await client.ListTagsAsync(target, CancellationToken.None);
        Assert.Equal(["1"], listing.IsSuccess ? listing.Value.Tags : [listing.Failure.Message]);
        Assert.Equal(["auth.example.test", "blobs.elsewhere.test", "reg.example.test"], proxy.Wanted.Distinct().Order());
        Assert.Null(Assert.Single(blobs.Requests).Authorization);
    }

    [Fact]
    public async Task AStranger_IsAStrangerWhereARedirectLeads()
    {
        await using var behind = await StandInRegistry.StartAsync();
        behind.Tags["real/app"] = ["1", "2", "3"];
        behind.Manifests["real/app:1"] = Manifest;
        behind.Link = query => $"</v2/real/app/tags/list?{query}>; rel=\"next\"";
        _ = new TokenStandIn(behind) { Scope = "repository:real/app:pull" };
        registry.Override = context =>
        {
            context.Response.StatusCode = 307;
            context.Response.Headers.Location = $"http://{behind.Host}{context.Request.Path.Value!.Replace("/v2/app/", "/v2/real/app/", StringComparison.Ordinal)}{context.Request.QueryString}";
            return Task.FromResult(true);
        };
        using var small = Clients.Create(Clients.Fast with { PageSize = 2 });
        Assert.Equal(["3", "2", "1"], (await small.ListTagsAsync(Target(), CancellationToken.None)).Value.Tags);
        Assert.Equal(ManifestDigest, (await small.GetDigestAsync(Target(), "1", CancellationToken.None)).Value);
        // A login stays where it belongs.
        behind.Server.Clear();
        Assert.Contains(
            $"redirects to another host, '{behind.Host}'", (await ListAsync(Secret)).Failure?.Message, StringComparison.Ordinal);
        Assert.All(behind.Requests, request => Assert.Null(request.Authorization));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(405)]
    [InlineData(413)]
    [InlineData(414)]
    [InlineData(416)]
    [InlineData(422)]
    [InlineData(500)]
    public async Task ARefusedPageSize_IsMadeSmaller_InWhateverWords(int status)
    {
        registry.Override = async context =>
        {
            if (!int.TryParse(context.Request.Query["n"], CultureInfo.InvariantCulture, out var size) || size <= 100) return false;
            context.Response.StatusCode = status;
            context.Response.ContentType = "text/plain";
            await context.Response.WriteAsync("too many");
            return true;
        };
        Assert.Equal(2, (await ListAsync()).Value.Tags.Count);
        registry.Server.Clear();
        Assert.Equal(2, (await ListAsync()).Value.Tags.Count);
        Assert.Single(registry.Requests, request => request.Path.EndsWith("/list", StringComparison.Ordinal)); // remembered
    }

    [Theory]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(422)]
    public async Task ARefusedQuestionForMore_MeansThatThereIsNoMore(int status)
    {
        registry.Tags["app"] = [.. Enumerable.Range(0, 1000).Select(i => $"1.{i}")];
        registry.Override = context =>
        {
            if (context.Request.Query["last"].Count == 0) return Task.FromResult(false);
            context.Response.StatusCode = status;
            return Task.FromResult(true);
        };
        Assert.Equal(1000, (await ListAsync()).Value.Tags.Count);
    }

    [Theory]
    [InlineData(50)]
    [InlineData(100)]
    [InlineData(500)]
    public async Task ASilentCap_IsNoticed(int cap)
    {
        var tags = Enumerable.Range(0, (2 * cap) + 7).Select(i => $"1.{i:D5}").ToArray();
        registry.Override = async context =>
        {
            if (!context.Request.Path.Value!.EndsWith("/list", StringComparison.Ordinal)) return false;
            var last = context.Request.Query["last"].ToString();
            await context.Response.WriteAsync("{\"tags\":["
                + string.Join(',', tags.Where(tag => string.CompareOrdinal(tag, last) > 0).Take(cap).Select(tag => $"\"{tag}\"")) + "]}");
            return true;
        };
        Assert.Equal(tags.Length, (await ListAsync()).Value.Tags.Count);
    }

    [Fact]
    public async Task ARegistryThatKnowsNoCursor_IsAskedOnce_NotAtEveryScan()
    {
        registry.Tags["app"] = [.. Enumerable.Range(0, 1500).Select(i => $"1.{i}")];
        registry.HonoursPageSize = false;
        for (var i = 0; i < 3; i++) Assert.Equal(1500, (await ListAsync()).Value.Tags.Count);
        Assert.Equal(4, registry.Requests.Count(request => request.Path.EndsWith("/list", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task CursorsOverDeletedRows_AreFollowed_AndFailuresNameThePage()
    {
        var page = 0;
        var faulty = false;
        registry.Override = async context =>
        {
            if (!context.Request.Path.Value!.EndsWith("/list", StringComparison.Ordinal)) return false;
            page++;
            if (faulty && page == 3)
            {
                context.Response.StatusCode = 403;
                return true;
            }

            if (page < 45) context.Response.Headers.Append("Link", $"<?cursor={page}>; rel=next");
            await context.Response.WriteAsync(page is 1 or 45 ? $"{{\"tags\":[\"{page}\"]}}" : "{\"tags\":[]}");
            return true;
        };
        Assert.Equal(["45", "1"], (await ListAsync()).Value.Tags);
        (page, faulty) = (0, true);
        Assert.Contains("(page 3)", (await ListAsync()).Failure?.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(400)]
    [InlineData(406)]
    [InlineData(415)]
    [InlineData(412)]
    public async Task AHeadThatRefuses_IsNotTheRegistrysWord(int status)
    {
        registry.Override = context =>
        {
            if (!HttpMethods.IsHead(context.Request.Method)) return Task.FromResult(false);
            context.Response.StatusCode = status;
            return Task.FromResult(true);
        };
        Assert.Equal(ManifestDigest, (await client.GetDigestAsync(Target(), "1.0.0", CancellationToken.None)).Value);
        Assert.True((await client.ExistsAsync(Target(), "1.0.0", CancellationToken.None)).Value);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/octet-stream")]
    [InlineData("")]
    public async Task AManifest_IsKnownByWhatItHolds(string type)
    {
        registry.OnManifest = context =>
        {
            context.Response.Headers.Remove("Docker-Content-Digest");
            context.Response.ContentType = type.Length == 0 ? null : type;
        };
        Assert.Equal(ManifestDigest, (await client.GetDigestAsync(Target(), "1.0.0", CancellationToken.None)).Value);
        registry.Manifests["app:1.0.0"] = "{\"status\":\"ok\",\"mediaType\":\"x\"}"u8.ToArray();
        Assert.Equal(
            RegistryReasons.InvalidResponse, (await client.GetDigestAsync(Target(), "1.0.0", CancellationToken.None)).Failure?.Reason);
    }

    [Fact]
    public async Task AnAnswerWithoutTags_IsToldInTheRegistrysWords()
    {
        registry.Override = async context =>
        {
            await context.Response.WriteAsync("{\"errors\":[{\"code\":\"DENIED\",\"message\":\"maintenance\"}]}");
            return true;
        };
        Assert.Contains("DENIED: maintenance", (await ListAsync()).Failure?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AHostThatWantsHttp11_IsAskedInIt()
    {
        using var authority = new TestAuthority();
        await using var secure = await StandInRegistry.StartAsync(authority.IssueServer("127.0.0.1"));
        secure.Tags["app"] = ["1"];
        secure.Override = context =>
        {
            if (context.Request.Protocol != "HTTP/2") return Task.FromResult(false);
            context.Features.Get<IHttpResetFeature>()!.Reset(0xd); // HTTP/2 has it
            return Task.FromResult(true);
        };
        var listing = await client.ListTagsAsync(new RegistryTarget
        {
            Host = secure.Host,
            Repository = "app",
            Tls = TransportTests.Trusting(authority),
        }, CancellationToken.None);
        Assert.Equal(["1"], listing.IsSuccess ? listing.Value.Tags : [listing.Failure.ToString()]);
    }

    [Fact]
    public async Task SeeOther_IsFollowed()
    {
        registry.Override = context =>
        {
            if (context.Request.Path.StartsWithSegments("/v2/app") is false || context.Request.Query["again"].Count > 0)
                return Task.FromResult(false);
            context.Response.StatusCode = 303;
            context.Response.Headers.Location = "/v2/app/tags/list?again=1";
            return Task.FromResult(true);
        };
        Assert.Equal(2, (await ListAsync()).Value.Tags.Count);
    }

    private void WantToken(Func<HttpContext, int> serve) => registry.Override = async context =>
    {
        if (context.Request.Headers.Authorization == "Bearer good") return false;
        if (context.Request.Path == "/token")
        {
            context.Response.StatusCode = serve(context);
            if (context.Response.StatusCode == 200) await context.Response.WriteAsync("{\"access_token\":\"good\"}");
        }
        else await StandInRegistry.ChallengeAsync(context, $"Bearer realm=\"http://{registry.Host}/token\",service=\"s\"");
        return true;
    };

    private RegistryTarget Target(params PullSecret[] secrets) => new() { Host = registry.Host, Repository = "app", PullSecrets = secrets };

    private Task<Result<TagListing>> ListAsync(params PullSecret[] secrets) =>
        client.ListTagsAsync(Target(secrets), CancellationToken.None);

    private Task<Result<TagListing>> ListAsync(PullSecret secret, string repository) =>
        client.ListTagsAsync(new RegistryTarget
        {
            Host = registry.Host,
            Repository = repository,
            PullSecrets = [secret],
        }, CancellationToken.None);
}
