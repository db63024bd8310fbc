using System.Text;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.ImageReflector.Registry;
using ImageAutomation.ImageReflector.Registry.Login;
using Xunit;

namespace ImageAutomation.ImageReflector.Tests.Registry;

public sealed class PullSecretTests
{
    /// <summary>Key, image as host/path, whether it matches.</summary>
    public static TheoryData<string, string, bool> Keys => new()
    {
        { "ghcr.io", "ghcr.io/a/b", true },
        { "https://ghcr.io", "ghcr.io/a/b", true },
        { "http://ghcr.io/", "ghcr.io/a/b", true },
        { "https://ghcr.io/v1/", "ghcr.io/a/b", true },
        { "https://ghcr.io/v2/", "ghcr.io/a/b", true },
        { "https://ghcr.io/v2/a", "ghcr.io/a/b", true },
        { "ghcr.io/a", "ghcr.io/a/b", true },
        { "ghcr.io/a/b", "ghcr.io/a/b", true },
        { "ghcr.io/a/b/c", "ghcr.io/a/b", false },
        { "ghcr.io/b", "ghcr.io/a/b", false },
        { "quay.io/cor", "quay.io/coreos/etcd", true },
        { "GHCR.io", "ghcr.io/a/b", true },
        { "example.com", "reg.example.com/a", false },
        { "*.example.com", "reg.example.com/a", true },
        { "*.example.com", "example.com/a", false },
        { "*.example.com", "a.b.example.com/a", false },
        { "*.*.example.com", "a.b.example.com/a", true },
        { "reg?.example.com", "reg1.example.com/a", false }, // a key is read as a URL, and there "?" begins the query
        { "reg[0-9].example.com", "reg1.example.com/a", true },
        { "reg[^0-9].example.com", "reg1.example.com/a", false },
        { "reg[.example.com", "reg1.example.com/a", false },
        { "*.dkr.ecr.*.amazonaws.com", "123.dkr.ecr.eu-west-1.amazonaws.com/a", true },
        { "*", "localhost/a", true },
        { "*", "ghcr.io/a", false },
        { "reg.example.com:5000", "reg.example.com:5000/a", true },
        { "reg.example.com:5000", "reg.example.com/a", false },
        { "reg.example.com", "reg.example.com:5000/a", false },
        { "reg.example.com:443", "reg.example.com/a", false },
        { "reg.example.com:*", "reg.example.com:5000/a", false },
        { "[::1]:5000", "[::1]:5000/a", true },
        { "https://index.docker.io/v1/", "index.docker.io/library/alpine", true },
        { "https://index.docker.io/v1/", "docker.io/library/alpine", true },
        { "docker.io", "index.docker.io/library/alpine", true },
        { "registry-1.docker.io", "index.docker.io/library/alpine", true },
        { "index.docker.io", "registry-1.docker.io/a/b", true },
        { "https://docker.io/v2/", "index.docker.io/a/b", true },
        { "docker.io/a", "index.docker.io/a/b", true },
        { "docker.io/a", "index.docker.io/c/b", false },
        { "*.docker.io", "index.docker.io/a/b", true },
        { "user:pw@ghcr.io", "ghcr.io/a", true },
    };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(64)]
    public void TakesBase64WithLineBreaks(int every)
    {
        var auth = Convert.ToBase64String(Encoding.UTF8.GetBytes("_json_key:" + new string('x', 200)));
        foreach (var lineEnd in (string[])["\n", "\r\n"])
        {
            var broken = string.Join(lineEnd, auth.Chunk(every * 8).Select(part => new string(part))) + lineEnd;
            var json = System.Text.Json.JsonSerializer.Serialize(new Dictionary<string, object>
            {
                ["auths"] = new Dictionary<string, object> { ["ghcr.io"] = new Dictionary<string, string> { ["auth"] = broken } },
            });
            var entry = Assert.Single(DockerConfigReader.Read(Encoding.UTF8.GetBytes(json), nested: true, "s").Value.Entries);
            Assert.Equal(("_json_key", 200), (entry.Credential.Username, entry.Credential.Password?.Length));
        }
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void MatchesAsTheKubelet(string key, string image, bool expected)
    {
        var slash = image.IndexOf('/', StringComparison.Ordinal);
        Assert.Equal(expected, Clients.Login(key, "u", "p").Match(image[..slash], image[(slash + 1)..]).Any());
    }

    [Fact]
    public void PrefersLongerPaths_AndLiteralHosts()
    {
        var secret = Clients.Parse(Clients.DockerConfigJson(
            """
            {"auths":{
              "*.example.com":{"username":"glob","password":"p"},
              "reg.example.com":{"username":"host","password":"p"},
              "reg.example.com/a/b":{"username":"long","password":"p"},
              "reg.example.com/a":{"username":"short","password":"p"}}}
            """));
        Assert.Equal(["long", "short", "host", "glob"], secret.Match("reg.example.com", "a/b/c").Select(credential => credential.Username));
    }

    /// <summary>Entry, then user, password, identity token, registry token.</summary>
    public static TheoryData<string, string?, string?, string?, string?> Entries => new()
    {
        { "{\"auth\":\"dTpw\"}", "u", "p", null, null },
        { "{\"auth\":\"dTpwOnE=\"}", "u", "p:q", null, null },
        { "{\"auth\":\"dTpwOnE\"}", "u", "p:q", null, null },
        { "{\"auth\":\"dTpwAAA=\"}", "u", "p", null, null },
        { "{\"auth\":\"dTpw\",\"username\":\"other\",\"password\":\"other\"}", "u", "p", null, null },
        { "{\"auth\":\"\",\"username\":\"u\",\"password\":\"p\",\"email\":\"e@x\"}", "u", "p", null, null },
        { "{\"username\":\"<token>\",\"identitytoken\":\"it\"}", "<token>", null, "it", null },
        { "{\"registrytoken\":\"rt\"}", null, null, null, "rt" },
        { "{\"registrytoken\":\"rt\\n\"}", null, null, null, "rt" },
    };

    [Theory]
    [MemberData(nameof(Entries))]
    public void ReadsEntries(string entry, string? user, string? password, string? identity, string? registry)
    {
        var credential = Assert.Single(Clients.Parse(Clients.DockerConfigJson("{\"auths\":{\"h.io\":" + entry + "}}")).Match("h.io", "a"));
        Assert.Equal(
            (user, password, identity, registry),
            (credential.Username, credential.Password, credential.IdentityToken, credential.RegistryToken));
        Assert.Equal("Secret apps/pull, entry h.io", credential.ToString());
    }

    [Fact]
    public void ReadsTheOlderFormat()
    {
        var secret = Clients.Parse(Clients.Secret("kubernetes.io/dockercfg", (".dockercfg", """{"https://h.io/v1/":{"auth":"dTpw"}}""")));
        Assert.Equal("u", Assert.Single(secret.Match("h.io", "a")).Username);
    }

    [Fact]
    public void HoldsNothing_When_EntriesAreEmpty()
    {
        foreach (var json in (string[])["{}", "{\"auths\":{}}", "{\"auths\":null}", "{\"auths\":{\"h.io\":{}}}",
            "{\"auths\":{\"h.io\":null}}"])
            Assert.Empty(Clients.Parse(Clients.DockerConfigJson(json)).Match("h.io", "a"));
    }

    [Theory]
    [InlineData("Opaque")]
    [InlineData("kubernetes.io/tls")]
    [InlineData(null)]
    public void HoldsNothing_When_TheTypeIsAnother(string? type)
    {
        var secret = Clients.Parse(Clients.Secret(type, (".dockerconfigjson", "not json")));
        Assert.Empty(secret.Match("h.io", "a"));
    }

    [Fact]
    public void WarnsOfHelpers_AndNeverUsesThem()
    {
        var secret = Clients.Parse(
            Clients.DockerConfigJson("""{"credHelpers":{"h.io":"evil"},"credsStore":"evil","auths":{"h.io":{"auth":"dTpw"}}}"""));
        Assert.Contains("apps/pull", Assert.Single(secret.Warnings("h.io", "a")), StringComparison.Ordinal);
        Assert.Single(secret.Match("h.io", "a"));
    }

    [Theory]
    [InlineData("quay.io/cor", "quay.io", "coreos/etcd", true)]
    [InlineData("quay.io/cor/", "quay.io", "cor/etcd", false)]
    [InlineData("quay.io/cor", "quay.io", "cor/etcd", false)]
    [InlineData("quay.io/cor", "quay.io", "cor", false)]
    [InlineData("quay.io/cor/et", "quay.io", "cor/etcd", true)]
    [InlineData("quay.io", "quay.io", "coreos/etcd", false)]
    [InlineData("quay.io/other", "quay.io", "coreos/etcd", false)]
    public void WarnsOfPathsThatEndWithinAName(string key, string host, string path, bool expected) =>
        Assert.Equal(expected, Clients.Login(key, "u", "p").Warnings(host, path).Any());

    /// <summary>What the entries of a Secret are for, and why there is none for <c>reg.test:5000/team/app</c>.</summary>
    [Theory]
    [InlineData("{}", "its key .dockerconfigjson has no entries")]
    [InlineData("{\"auths\":{}}", "its key .dockerconfigjson has no entries")]
    [InlineData("{\"credsStore\":\"pass\"}", "its key .dockerconfigjson has no entries; it names credential helpers, which are never run")]
    [InlineData("{\"auths\":{\"secret.test\":{\"auth\":\"dTpw\"}}}", "its entry is for another host")]
    [InlineData("{\"auths\":{\"secret.test\":{\"auth\":\"dTpw\"},\"s2.test\":{}}}", "its 2 entries are for other hosts")]
    [InlineData(
        "{\"auths\":{\"reg.test\":{\"auth\":\"dTpw\"}}}",
        "its entry for this host has another port; an entry without a port is for an image without one")]
    [InlineData(
        "{\"auths\":{\"*.test:5001\":{\"auth\":\"dTpw\"}}}",
        "its entry for this host has another port; an entry without a port is for an image without one")]
    [InlineData("{\"auths\":{\"reg.test:5000/secret\":{\"auth\":\"dTpw\"}}}", "its entry for this host is for other repositories")]
    [InlineData("{\"auths\":{\"reg.test:5000\":{}}}", "its entry for this host is empty")]
    [InlineData("{\"auths\":{\"reg.test:5000\":null}}", "its entry for this host is empty")]
    public void SaysWhyItGivesNoLogin(string json, string why) =>
        Assert.Equal(
            $"Secret 'apps/pull' gives no login for 'reg.test:5000/team/app': {why}", Clients.Parse(Clients.DockerConfigJson(json))
                .WhyNoLogin("reg.test:5000", "team/app"));

    [Theory]
    [InlineData("Opaque", "it has the type Opaque")]
    [InlineData(null, "it has no type")]
    public void SaysWhyItGivesNoLogin_When_TheTypeIsAnother(string? type, string why)
    {
        var said = Clients.Parse(Clients.Secret(type, (".dockerconfigjson", "{}"))).WhyNoLogin("h.io", "a");
        Assert.Equal(
            $"Secret 'apps/pull' gives no login for 'h.io/a': {why}, and logins are read from kubernetes.io/dockerconfigjson (key "
                + ".dockerconfigjson) and kubernetes.io/dockercfg (key .dockercfg) only", said);
        Assert.Null(Clients.Login("h.io", "u", "p").WhyNoLogin("h.io", "a"));
    }

    [Fact]
    public void NamesSecretAndKey_NeverContent()
    {
        string[] broken =
        [
            "SECRETVALUE", "[\"SECRETVALUE\"]", "{\"auths\":\"SECRETVALUE\"}", "{\"auths\":{\"h.io\":{\"auth\":\"SECRETVALUE",
            "{\"auths\":SECRETVALUE}",
        ];
        foreach (var json in broken)
        {
            var failure = PullSecret.Parse(Clients.DockerConfigJson(json)).Failure;
            Assert.Equal(RegistryReasons.SecretInvalid, failure?.Reason);
            Assert.Contains("'apps/pull'", failure?.Message, StringComparison.Ordinal);
            Assert.Contains("'.dockerconfigjson'", failure?.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("SECRETVALUE", failure?.ToString(), StringComparison.Ordinal);
        }

        string[] brokenEntries =
        [
            "\"SECRETVALUE\"", "{\"auth\":\"SECRETVALUE!\"}", "{\"auth\":\""
                + Convert.ToBase64String(Encoding.UTF8.GetBytes("SECRETVALUE")) + "\"}", "3",
            "{\"registrytoken\":\"SECRETVALUE\\nX\"}",
        ];
        foreach (var entry in brokenEntries)
        {
            // One bad entry spoils nothing but itself.
            var secret = Clients.Parse(
                Clients.DockerConfigJson("{\"auths\":{\"h.io\":" + entry + ",\"good.io\":{\"username\":\"u\",\"password\":\"p\"}}}"));
            Assert.Single(secret.Match("good.io", "app"));
            Assert.Null(secret.FindFault("good.io", "app"));
            Assert.Null(secret.FindFault("other.io", "app"));
            Assert.Contains("'h.io'", Assert.Single(secret.Warnings("good.io", "app")), StringComparison.Ordinal);
            var failure = secret.FindFault("h.io", "app");
            Assert.Equal(RegistryReasons.SecretInvalid, failure?.Reason);
            Assert.Contains("'apps/pull'", failure?.Message, StringComparison.Ordinal);
            Assert.Contains("'h.io'", failure?.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("SECRETVALUE", failure?.ToString()
                + string.Concat(secret.Warnings("h.io", "app")), StringComparison.Ordinal);
        }

        Assert.Contains(
            "missing", PullSecret.Parse(Clients.Secret("kubernetes.io/dockerconfigjson")).Failure?.Message, StringComparison.Ordinal);
        Assert.Contains(
            "larger", PullSecret.Parse(Clients.DockerConfigJson(new string(' ', PullSecret.MaxBytes + 1))).Failure?.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void ReadsTextValues_AsTheApiServerWouldStoreThem()
    {
        var secret = new Secret
        {
            Metadata = new ObjectMeta { Namespace = "apps", Name = "pull" },
            Type = "kubernetes.io/dockerconfigjson",
            StringData = new Dictionary<string, string> { [".dockerconfigjson"] = """{"auths":{"h.io":{"auth":"dTpw"}}}""" },
        };
        Assert.Single(Clients.Parse(secret).Match("h.io", "a"));
    }
}
