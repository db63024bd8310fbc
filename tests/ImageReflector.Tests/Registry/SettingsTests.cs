using ImageAutomation.ImageReflector.Registry;
using ImageAutomation.ImageReflector.Registry.Http;
using ImageAutomation.TestSupport.Registry;
using Xunit;

namespace ImageAutomation.ImageReflector.Tests.Registry;

/// <summary>TLS and proxy Secrets.</summary>
public sealed class SettingsTests : IDisposable
{
    private readonly TestAuthority authority = new();

    public void Dispose() => authority.Dispose();

    [Theory]
    [InlineData("ca.crt")]
    [InlineData("tls.key")]
    public void AnEmptyKeyIsNamed(string key) =>
        Assert.Equal(
            $"Secret 'apps/pull': '{key}' is empty; fill it in, or remove the key",
            TlsSettings.Parse(Clients.Secret("Opaque", (key, ""))).Failure?.Message);

    [Fact]
    public void ReadsAuthorityAndPair()
    {
        var (certificate, key) = authority.IssueClient("me");
        foreach (var type in (string?[])[null, "Opaque", "kubernetes.io/tls", "kubernetes.io/dockerconfigjson"])
        {
            var tls = TlsSettings.Parse(Clients.Secret(type, ("ca.crt", authority.RootPem), ("tls.crt", certificate), ("tls.key", key)));
            Assert.True(tls.IsSuccess, tls.Failure?.ToString());
            Assert.Empty(tls.Value.Warnings);
            Assert.Equal("TLS settings (1 roots, client certificate: yes)", tls.Value.ToString());
        }
    }

    [Fact]
    public void ReadsLegacyKeys_WithWarnings_WhereTheNewOnesAreAbsent()
    {
        var (certificate, key) = authority.IssueClient("me");
        var tls =
            TlsSettings.Parse(Clients.Secret("Opaque", ("caFile", authority.RootPem), ("certFile", certificate), ("keyFile", key))).Value;
        Assert.Equal(3, tls.Warnings.Count);
        var both = TlsSettings.Parse(Clients.Secret("Opaque", ("caFile", "ignored"), ("ca.crt", authority.RootPem))).Value;
        Assert.Empty(both.Warnings);
    }

    [Fact]
    public void RefusesHalfAPair_NoContent_AndGarbage()
    {
        var (certificate, key) = authority.IssueClient("me");
        var (_, strangerKey) = authority.IssueClient("stranger");
        (string Expected, (string, string)[] Values, string Type)[] cases =
        [
            ("'ca.crt'", [], "Opaque"),
            ("'tls.key' is missing", [("tls.crt", certificate)], "Opaque"),
            ("'tls.crt' is missing", [("tls.key", key), ("ca.crt", authority.RootPem)], "Opaque"),
            ("key 'ca.crt'", [("ca.crt", "SECRETVALUE")], "Opaque"),
            ("key 'tls.crt'", [("tls.crt", "SECRETVALUE"), ("tls.key", key)], "Opaque"),
            ("'tls.key'", [("tls.crt", certificate), ("tls.key", "SECRETVALUE")], "Opaque"),
            ("'tls.key'", [("tls.crt", certificate), ("tls.key", strangerKey)], "Opaque"),
            ("type", [("ca.crt", authority.RootPem)], "kubernetes.io/basic-auth"),
        ];
        foreach (var (expected, values, type) in cases)
        {
            var failure = TlsSettings.Parse(Clients.Secret(type, values)).Failure;
            Assert.Equal(RegistryReasons.SecretInvalid, failure?.Reason);
            Assert.Contains("'apps/pull'", failure?.Message, StringComparison.Ordinal);
            Assert.Contains(expected, failure?.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("SECRETVALUE", failure?.ToString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("http://proxy.example:3128", "proxy http://proxy.example:3128")]
    [InlineData("https://proxy.example", "proxy https://proxy.example")]
    [InlineData(" socks5://10.0.0.1:1080\n", "proxy socks5://10.0.0.1:1080")]
    [InlineData("http://u:SECRETVALUE@proxy.example:3128", "proxy http://proxy.example:3128")]
    public void ReadsProxies(string address, string expected) =>
        Assert.Equal(
            expected,
            ProxySettings.Parse(Clients.Secret("Opaque", ("address", address), ("username", "u"), ("password", "p"))).Value.ToString());

    [Theory]
    [InlineData(null, "is missing")]
    [InlineData(" ", "is empty")]
    [InlineData("SECRETVALUE", "is not a URL")]
    [InlineData("ftp://SECRETVALUE", "scheme")]
    [InlineData("http://", "is not a URL")]
    public void RefusesOtherProxies(string? address, string expected)
    {
        var failure =
            ProxySettings.Parse(address is null ? Clients.Secret("Opaque") : Clients.Secret("Opaque", ("address", address))).Failure;
        Assert.Equal(RegistryReasons.SecretInvalid, failure?.Reason);
        Assert.Contains("'apps/pull': key 'address' "
            + (expected.StartsWith("is", StringComparison.Ordinal) ? expected : "must"), failure?.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRETVALUE", failure?.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void RefusesAnOverlongProxyAddress() =>
        Assert.False(ProxySettings.Parse(Clients.Secret("Opaque", ("address", "http://" + new string('a', 2050)))).IsSuccess);
}
