using System.Net;
using System.Text;
using ImageAutomation.ImageReflector.Registry;
using ImageAutomation.ImageReflector.Registry.Http;
using ImageAutomation.TestSupport.Registry;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace ImageAutomation.ImageReflector.Tests.Registry;

/// <summary>Redirects, TLS, proxies and plain HTTP.</summary>
public sealed class TransportTests : IDisposable
{
    private const string Password = "SECRETVALUE";

    private readonly TestAuthority authority = new();
    private readonly RegistryClient client = Clients.Create(Clients.Fast with { Attempts = 1 });

    public void Dispose()
    {
        client.Dispose();
        authority.Dispose();
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task KeepsTheLogin_OnRedirectsWithinTheOrigin_AndDropsItElsewhere(int status)
    {
        await using var registry = await BasicRegistryAsync();
        await using var storage = await StandInServer.StartAsync();
        storage.Handler = context => context.Response.WriteAsync("{\"tags\":[\"stored\"]}");
        var inner = registry.Override!;
        registry.Override = async context =>
        {
            if (await inner(context)) return true;
            if (context.Request.Path == "/v2/app/tags/list")
            {
                context.Response.StatusCode = status;
                context.Response.Headers.Location = "/moved/list";
                return true;
            }

            if (context.Request.Path != "/moved/list") return false;
            context.Response.StatusCode = status;
            context.Response.Headers.Location = $"http://{storage.Host}/blob?signature=x";
            return true;
        };
        var listing = await client.ListTagsAsync(Target(registry.Host), CancellationToken.None);
        Assert.Equal(["stored"], listing.Value.Tags);
        Assert.StartsWith(
            "Basic ", registry.Requests.Last(request => request.Path == "/moved/list").Authorization, StringComparison.Ordinal);
        Assert.Null(Assert.Single(storage.Requests).Authorization);
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest", RegistryReasons.RegistryUnreachable)]
    [InlineData("http://[fe80::1]/x", RegistryReasons.RegistryUnreachable)]
    [InlineData("file:///etc/passwd", RegistryReasons.InvalidResponse)]
    [InlineData("http://u:p@127.0.0.1/x", RegistryReasons.InvalidResponse)]
    [InlineData("/v2/app/tags/list", RegistryReasons.InvalidResponse)] // in a circle
    public async Task RefusesBadRedirects(string location, string reason)
    {
        await using var registry = await StandInRegistry.StartAsync();
        registry.Override = context => Task.FromResult(Redirect(context, location));
        var failure = (await client.ListTagsAsync(Anonymous(registry.Host), CancellationToken.None)).Failure;
        Assert.Equal(reason, failure?.Reason);
        Assert.InRange(registry.Requests.Count, 1, 8);
    }

    /// <summary>
    /// Where the name in a registry's redirect leads, and whether it is followed; the registry itself is on this machine.
    /// </summary>
    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("169.254.169.254", false)]
    [InlineData("::ffff:169.254.169.254", false)]
    [InlineData("0.0.0.0", false)]
    public async Task JudgesNames_ByWhereTheyLead(string address, bool followed)
    {
        await using var registry = await StandInRegistry.StartAsync();
        await using var storage = await StandInServer.StartAsync();
        storage.Handler = context => context.Response.WriteAsync("{\"tags\":[\"1\"]}");
        registry.Override = context => Task.FromResult(Redirect(context, $"http://learned.test:{storage.Port}/x"));
        using var resolving = Clients.Create(Clients.Fast with
        {
            Attempts = 1,
            Resolve = (name, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(name == "reg.test" ? "127.0.0.1" : address)]),
        });
        var target = new RegistryTarget { Host = $"reg.test:{registry.Server.Port}", Repository = "app", Insecure = true };
        var listing = await resolving.ListTagsAsync(target, CancellationToken.None);
        Assert.Equal(followed, listing.IsSuccess);
        Assert.Equal(followed ? 1 : 0, storage.Requests.Count);
        if (!followed) Assert.Contains("'learned.test' are not allowed", listing.Failure?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RefusesAConfiguredName_ThatLeadsToMetadata()
    {
        using var resolving = Clients.Create(Clients.Fast with
        {
            Attempts = 1,
            Resolve = (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("169.254.169.254")]),
        });
        var failure = (await resolving.ListTagsAsync(Anonymous("reg.test"), CancellationToken.None)).Failure;
        Assert.Contains("not allowed for a server", failure?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NeverFollowsARedirect_FromHttpsToHttp()
    {
        await using var registry = await StandInRegistry.StartAsync(authority.IssueServer("localhost", "127.0.0.1"));
        await using var plain = await StandInServer.StartAsync();
        registry.Override = context => Task.FromResult(Redirect(context, $"http://{plain.Host}/x"));
        var target = new RegistryTarget { Host = registry.Host, Repository = "app", Insecure = true, Tls = Trusting(authority) };
        var failure = (await client.ListTagsAsync(target, CancellationToken.None)).Failure;
        Assert.Contains("from https to http", failure?.Message, StringComparison.Ordinal);
        Assert.Empty(plain.Requests);
    }

    [Fact]
    public async Task KeepsTheToken_When_AStorageHostSays401()
    {
        await using var registry = await StandInRegistry.StartAsync();
        await using var storage = await StandInServer.StartAsync();
        storage.Handler = context => StandInRegistry.ChallengeAsync(context, "Basic realm=\"steal\"");
        registry.Tags["app"] = ["1"];
        var tokens = new TokenStandIn(registry) { Login = "u:" + Password };
        Assert.True((await client.ListTagsAsync(Target(registry.Host), CancellationToken.None)).IsSuccess);
        var inner = registry.Override!;
        registry.Override = async context => await inner(context) || Redirect(context, $"http://{storage.Host}/x");
        var failure = (await client.ListTagsAsync(Target(registry.Host), CancellationToken.None)).Failure;
        Assert.Equal(RegistryReasons.AuthenticationFailed, failure?.Reason);
        // nobody is to change a good password
        Assert.Contains(
            $"'{registry.Host}' redirects to another host, '{storage.Host}', which refuses access (401)", failure?.Message,
            StringComparison.Ordinal);
        Assert.Null(Assert.Single(storage.Requests).Authorization);
        registry.Override = inner;
        Assert.True((await client.ListTagsAsync(Target(registry.Host), CancellationToken.None)).IsSuccess);
        Assert.Equal(1, tokens.Issued);
    }

    [Fact]
    public async Task SpeaksTls_WithAPrivateAuthority_AndAClientCertificate()
    {
        await using var server =
            await StandInServer.StartAsync(authority.IssueServer("localhost", "127.0.0.1"), wantsClientCertificate: true);
        string shown = "", protocol = "";
        server.Handler = context =>
        {
            shown = context.Connection.ClientCertificate?.Subject ?? "";
            protocol = context.Request.Protocol;
            return context.Response.WriteAsync("{\"tags\":[\"1\"]}");
        };
        var (certificate, key) = authority.IssueClient("reflector");
        var tls =
            TlsSettings.Parse(Clients.Secret("Opaque", ("ca.crt", authority.RootPem), ("tls.crt", certificate), ("tls.key", key))).Value;
        var listing = await client.ListTagsAsync(new RegistryTarget
        {
            Host = server.Host,
            Repository = "app",
            Tls = tls,
        }, CancellationToken.None);
        Assert.True(listing.IsSuccess, listing.Failure?.ToString());
        Assert.Equal("CN=reflector", shown);
        Assert.Equal("HTTP/2", protocol);
    }

    [Fact]
    public async Task SaysWhichCertificateCheckFailed()
    {
        using var stranger = new TestAuthority();
        (string Expected, (string, string) Server, TestAuthority Trusted)[] cases =
        [
            ("another host name", authority.IssueServer("reg.example.test"), authority),
            ("NotTimeValid", authority.IssueExpiredServer("127.0.0.1"), authority),
            ("neither the system nor ca.crt knows", authority.IssueServer("127.0.0.1"), stranger),
        ];
        foreach (var (expected, server, trusted) in cases)
        {
            await using var registry = await StandInRegistry.StartAsync(server);
            // Not even with leave for plain http: a wrong certificate is no missing TLS.
            var target = new RegistryTarget { Host = registry.Host, Repository = "app", Insecure = true, Tls = Trusting(trusted) };
            var failure = (await client.ListTagsAsync(target, CancellationToken.None)).Failure;
            Assert.Equal(RegistryReasons.TlsError, failure?.Reason);
            Assert.Contains(expected, failure?.Message, StringComparison.Ordinal);
            Assert.Empty(registry.Requests);
        }
    }

    [Fact]
    public async Task TrustsAServerCertificate_ThatIsItselfTheAnchor()
    {
        var server = authority.IssueServer("127.0.0.1");
        await using var registry = await StandInRegistry.StartAsync(server);
        registry.Tags["app"] = ["1"];
        var tls = TlsSettings.Parse(Clients.Secret("Opaque", ("ca.crt", server.Certificate))).Value;
        var listing = await client.ListTagsAsync(new RegistryTarget
        {
            Host = registry.Host,
            Repository = "app",
            Tls = tls,
        }, CancellationToken.None);
        Assert.True(listing.IsSuccess, listing.Failure?.ToString());
    }

    [Fact]
    public async Task SpeaksPlainHttp_OnlyWithLeave_WhereTheHostIsNotThisMachine()
    {
        await using var proxy = await ProxyAsync();
        var settings = Proxy($"http://{proxy.Host}");
        RegistryTarget Make(bool insecure) => new()
        {
            Host = "reg.example.test",
            Repository = "app",
            Insecure = insecure,
            Proxy = settings,
            PullSecrets = [Clients.Login("reg.example.test", "u", Password)],
        };
        var refused = await client.ListTagsAsync(Make(false), CancellationToken.None);
        Assert.Equal(RegistryReasons.RegistryUnreachable, refused.Failure?.Reason);
        Assert.All(proxy.Requests, request => Assert.Equal("CONNECT", request.Method));

        var listing = await client.ListTagsAsync(Make(true), CancellationToken.None);
        Assert.True(listing.IsSuccess, listing.Failure?.ToString());
        Assert.Contains(proxy.Requests, request => request is { Method: "GET", Path: "/v2/app/tags/list" }
            && request.Headers["Host"] == "reg.example.test");
    }

    [Fact]
    public async Task LogsInToAProxy()
    {
        await using var proxy = await ProxyAsync("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("me:" + Password)));
        RegistryTarget Make(string password) => new()
        {
            Host = "reg.example.test",
            Repository = "app",
            Insecure = true,
            Proxy = Proxy($"http://{proxy.Host}", "me", password),
        };
        Assert.True((await client.ListTagsAsync(Make(Password), CancellationToken.None)).IsSuccess);
        var refused = await client.ListTagsAsync(Make("SECRETVALUE2"), CancellationToken.None);
        Assert.False(refused.IsSuccess);
        Assert.DoesNotContain(Password, refused.Failure?.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SpeaksTlsWithAProxy_ThatWantsIt()
    {
        await using var proxy = await StandInServer.StartAsync(authority.IssueServer("127.0.0.1"));
        proxy.Handler = context => context.Response.WriteAsync("{\"tags\":[\"1\"]}");
        var target = new RegistryTarget
        {
            Host = "reg.example.test",
            Repository = "app",
            Insecure = true,
            Tls = Trusting(authority),
            Proxy = Proxy($"https://{proxy.Host}"),
        };
        var listing = await client.ListTagsAsync(target, CancellationToken.None);
        Assert.True(listing.IsSuccess, listing.Failure?.ToString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task GoesThroughSocks5(bool login)
    {
        await using var registry = await StandInRegistry.StartAsync(authority.IssueServer("reg.example.test"));
        registry.Tags["app"] = ["1"];
        await using var socks = new SocksStandIn(registry.Server.Port, login ? ("me", Password) : null);
        var target = new RegistryTarget
        {
            Host = "reg.example.test",
            Repository = "app",
            Tls = Trusting(authority),
            Proxy = login ? Proxy($"socks5://127.0.0.1:{socks.Port}", "me", Password) : Proxy($"socks5://127.0.0.1:{socks.Port}"),
        };
        var listing = await client.ListTagsAsync(target, CancellationToken.None);
        Assert.True(listing.IsSuccess, listing.Failure?.ToString());
        Assert.Equal("reg.example.test:443", socks.Wanted[0]);
    }

    [Fact]
    public async Task RefusesMetadataAddresses_EvenBehindAProxy()
    {
        await using var proxy = await ProxyAsync();
        var target = new RegistryTarget
        {
            Host = "169.254.169.254",
            Repository = "app",
            Insecure = true,
            Proxy = Proxy($"http://{proxy.Host}"),
        };
        Assert.Equal(RegistryReasons.RegistryUnreachable, (await client.ListTagsAsync(target, CancellationToken.None)).Failure?.Reason);
        Assert.Empty(proxy.Requests);
    }

    [Theory]
    [InlineData("127.0.0.1:1", RegistryReasons.RegistryUnreachable, "no connection")]
    [InlineData("reg.invalid", RegistryReasons.RegistryUnreachable, "reg.invalid")]
    [InlineData("a b", RegistryReasons.InvalidImage, "not a host name")]
    [InlineData("u:p@host", RegistryReasons.InvalidImage, "not a host name")]
    [InlineData("host/path", RegistryReasons.InvalidImage, "not a host name")]
    public async Task SaysWhyAHostIsNotReached(string host, string reason, string expected)
    {
        var failure = (await client.ListTagsAsync(Anonymous(host), CancellationToken.None)).Failure;
        Assert.Equal(reason, failure?.Reason);
        Assert.Contains(expected, failure?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FindsTheNewScheme_When_ARegistryMoves()
    {
        int port;
        RegistryTarget Make(int at) => new() { Host = $"127.0.0.1:{at}", Repository = "app", Tls = Trusting(authority) };
        await using (var plain = await StandInRegistry.StartAsync())
        {
            plain.Tags["app"] = ["1"];
            port = plain.Server.Port;
            Assert.Equal(["1"], (await client.ListTagsAsync(Make(port), CancellationToken.None)).Value.Tags);
        }

        var server = authority.IssueServer("127.0.0.1");
        await using var secure = await StandInRegistry.StartAsync(server, port);
        secure.Tags["app"] = ["2"];
        // The remembered scheme goes with its first failure, within the call.
        Assert.Equal(["2"], (await client.ListTagsAsync(Make(port), CancellationToken.None)).Value.Tags);
    }

    [Fact]
    public async Task EscapesThePath()
    {
        await using var registry = await StandInRegistry.StartAsync();
        await client.ListTagsAsync(new RegistryTarget { Host = registry.Host, Repository = "a/b c?d" }, CancellationToken.None);
        Assert.Contains(registry.Requests, request => request.Path == "/v2/a/b c?d/tags/list");
    }

    private static bool Redirect(HttpContext context, string location)
    {
        if (context.Request.Path == "/v2/") return false;
        context.Response.StatusCode = 307;
        context.Response.Headers.Location = location;
        return true;
    }

    internal static TlsSettings Trusting(TestAuthority authority) =>
        TlsSettings.Parse(Clients.Secret("Opaque", ("ca.crt", authority.RootPem))).Value;

    internal static ProxySettings Proxy(string address, string? user = null, string? password = null) => ProxySettings.Parse(
        user is null ? Clients.Secret("Opaque", ("address", address))
            : Clients.Secret("Opaque", ("address", address), ("username", user), ("password", password ?? ""))).Value;

    private static RegistryTarget Anonymous(string host) => new() { Host = host, Repository = "app" };

    private static RegistryTarget Target(string host) => new()
    {
        Host = host,
        Repository = "app",
        PullSecrets = [Clients.Login(host, "u", Password)],
    };

    private static async Task<StandInRegistry> BasicRegistryAsync()
    {
        var registry = await StandInRegistry.StartAsync();
        registry.Override = async context =>
        {
            if (context.Request.Headers.Authorization == "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("u:" + Password)))
                return false;
            await StandInRegistry.ChallengeAsync(context, "Basic realm=\"x\"");
            return true;
        };
        return registry;
    }

    /// <summary>A proxy that answers plain requests itself and opens no tunnels.</summary>
    private static async Task<StandInServer> ProxyAsync(string? login = null)
    {
        var proxy = await StandInServer.StartAsync();
        proxy.Handler = context =>
        {
            if (login is not null && context.Request.Headers.ProxyAuthorization != login)
            {
                context.Response.StatusCode = 407;
                context.Response.Headers.ProxyAuthenticate = "Basic realm=\"proxy\"";
                return Task.CompletedTask;
            }

            if (!HttpMethods.IsConnect(context.Request.Method)) return context.Response.WriteAsync("{\"tags\":[\"1\"]}");
            context.Response.StatusCode = 502;
            return Task.CompletedTask;
        };
        return proxy;
    }
}
