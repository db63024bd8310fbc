using System.Net;
using ImageAutomation.ImageReflector.Registry;
using ImageAutomation.ImageReflector.Registry.Listing;
using ImageAutomation.ImageReflector.Registry.Login;
using ImageAutomation.Languages.Results;
using ImageAutomation.TestSupport;
using ImageAutomation.TestSupport.Registry;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace ImageAutomation.ImageReflector.Tests.Registry;

/// <summary>Where logins do not go, and what is said of those that were not given.</summary>
public sealed class LoginSecrecyTests : IAsyncLifetime
{
    private const string Password = "SECRETVALUE";

    private readonly FakeTime time = new();
    private StandInRegistry registry = null!; // set by InitializeAsync
    private TokenStandIn tokens = null!; // likewise
    private RegistryClient client = null!; // likewise

    public async Task InitializeAsync()
    {
        registry = await StandInRegistry.StartAsync();
        registry.Tags["app"] = ["1", "2"];
        tokens = new TokenStandIn(registry);
        client = Clients.Create(time: time);
    }

    public async Task DisposeAsync()
    {
        client.Dispose();
        await registry.DisposeAsync();
    }

    [Fact]
    public async Task NamesTheSecret_NotThePassword_When_TheTokenServiceRefuses()
    {
        tokens.Login = "u:other";
        var listing = await ListAsync(Target(Clients.Login(registry.Host, "u", Password)));
        Assert.Equal(RegistryReasons.AuthenticationFailed, listing.Failure?.Reason);
        Assert.Contains("Secret apps/pull", listing.Failure?.Message, StringComparison.Ordinal);
        Assert.Contains("'127.0.0.1", listing.Failure?.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, listing.Failure?.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401, "UNAUTHORIZED", RegistryReasons.AuthenticationFailed)]
    [InlineData(403, "DENIED", RegistryReasons.AccessDenied)]
    [InlineData(404, "NAME_UNKNOWN", RegistryReasons.RepositoryNotFound)]
    public async Task SaysWhichSecretsGaveNoLogin_When_AStrangerIsRefused(int status, string code, string reason)
    {
        registry.Override = async context =>
        {
            await StandInRegistry.FailAsync(context, status, code);
            return true;
        };
        var opaque = Clients.Parse(Clients.Secret("Opaque", (".dockerconfigjson", Password)));
        var failure = (await ListAsync(Target(opaque, Clients.Login("elsewhere.test", "u", Password)))).Failure;
        Assert.Equal(reason, failure?.Reason);
        Assert.Contains(
            $"; Secret 'apps/pull' gives no login for '{registry.Host}/app': it has the type Opaque", failure?.Message,
            StringComparison.Ordinal);
        Assert.EndsWith(
            $"; Secret 'apps/pull' gives no login for '{registry.Host}/app': its entry is for another host", failure?.Message,
            StringComparison.Ordinal);
        Assert.DoesNotContain(Password, failure?.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("elsewhere", failure?.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SaysWhichSecretsGaveNoLogin_When_TheTokenServiceWantsOne()
    {
        tokens.Login = "u:" + Password;
        var failure = (await ListAsync(Target(Clients.Login("elsewhere.test", "u", Password)))).Failure;
        Assert.Contains("gives no anonymous access", failure?.Message, StringComparison.Ordinal);
        Assert.EndsWith("its entry is for another host", failure?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnOpenRepository_IsListed_When_AnotherOneOnTheHostWantsALogin()
    {
        registry.Tags["open"] = ["3"];
        tokens.Login = "u:" + Password;
        tokens.IsOpen = path => path.StartsWith("/v2/open/", StringComparison.Ordinal);
        Assert.Contains("gives no anonymous access", (await ListAsync(Target())).Failure?.Message, StringComparison.Ordinal);
        var listed = await ListAsync(new RegistryTarget { Host = registry.Host, Repository = "open" });
        Assert.Equal(["3"], listed.Value.Tags);
        Assert.Contains("gives no anonymous access", (await ListAsync(Target())).Failure?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NobodyElseOfAPrivateNetworkIsAskedForATokenByARegistryThere()
    {
        await using var other = await StandInServer.StartAsync(address: IPAddress.Parse("127.0.0.2"));
        other.Handler = context => context.Response.WriteAsync("{\"token\":\"INTERNALVALUE\"}");
        registry.Override = async context =>
        {
            await StandInRegistry.ChallengeAsync(context, $"Bearer realm=\"http://127.0.0.2:{other.Port}/session\"");
            return true;
        };
        var failure = (await RunAsync(ListAsync(Target()))).Failure;
        Assert.Empty(other.Requests);
        Assert.Contains("127.0.0.2", failure?.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("INTERNALVALUE", failure?.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A400OfTheTokenServiceIsAboutTheRequest()
    {
        var inner = registry.Override!; // set by TokenStandIn
        registry.Override = async context =>
        {
            if (context.Request.Path != "/token") return await inner(context);
            context.Response.StatusCode = 400;
            await context.Response.WriteAsync("{\"id\":\"bad_request\",\"message\":\"repository name missing\"}");
            return true;
        };
        var failure = (await ListAsync(Target(Clients.Login(registry.Host, "u", Password)))).Failure;
        Assert.Equal(RegistryReasons.InvalidImage, failure?.Reason);
        Assert.Contains(
            "does not accept the request (400, repository name missing); check the image name", failure?.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("credentials", failure?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task KeepsQuietAboutSecrets_When_TheRegistryIsOpen_OrDown_OrOneMatches()
    {
        var other = Clients.Login("elsewhere.test", "u", Password);
        Assert.True((await ListAsync(Target(other))).IsSuccess);
        tokens.Login = "u:else";
        Assert.DoesNotContain(
            "gives no login", (await ListAsync(Target(other, Clients.Login(registry.Host, "u", Password)))).Failure?.Message,
            StringComparison.Ordinal);
        registry.Override = async context =>
        {
            await StandInRegistry.FailAsync(context, 500, "UNKNOWN");
            return true;
        };
        Assert.DoesNotContain("gives no login", (await RunAsync(ListAsync(Target(other)))).Failure?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NoTokenIsTold_When_ARegistryRepeatsIt()
    {
        var refuses = false;
        registry.Override = async context =>
        {
            if (context.Request.Path == "/token")
            {
                var form = await context.Request.ReadFormAsync();
                if (refuses) await StandInRegistry.FailAsync(context, 401, "DENIED", $"bad {form["refresh_token"]}");
                else await context.Response.WriteAsync("{\"access_token\":\"ACCESSVALUE\",\"refresh_token\":\"ROTATEDVALUE\"}");
                return true;
            }

            if (context.Request.Headers.Authorization.Count == 0)
                await StandInRegistry.ChallengeAsync(context, $"Bearer realm=\"http://{registry.Host}/token\"");
            else await StandInRegistry.FailAsync(context, 403, "DENIED", $"bad {context.Request.Headers.Authorization}");
            return true;
        };
        var target = Target(
            Clients.Parse(Clients.DockerConfigJson("{\"auths\":{\"" + registry.Host + "\":{\"identitytoken\":\"" + Password + "\"}}}")));
        var denied = (await ListAsync(target)).Failure;
        Assert.Contains("DENIED: bad Bearer ***", denied?.Message, StringComparison.Ordinal);
        refuses = true;
        time.Advance(TimeSpan.FromMinutes(2)); // the access token is spent, the rotated refresh token goes out
        var refused = (await ListAsync(target)).Failure;
        Assert.Contains("DENIED: bad ***", refused?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WarningsTellNoSecret_When_TheyRepeatIt()
    {
        tokens.Login = "u:" + Password;
        var inner = registry.Override!; // set by TokenStandIn
        registry.Override = context =>
        {
            context.Response.Headers.Warning = $"299 - \"{context.Request.Headers.Authorization} of {Password}\"";
            return inner(context);
        };
        var listing = await ListAsync(Target(Clients.Login(registry.Host, "u", Password)));
        Assert.Equal(["Bearer *** of ***"], listing.Value.Warnings);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ATokenService_CannotPassTheLoginOn(bool identity)
    {
        await using var thief = await StandInServer.StartAsync();
        thief.Handler = context => context.Response.WriteAsync("{\"token\":\"stolen\"}");
        var inner = registry.Override!; // set by TokenStandIn
        registry.Override = context =>
        {
            if (context.Request.Path != "/token") return inner(context);
            context.Response.StatusCode = 307;
            context.Response.Headers.Location = $"http://{thief.Host}/token";
            return Task.FromResult(true);
        };
        var secret = identity
            ? Clients.Parse(
                Clients.DockerConfigJson("{\"auths\":{\"" + registry.Host + "\":{\"username\":\"<token>\",\"identitytoken\":\"" + Password
                    + "\"}}}"))
            : Clients.Login(registry.Host, "u", Password);
        Assert.False((await ListAsync(Target(secret))).IsSuccess);
        Assert.Equal(identity, thief.Requests.Count == 0); // a POST follows no redirect at all
        Assert.All(thief.Requests, request => Assert.Null(request.Authorization));
        Assert.DoesNotContain(thief.Requests, request => request.ToString().Contains(Password, StringComparison.Ordinal)
            || request.Body.Contains(Password, StringComparison.Ordinal));
    }

    /// <summary>Realms that get nothing, with the failure's reason for a target with credentials and for an anonymous one.</summary>
    [Theory]
    [InlineData("http://169.254.169.254/latest", RegistryReasons.AuthConfigurationError, RegistryReasons.AuthConfigurationError)]
    [InlineData("https://169.254.169.254/latest", RegistryReasons.AuthConfigurationError, RegistryReasons.RegistryUnreachable)]
    [InlineData("https://[fe80::1]/token", RegistryReasons.AuthConfigurationError, RegistryReasons.RegistryUnreachable)]
    [InlineData("https://evil.test/token", RegistryReasons.AuthConfigurationError, null)]
    [InlineData("", RegistryReasons.AuthConfigurationError, RegistryReasons.AuthConfigurationError)]
    public async Task RefusesBadRealms(string realm, string withCredentials, string? anonymous)
    {
        tokens.Realm = realm;
        var failure = (await RunAsync(ListAsync(Target(Clients.Login(registry.Host, "u", Password))))).Failure;
        Assert.Equal(withCredentials, failure?.Reason);
        Assert.DoesNotContain(Password, failure?.ToString(), StringComparison.Ordinal);
        if (anonymous is not null) Assert.Equal(anonymous, (await RunAsync(ListAsync())).Failure?.Reason);
    }

    [Fact]
    public async Task KeepsTenantsApart_When_TheyUseDifferentCredentials()
    {
        tokens.Login = "u:" + Password;
        Assert.True((await ListAsync(Target(Clients.Login(registry.Host, "u", Password)))).IsSuccess);
        Assert.Equal(
            RegistryReasons.AuthenticationFailed, (await ListAsync(Target(Clients.Login(registry.Host, "u", "guess")))).Failure?.Reason);
        Assert.Equal(RegistryReasons.AuthenticationFailed, (await ListAsync()).Failure?.Reason);
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
