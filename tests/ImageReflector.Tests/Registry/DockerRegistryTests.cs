using ImageAutomation.ImageReflector.Registry;
using ImageAutomation.ImageReflector.Registry.Http;
using ImageAutomation.TestSupport;
using ImageAutomation.TestSupport.Registry;
using Xunit;

namespace ImageAutomation.ImageReflector.Tests.Registry;

/// <summary>The client against the real registry program.</summary>
public sealed class DockerRegistryTests
{
    private static readonly string[] Descending = ["v1.0.0", "latest", "B", "1.9", "1.10"];

    [ProgramFact(DockerRegistry.Program)]
    public async Task ListsAndResolves_When_RegistryIsPlainHttpOnLoopback()
    {
        await using var registry = await DockerRegistry.StartAsync();
        var digest = await new ImagePusher(registry.Client).PushAsync("team/app", ["1.9", "1.10", "latest", "B", "v1.0.0"]);
        using var client = Clients.Create();
        var target = new RegistryTarget { Host = registry.Host, Repository = "team/app" };

        var listing = await client.ListTagsAsync(target, CancellationToken.None);
        Assert.True(listing.IsSuccess, listing.Failure?.ToString());
        Assert.Equal(Descending, listing.Value.Tags);
        Assert.Equal(digest, (await client.GetDigestAsync(target, "1.9", CancellationToken.None)).Value);
        Assert.True((await client.ExistsAsync(target, "1.9", CancellationToken.None)).Value);
    }

    [ProgramFact(DockerRegistry.Program)]
    public async Task NamesTheIndexDigest_When_TagIsMultiPlatform()
    {
        await using var registry = await DockerRegistry.StartAsync();
        var digest = await new ImagePusher(registry.Client).PushIndexAsync("app", ["2.0"]);
        using var client = Clients.Create();
        var resolved = await client.GetDigestAsync(new RegistryTarget
        {
            Host = registry.Host,
            Repository = "app",
        }, "2.0", CancellationToken.None);
        Assert.Equal(digest, resolved.Value);
    }

    [ProgramFact(DockerRegistry.Program)]
    public async Task ConfirmsAMissingTag_And_ReportsAMissingRepository()
    {
        await using var registry = await DockerRegistry.StartAsync();
        var pusher = new ImagePusher(registry.Client);
        var digest = await pusher.PushAsync("app", ["1.0"]);
        using var client = Clients.Create();
        var target = new RegistryTarget { Host = registry.Host, Repository = "app" };

        Assert.False((await client.ExistsAsync(target, "9.9", CancellationToken.None)).Value);
        Assert.Equal(RegistryReasons.TagNotFound, (await client.GetDigestAsync(target, "9.9", CancellationToken.None)).Failure?.Reason);
        var missing = await client.ListTagsAsync(new RegistryTarget
        {
            Host = registry.Host,
            Repository = "nothing/here",
        }, CancellationToken.None);
        Assert.Equal(RegistryReasons.RepositoryNotFound, missing.Failure?.Reason);
        Assert.Contains("nothing/here", missing.Failure?.Message, StringComparison.Ordinal);

        // This registry answers "tags":null once the last tag is gone.
        await pusher.DeleteAsync("app", digest);
        Assert.Empty((await client.ListTagsAsync(target, CancellationToken.None)).Value.Tags);
    }

    [ProgramFact(DockerRegistry.Program, "htpasswd")]
    public async Task LogsIn_When_RegistryWantsBasic()
    {
        await using var registry = await DockerRegistry.StartAsync(new DockerRegistryOptions { Login = ("robot$shop+ci", "s3:cr:et") });
        await new ImagePusher(registry.Client).PushAsync("app", ["1.0", "1.1"]);
        using var client = Clients.Create();

        var good = new RegistryTarget
        {
            Host = registry.Host,
            Repository = "app",
            PullSecrets = [Clients.Login(registry.Host, "robot$shop+ci", "s3:cr:et")],
        };
        Assert.Equal(2, (await client.ListTagsAsync(good, CancellationToken.None)).Value.Tags.Count);
        Assert.True((await client.GetDigestAsync(good, "1.0", CancellationToken.None)).IsSuccess);

        var bad = new RegistryTarget
        {
            Host = registry.Host,
            Repository = "app",
            PullSecrets = [Clients.Login(registry.Host, "robot$shop+ci", "wrong-password")],
        };
        var refused = await client.ListTagsAsync(bad, CancellationToken.None);
        Assert.Equal(RegistryReasons.AuthenticationFailed, refused.Failure?.Reason);
        Assert.Contains("Secret apps/pull", refused.Failure?.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-password", refused.Failure?.ToString(), StringComparison.Ordinal);

        var anonymous = await client.ListTagsAsync(new RegistryTarget { Host = registry.Host, Repository = "app" }, CancellationToken.None);
        Assert.Equal(RegistryReasons.AuthenticationFailed, anonymous.Failure?.Reason);
        Assert.Contains("needs credentials", anonymous.Failure?.Message, StringComparison.Ordinal);
    }

    [ProgramFact(DockerRegistry.Program)]
    public async Task LogsIn_When_RegistryWantsTokens()
    {
        using var issuer = new TokenIssuer();
        await using var service = await StandInServer.StartAsync();
        service.Handler = issuer.AnswerAsync;
        await using var registry = await DockerRegistry.StartAsync(new DockerRegistryOptions
        {
            Token = (new Uri($"http://{service.Host}/auth"), issuer, ["team/app", "team/other"]),
        });
        var pusher = new ImagePusher(registry.Client);
        var digest = await pusher.PushAsync("team/app", ["1.0"]);
        await pusher.PushAsync("team/other", ["2.0"]);
        issuer.Login = "u:p";
        issuer.Grants = ["team/app"];
        using var client = Clients.Create();
        RegistryTarget Target(string repository, string password) => new()
        {
            Host = registry.Host,
            Repository = repository,
            PullSecrets = [Clients.Login(registry.Host, "u", password)],
        };

        var listing = await client.ListTagsAsync(Target("team/app", "p"), CancellationToken.None);
        Assert.True(listing.IsSuccess, listing.Failure?.ToString());
        Assert.Equal(digest, (await client.GetDigestAsync(Target("team/app", "p"), "1.0", CancellationToken.None)).Value);
        Assert.Single(service.Requests);
        // The service answers 200 but grants nothing: that shows only at the registry.
        Assert.Equal(
            RegistryReasons.AccessDenied, (await client.ListTagsAsync(Target("team/other", "p"), CancellationToken.None)).Failure?.Reason);
        Assert.Equal(
            RegistryReasons.AuthenticationFailed,
            (await client.ListTagsAsync(Target("team/app", "wrong"), CancellationToken.None)).Failure?.Reason);
    }

    [ProgramFact(DockerRegistry.Program)]
    public async Task TrustsAPrivateAuthority_OnlyWhen_TheTargetNamesIt()
    {
        using var authority = new TestAuthority();
        await using var registry = await DockerRegistry.StartAsync(new DockerRegistryOptions { Authority = authority });
        await new ImagePusher(registry.Client).PushAsync("app", ["1.0"]);
        using var client = Clients.Create();
        var tls = TlsSettings.Parse(Clients.Secret("Opaque", ("ca.crt", authority.RootPem))).Value;

        var trusted = await client.ListTagsAsync(new RegistryTarget
        {
            Host = registry.Host,
            Repository = "app",
            Tls = tls,
        }, CancellationToken.None);
        Assert.True(trusted.IsSuccess, trusted.Failure?.ToString());
        var untrusted = await client.ListTagsAsync(new RegistryTarget { Host = registry.Host, Repository = "app" }, CancellationToken.None);
        Assert.Equal(RegistryReasons.TlsError, untrusted.Failure?.Reason);
        Assert.Contains("certSecretRef", untrusted.Failure?.Message, StringComparison.Ordinal);
    }
}
