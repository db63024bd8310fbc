using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using ImageAutomation.ImageReflector.Registry;
using ImageAutomation.Languages.Results;
using ImageAutomation.TestSupport.Registry;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace ImageAutomation.ImageReflector.Tests.Registry;

public sealed class DigestTests : IAsyncLifetime
{
    private static readonly byte[] Bytes = Encoding.UTF8.GetBytes($$"""{"schemaVersion":2,"mediaType":"{{ImagePusher.ManifestType}}"}""");
    private static readonly string Digest = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Bytes));

    private StandInRegistry registry = null!; // set by InitializeAsync

    private string Methods =>
        string.Join(
            ' ', registry.Requests.Where(request => request.Path.Contains("manifests", StringComparison.Ordinal))
                .Select(request => request.Method));

    public async Task InitializeAsync()
    {
        registry = await StandInRegistry.StartAsync();
        registry.Manifests["team/app:1"] = Bytes;
    }

    public async Task DisposeAsync() => await registry.DisposeAsync();

    [Fact]
    public async Task TakesTheHeader_OfAHead()
    {
        Assert.Equal(Digest, (await ResolveAsync()).Value);
        var head = Assert.Single(registry.Requests, request => request.Method == "HEAD");
        Assert.StartsWith(
            "application/vnd.oci.image.index.v1+json, application/vnd.docker.distribution.manifest.list.v2+json", head.Headers["Accept"],
            StringComparison.Ordinal);
        Assert.Equal("identity", head.Headers["Accept-Encoding"]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("sha256:short")]
    [InlineData("sha256:ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789")]
    [InlineData("md5:d41d8cd98f00b204e9800998ecf8427e")]
    public async Task HashesTheBytes_When_TheHeaderIsMissingOrOdd(string? header)
    {
        registry.OnManifest = context =>
        {
            if (header is null) context.Response.Headers.Remove("Docker-Content-Digest");
            else context.Response.Headers["Docker-Content-Digest"] = header;
        };
        Assert.Equal(Digest, (await ResolveAsync()).Value);
        Assert.Equal("HEAD GET", Methods);
    }

    [Theory]
    [InlineData(405)]
    [InlineData(501)]
    public async Task Reads_When_HeadIsRefused(int status)
    {
        registry.Override = context => Task.FromResult(RefuseHead(context, status));
        Assert.Equal(Digest, (await ResolveAsync()).Value);
    }

    [Fact]
    public async Task UsesSha512_When_TheRegistryDoes()
    {
        var sha512 = "sha512:" + Convert.ToHexStringLower(SHA512.HashData(Bytes));
        registry.Override = context => Task.FromResult(RefuseHead(context, 405));
        registry.OnManifest = context => context.Response.Headers["Docker-Content-Digest"] = sha512;
        Assert.Equal(sha512, (await ResolveAsync()).Value);
    }

    [Fact]
    public async Task RefusesBytes_When_TheHeaderLies()
    {
        registry.Override = context => Task.FromResult(RefuseHead(context, 405));
        registry.OnManifest = context => context.Response.Headers["Docker-Content-Digest"] = "sha256:" + new string('0', 64);
        Assert.Equal(RegistryReasons.DigestMismatch, (await ResolveAsync()).Failure?.Reason);
    }

    [Fact]
    public async Task HashesThePlainBytes_When_TheyComeCompressedAnyway()
    {
        registry.Override = async context =>
        {
            if (RefuseHead(context, 405)) return true;
            if (!context.Request.Path.Value!.Contains("manifests", StringComparison.Ordinal)) return false;
            context.Response.ContentType = ImagePusher.ManifestType;
            context.Response.Headers.ContentEncoding = "gzip";
            await using var gzip = new GZipStream(context.Response.Body, CompressionLevel.Fastest);
            await gzip.WriteAsync(Bytes);
            return true;
        };
        Assert.Equal(Digest, (await ResolveAsync()).Value);
    }

    [Theory]
    [InlineData("application/vnd.docker.distribution.manifest.v1+prettyjws")]
    [InlineData("application/vnd.docker.distribution.manifest.v1+json")]
    public async Task NeverTrustsSchema1(string type)
    {
        registry.OnManifest = context => context.Response.ContentType = type;
        Assert.Equal(RegistryReasons.UnsupportedByRegistry, (await ResolveAsync()).Failure?.Reason);
        registry.Override = context => Task.FromResult(RefuseHead(context, 405));
        Assert.Equal(RegistryReasons.UnsupportedByRegistry, (await ResolveAsync()).Failure?.Reason);
    }

    [Theory]
    [InlineData("{\"schemaVersion\":1}", RegistryReasons.UnsupportedByRegistry)]
    [InlineData("{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.index.v1+json\"}", RegistryReasons.InvalidResponse)]
    [InlineData("<html>sign in</html>", RegistryReasons.InvalidResponse)]
    [InlineData("[]", RegistryReasons.InvalidResponse)]
    public async Task RefusesWhatIsNoManifest(string body, string reason)
    {
        registry.Override = async context =>
        {
            if (RefuseHead(context, 405)) return true;
            if (!context.Request.Path.Value!.Contains("manifests", StringComparison.Ordinal)) return false;
            context.Response.ContentType = ImagePusher.ManifestType + "; charset=utf-8";
            await context.Response.WriteAsync(body);
            return true;
        };
        Assert.Equal(reason, (await ResolveAsync()).Failure?.Reason);
    }

    [Fact]
    public async Task SparesTheQuota_When_LittleIsLeft()
    {
        registry.OnManifest = context =>
        {
            context.Response.Headers.Remove("Docker-Content-Digest");
            context.Response.Headers["ratelimit-limit"] = "100;w=21600";
            context.Response.Headers["ratelimit-remaining"] = "5;w=21600";
        };
        Assert.Equal(RegistryReasons.RateLimited, (await ResolveAsync()).Failure?.Reason);
        Assert.Equal("HEAD", Methods);
    }

    [Fact]
    public async Task BoundsAManifest()
    {
        registry.Override = async context =>
        {
            if (RefuseHead(context, 405)) return true;
            if (!context.Request.Path.Value!.Contains("manifests", StringComparison.Ordinal)) return false;
            await context.Response.Body.WriteAsync(new byte[5 * 1024 * 1024]);
            return true;
        };
        Assert.False((await ResolveAsync()).IsSuccess);
    }

    [Fact]
    public async Task RefusesWhatIsNoTag_WithoutAsking()
    {
        using var client = Clients.Create();
        Assert.Equal(
            RegistryReasons.InvalidImage, (await client.GetDigestAsync(Target(), "../../x", CancellationToken.None)).Failure?.Reason);
        Assert.Equal(RegistryReasons.InvalidImage, (await client.ExistsAsync(Target(), "a?b", CancellationToken.None)).Failure?.Reason);
        Assert.Empty(registry.Requests);
    }

    /// <summary>What answers for the manifest (HEAD and GET) and at the base; true, false or the failure's reason.</summary>
    public static TheoryData<string, int, string, int, string> Presences => new()
    {
        { "there", 200, "", 200, "True" },
        { "the registry says so", 404, "{\"errors\":[{\"code\":\"MANIFEST_UNKNOWN\"}]}", 404, "False" },
        { "Harbor says so", 404, "{\"errors\":[{\"code\":\"NOT_FOUND\"}]}", 404, "False" },
        { "a registry without words", 404, "", 200, "False" },
        { "an ingress without the registry", 404, "default backend - 404", 404, RegistryReasons.InvalidResponse },
        { "not allowed", 403, "", 200, RegistryReasons.AccessDenied },
        { "login wanted", 401, "", 200, RegistryReasons.AuthenticationFailed },
        { "down", 503, "", 503, RegistryReasons.RegistryUnavailable },
        { "limited", 429, "", 200, RegistryReasons.RateLimited },
        { "teapot", 418, "", 200, RegistryReasons.InvalidResponse },
    };

    [Theory]
    [MemberData(nameof(Presences))]
    public async Task ConfirmsAbsence_OnlyWhen_ARegistrySaysSo(string what, int status, string body, int atBase, string expected)
    {
        Assert.NotEmpty(what);
        registry.Override = async context =>
        {
            var isBase = context.Request.Path == "/v2/";
            context.Response.StatusCode = isBase ? atBase : status;
            if (!isBase && status == 200) return false;
            if (!isBase && !HttpMethods.IsHead(context.Request.Method)) await context.Response.WriteAsync(body);
            return true;
        };
        using var client = Clients.Create();
        var exists = await client.ExistsAsync(Target(), "1", CancellationToken.None);
        Assert.Equal(expected, exists.IsSuccess ? exists.Value.ToString() : exists.Failure.Reason);
    }

    private static bool RefuseHead(HttpContext context, int status)
    {
        if (!HttpMethods.IsHead(context.Request.Method)) return false;
        context.Response.StatusCode = status;
        return true;
    }

    private RegistryTarget Target() => new() { Host = registry.Host, Repository = "team/app" };

    private async Task<Result<string>> ResolveAsync()
    {
        using var client = Clients.Create();
        return await client.GetDigestAsync(Target(), "1", CancellationToken.None);
    }
}
