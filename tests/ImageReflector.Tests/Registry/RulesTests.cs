using System.Net;
using System.Text;
using ImageAutomation.Common.Network;
using ImageAutomation.ImageReflector.Registry;
using ImageAutomation.ImageReflector.Registry.Addresses;
using ImageAutomation.ImageReflector.Registry.Budgets;
using ImageAutomation.ImageReflector.Registry.Http;
using ImageAutomation.ImageReflector.Registry.Login;
using ImageAutomation.TestSupport;
using Xunit;

namespace ImageAutomation.ImageReflector.Tests.Registry;

/// <summary>The small pure rules.</summary>
public sealed class RulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Registry, realm, whether credentials may go there.</summary>
    public static TheoryData<string, string, bool> Realms => new()
    {
        { "https://registry-1.docker.io/", "https://auth.docker.io/token", true },
        { "https://registry.gitlab.com/", "https://gitlab.com/jwt/auth", true },
        { "https://harbor.example.com/", "https://harbor.example.com/service/token", true },
        { "https://harbor.example.com:8443/", "https://harbor.example.com/service/token", true },
        { "https://registry.example.com/", "https://auth.example.com/token", true },
        { "https://registry.gitlab.corp.example/", "https://gitlab.corp.example/jwt/auth", true },
        { "https://allowed.example/", "https://tokens.elsewhere.test/t", true },
        { "https://core.harbor.svc.cluster.local/", "https://token.harbor.svc.cluster.local/t", true },
        { "https://a.ns1.svc.cluster.local/", "https://b.ns2.svc.cluster.local/t", false },
        { "https://registry.example.com/", "https://evil.test/token", false },
        { "https://registry.example.com/", "https://example.com.evil.test/token", false },
        { "https://a.azurecr.io/", "https://b.azurecr.io/token", false },
        { "https://a.eu-west-1.amazonaws.com/", "https://b.eu-west-1.amazonaws.com/token", false },
        { "https://a.pkg.dev/", "https://b.pkg.dev/token", false },
        { "https://a.co.uk/", "https://b.co.uk/token", false },
        { "https://reg.acme.co.uk/", "https://auth.acme.co.uk/token", true },
        { "https://a.example/", "https://b.example/token", false },
        { "https://10.0.0.1/", "https://10.0.0.2/token", false },
        { "https://10.1.0.1/", "https://11.1.0.1/token", false },
        { "https://registry.example.com/", "http://registry.example.com/token", false },
        { "https://registry.example.com/", "https://u:p@registry.example.com/token", false },
        { "https://registry.example.com/", "https://registry.example.com/token#x", false },
        { "https://registry.example.com/", "https://registry.example.com/token?x=1", true },
        { "https://registry.example.com/", "https://auth.example.com/token?x=1", false },
        { "https://allowed.example/", "https://tokens.elsewhere.test/t?x=1", false },
        { "https://127.0.0.1/", "https://127.0.0.2/token", false },
        { "https://127.0.0.1/", "https://localhost/token", true },
        { "https://registry.example.com/", "ftp://registry.example.com/token", false },
    };

    [Theory]
    [MemberData(nameof(Realms))]
    public void SendsCredentialsOnlyToTokenServicesThatBelong(string registry, string realm, bool expected) =>
        Assert.Equal(expected, RealmRules.FindFault(new Uri(realm), new Uri(registry), true, false, ["tokens.elsewhere.test"]) is null);

    [Theory]
    [InlineData("http://reg.example.com/", "http://auth.example.com/token", true, true)]
    [InlineData("http://reg.example.com/", "http://auth.example.com/token", false, false)]
    [InlineData("https://reg.example.com/", "http://auth.example.com/token", true, false)]
    [InlineData("http://127.0.0.1:5000/", "http://auth.example.com/token", false, false)] // this machine is no leave to use a network
    [InlineData("http://127.0.0.1:5000/", "http://localhost:5001/t", false, true)]
    public void AllowsPlainRealms_OnlyOfPlainRegistries(string registry, string realm, bool insecure, bool expected) =>
        Assert.Equal(expected, RealmRules.FindFault(new Uri(realm), new Uri(registry), true, insecure, []) is null);

    [Fact]
    public void LetsAnonymousTokensComeFromAnywhere() =>
        Assert.Null(RealmRules.FindFault(new Uri("https://elsewhere.test/t"), new Uri("https://reg.example.com/"), false, false, []));

    /// <summary>Address, then whether configured, learned from public, from private, from loopback hosts may lead there.</summary>
    public static TheoryData<string, bool, bool, bool, bool> Addresses => new()
    {
        { "8.8.8.8", true, true, true, true },
        { "2001:4860:4860::8888", true, true, true, true },
        { "10.1.2.3", true, false, true, true },
        { "172.31.255.255", true, false, true, true },
        { "172.32.0.1", true, true, true, true },
        { "192.168.1.1", true, false, true, true },
        { "100.64.0.1", true, false, true, true },
        { "fd12::1", true, false, true, true },
        { "::ffff:10.1.2.3", true, false, true, true },
        { "64:ff9b::a01:203", true, false, true, true },
        { "127.0.0.1", true, false, false, true },
        { "127.8.9.1", true, false, false, true },
        { "::1", true, false, false, true },
        { "::ffff:127.0.0.1", true, false, false, true },
        { "169.254.169.254", false, false, false, false },
        { "::ffff:169.254.169.254", false, false, false, false },
        { "64:ff9b::a9fe:a9fe", false, false, false, false },
        { "fe80::1", false, false, false, false },
        { "fd00:ec2::254", false, false, false, false },
        { "0.0.0.0", false, false, false, false },
        { "::", false, false, false, false },
        { "224.0.0.1", false, false, false, false },
        { "255.255.255.255", false, false, false, false },
        { "168.63.129.16", false, false, false, false },
        { "168.63.129.17", true, true, true, true },
        { "192.0.0.192", false, false, false, false },
        { "198.18.0.1", false, false, false, false },
        { "198.19.255.255", false, false, false, false },
        { "100.100.100.200", false, false, false, false },
        { "100.100.100.201", true, false, true, true },
        { "fd20:ce::254", false, false, false, false },
        { "fec0::1", true, false, true, true },
        { "::a9fe:a9fe", false, false, false, false },
        { "::ffff:0:a9fe:a9fe", false, false, false, false },
        { "2002:a9fe:a9fe::1", false, false, false, false },
        { "2002:a01:203::1", true, false, true, true },
        { "2002:808:808::1", true, true, true, true },
        { "64:ff9b:1::a9fe:a9fe", false, false, false, false },
        { "64:ff9b:1:a9fe:a9:fe00::", false, false, false, false },
        { "64:ff9b:1::808:808", true, true, true, true },
        { "2001:db8::5efe:a9fe:a9fe", false, false, false, false },
        { "2001:db8::200:5efe:7f00:1", true, false, false, true },
    };

    [Theory]
    [MemberData(nameof(Addresses))]
    public void JudgesAddresses(string address, bool configured, bool fromPublic, bool fromPrivate, bool fromLoopback)
    {
        var ip = IPAddress.Parse(address);
        Assert.Equal(
            (configured, fromPublic, fromPrivate, fromLoopback),
            (AddressFilter.IsAllowed(ip, AddressTrust.Configured), AddressFilter.IsAllowed(ip, AddressTrust.LearnedFromPublic),
                AddressFilter.IsAllowed(ip, AddressTrust.LearnedFromPrivate),
                AddressFilter.IsAllowed(ip, AddressTrust.LearnedFromLoopback)));
    }

    /// <summary>Token answer, then the token and its usable seconds from now.</summary>
    public static TheoryData<string, string?, double> TokenAnswers => new()
    {
        { """{"token":"t","expires_in":300}""", "t", 240 },
        { """{"access_token":"a"}""", "a", 48 },
        { """{"token":"t","access_token":"a","expires_in":5}""", "t", 48 },
        { """{"token":"","access_token":"a","expires_in":"300"}""", "a", 240 },
        { """{"token":"t","expires_in":1e300}""", "t", 69120 },
        { """{"token":"t","expires_in":-4}""", "t", 48 },
        { """{"token":"t","expires_in":300,"issued_at":"2026-05-01T11:59:00Z"}""", "t", 180 },
        { """{"token":"t","expires_in":300,"issued_at":"2026-05-01T09:00:00Z"}""", "t", 240 },
        { """{"token":"t","expires_in":300,"issued_at":"2030-05-01T09:00:00Z"}""", "t", 240 },
        { """{"token":"t","expires_in":300,"issued_at":"yesterday"}""", "t", 240 },
        { """{"expires_in":300}""", null, 240 },
    };

    [Theory]
    [MemberData(nameof(TokenAnswers))]
    public void ReadsTokenAnswers(string json, string? token, double seconds)
    {
        var answer = TokenAnswer.Read(Encoding.UTF8.GetBytes(json), Now);
        Assert.Equal(token, answer?.Token);
        Assert.Equal(seconds, (answer?.UsableFor ?? default).TotalSeconds, 3);
    }

    [Fact]
    public void ReadsNoTokenAnswer_When_ItIsNotAnObject()
    {
        foreach (var text in (string[])["", "<html>", "[]", "\"t\""]) Assert.Null(TokenAnswer.Read(Encoding.UTF8.GetBytes(text), Now));
    }

    /// <summary>Header name, value, seconds to wait; -1 for none.</summary>
    [Theory]
    [InlineData("Retry-After", "7", 7)]
    [InlineData("Retry-After", "Fri, 01 May 2026 12:00:30 GMT", 30)]
    [InlineData("Retry-After", "Fri, 01 May 2026 11:00:00 GMT", 0)]
    [InlineData("Retry-After", "soon", -1)]
    [InlineData("Retry-After", "-3", -1)]
    [InlineData("Retry-After", "99999999999999", 10_000_000)]
    [InlineData("X-Retry-After", "1777636860", 60)]
    [InlineData("RateLimit-Reset", "1777636860", 60)]
    [InlineData("RateLimit-Reset", "45", 45)]
    [InlineData("X-RateLimit-Reset", "1777636860", 60)]
    public void ReadsHowLongToWait(string name, string value, double seconds)
    {
        using var response = new HttpResponseMessage();
        response.Headers.TryAddWithoutValidation(name, value);
        Assert.Equal(seconds, RetryAfter.Read(response.Headers, Now)?.TotalSeconds ?? -1, 3);
    }

    [Fact]
    public void SpreadsRequests_AfterTheBurst()
    {
        var time = new FakeTime();
        var bucket = new TokenBucket(10, 3, time);
        Assert.Equal([0, 0, 0, 100, 200], Enumerable.Range(0, 5).Select(_ => Math.Round(bucket.Take().TotalMilliseconds)));
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal([0, 0, 0, 100], Enumerable.Range(0, 4).Select(_ => Math.Round(bucket.Take().TotalMilliseconds)));
    }

    [Theory]
    [InlineData("docker.io", "registry-1.docker.io")]
    [InlineData("index.docker.io", "registry-1.docker.io")]
    [InlineData("registry-1.docker.io", "registry-1.docker.io")]
    [InlineData("registry.hub.docker.com", "registry-1.docker.io")]
    [InlineData("GHCR.io", "ghcr.io")]
    [InlineData("localhost:5000", "localhost:5000")]
    public void KnowsTheHostThatAnswers(string host, string expected) => Assert.Equal(expected, HostNames.ApiHost(host));

    [Theory]
    [InlineData("localhost", true)]
    [InlineData("localhost:5000", true)]
    [InlineData("reg.localhost:5000", true)]
    [InlineData("127.0.0.1:5000", true)]
    [InlineData("127.9.9.9", true)]
    [InlineData("[::1]:5000", true)]
    [InlineData("[::1]", true)]
    [InlineData("LOCALHOST", true)]
    [InlineData("localhost.example.com", false)]
    [InlineData("notlocalhost", false)]
    [InlineData("10.0.0.1:5000", false)]
    [InlineData("127.0.0.1.nip.io", false)]
    public void TellsLoopbackBySpelling(string host, bool expected) => Assert.Equal(expected, HostNames.IsLoopback(host));

    [Theory]
    [InlineData("", "https://example.com/", false)]
    [InlineData("*", "https://example.com/", true)]
    [InlineData("example.com", "https://example.com/", true)]
    [InlineData("example.com", "https://reg.example.com/", true)]
    [InlineData("example.com", "https://notexample.com/", false)]
    [InlineData(".example.com", "https://reg.example.com/", true)]
    [InlineData(".example.com", "https://example.com/", false)]
    [InlineData("*.example.com", "https://reg.example.com/", true)]
    [InlineData("a, EXAMPLE.com ,b", "https://reg.Example.COM/", true)]
    [InlineData("example.com:8443", "https://example.com:8443/", true)]
    [InlineData("example.com:8443", "https://example.com/", false)]
    [InlineData("10.0.0.0/8", "http://10.96.0.15:5000/", true)]
    [InlineData("10.0.0.0/8", "http://11.96.0.15:5000/", false)]
    [InlineData("10.96.0.15", "http://10.96.0.15:5000/", true)]
    [InlineData("10.96.0.15:5001", "http://10.96.0.15:5000/", false)]
    [InlineData("fd00::/8", "https://[fd00::1]/", true)]
    [InlineData("fd00::1", "https://[fd00::1]/", true)]
    [InlineData("[fd00::1]:443", "https://[fd00::1]/", true)]
    [InlineData("1", "http://10.0.0.1/", false)]
    public void ReadsNoProxyAsGoProgramsDo(string list, string destination, bool expected) =>
        Assert.Equal(expected, new NoProxyList(list).Contains(new Uri(destination)));

    [Fact]
    public void NeverSendsThisMachineToTheEnvironmentsProxy()
    {
        var proxy = new EnvironmentProxy(new WebProxy("http://proxy.example:3128"), new NoProxyList(".svc"));
        Assert.Null(proxy.GetProxy(new Uri("http://localhost:5000/")));
        Assert.Null(proxy.GetProxy(new Uri("http://reg.infra.svc/")));
        Assert.Equal("proxy.example", proxy.GetProxy(new Uri("https://ghcr.io/"))?.Host);
    }

    [Theory]
    [InlineData(401, "acme.azurecr.io", true)]
    [InlineData(403, "acme.azurecr.cn", true)]
    [InlineData(401, "ghcr.io", false)]
    [InlineData(403, "ghcr.io", false)]
    public void NamesTheRightToList_WhereItIsOneOfItsOwn(int status, string host, bool expected)
    {
        var connection = new Connection(new RegistryTarget { Host = host, Repository = "app" }, new Uri($"https://{host}/"));
        var failure = RegistryFailures.From(new Exchange
        {
            Status = status,
            Login = new LoginReport(WasSent: true),
        }, connection, new RegistryCredential { Username = "u", Source = "Secret a/b" }, "cannot", host);
        Assert.Equal(expected, failure.Message.Contains("metadata_read", StringComparison.Ordinal));
        Assert.Contains("Secret a/b", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ScrubsTheRegistrysWords()
    {
        var error = RegistryErrorBody.Read(
            Encoding.UTF8.GetBytes(
                """{"errors":[{"code":"denied","message":"bad\u0000 token s3cret\n for dXNlcjpzM2NyZXQ="},{},{"message":"x"},{"code":"FOURTH"}]}"""));
        Assert.True(error.Has("DENIED"));
        var credential = new RegistryCredential { Username = "user", Password = "s3cret", Source = "test" };
        var said = RegistryFailures.Said(new Exchange { Error = error }, credential);
        Assert.Equal(", DENIED: bad  token ***  for ***; x", said);
    }
}
