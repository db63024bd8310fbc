using System.Text;
using ImageAutomation.Common.References;
using ImageAutomation.ImageReflector.Registry;
using ImageAutomation.ImageReflector.Registry.Http;
using ImageAutomation.TestSupport.Registry;
using Xunit;

namespace ImageAutomation.ImageReflector.Tests.Registry;

/// <summary>Docker Hub's names, answered by a stand-in behind a proxy: the real ones are not reached from tests.</summary>
public sealed class DockerHubTests : IDisposable
{
    private const string Login = "Basic dTpTRUNSRVRWQUxVRQ==";

    private readonly TestAuthority authority = new();

    public void Dispose() => authority.Dispose();

    /// <summary>Image as written, key of the pull secret, repository that is asked for.</summary>
    [Theory]
    [InlineData("alpine", "https://index.docker.io/v1/", "library/alpine")]
    [InlineData("docker.io/acme/web", "docker.io", "acme/web")]
    [InlineData("index.docker.io/acme/web", "registry-1.docker.io", "acme/web")]
    public async Task ScansByItsOwnHosts_AndLogsInAtItsTokenService(string image, string key, string repository)
    {
        await using var hub = await StandInRegistry.StartAsync(authority.IssueServer("registry-1.docker.io", "auth.docker.io"));
        hub.Tags[repository] = ["1"];
        hub.Override = async context =>
        {
            var header = context.Request.Headers.Authorization.ToString();
            if (context.Request.Path == "/token")
            {
                Assert.Equal(("auth.docker.io", Login), (context.Request.Host.Host, header));
                await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes("{\"token\":\"good\"}"));
                return true;
            }

            if (header == "Bearer good") return false;
            await StandInRegistry.ChallengeAsync(
                context,
                $"Bearer realm=\"https://auth.docker.io/token\",service=\"registry.docker.io\",scope=\"repository:{repository}:pull\"");
            return true;
        };
        await using var socks = new SocksStandIn(hub.Server.Port);
        var name = RepositoryName.ParseImage(image).Value;
        var target = new RegistryTarget
        {
            Host = name.Registry,
            Repository = name.Path,
            PullSecrets = [Clients.Login(key, "u", "SECRETVALUE")],
            Tls = TlsSettings.Parse(Clients.Secret("Opaque", ("ca.crt", authority.RootPem))).Value,
            Proxy = ProxySettings.Parse(Clients.Secret("Opaque", ("address", $"socks5://127.0.0.1:{socks.Port}"))).Value,
        };
        using var client = Clients.Create();
        var listing = await client.ListTagsAsync(target, CancellationToken.None);
        Assert.Equal(["1"], listing.IsSuccess ? listing.Value.Tags : [listing.Failure.ToString()]);
        Assert.Equal(["registry-1.docker.io:443", "auth.docker.io:443"], socks.Wanted.Distinct());
        Assert.Equal(
            ["/v2/", "/token", $"/v2/{repository}/tags/list"], hub.Requests.Select(request => request.Path));
        Assert.Contains(
            $"service=registry.docker.io&scope={Uri.EscapeDataString($"repository:{repository}:pull")}&", hub.Requests[1].Query,
            StringComparison.Ordinal);
    }
}
