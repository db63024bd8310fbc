using ImageAutomation.Common.References;
using Xunit;

namespace ImageAutomation.Common.Tests.References;

public sealed class RepositoryNameTests
{
    private const string Hex = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Theory]
    [InlineData("nginx", "index.docker.io/library/nginx", "registry-1.docker.io")]
    [InlineData("docker.io/acme/app", "index.docker.io/acme/app", "registry-1.docker.io")]
    [InlineData("registry-1.docker.io/acme/app", "registry-1.docker.io/acme/app", "registry-1.docker.io")]
    [InlineData("registry.hub.docker.com/acme/app", "registry.hub.docker.com/acme/app", "registry-1.docker.io")]
    [InlineData("ghcr.io/a/b", "ghcr.io/a/b", "ghcr.io")]
    [InlineData("localhost:5000/a/b", "localhost:5000/a/b", "localhost:5000")]
    public void KnowsTheHostThatAnswers(string image, string canonical, string apiHost)
    {
        var name = RepositoryName.ParseImage(image).Value;
        Assert.Equal((canonical, apiHost), (name.Canonical, name.ApiHost));
    }

    [Theory]
    [InlineData("https://ghcr.io/a/b", "image 'https://ghcr.io/a/b' should not include URL scheme; remove 'https://'")]
    [InlineData("ghcr.io/a/b:1.0", "image 'ghcr.io/a/b:1.0' should not include a tag; remove ':1.0'")]
    [InlineData("GHCR.io/A/b", "could not parse reference: GHCR.io/A/b")]
    public void SaysWhatIsWrongWithAnImage(string image, string message)
    {
        var failure = RepositoryName.ParseImage(image).Failure;
        Assert.Equal(("ImageURLInvalid", message), (failure?.Reason, failure?.Message));
    }

    [Theory]
    [InlineData("localhost:5000", true)]
    [InlineData("x.localhost", true)]
    [InlineData("127.0.0.1:5000", true)]
    [InlineData("127.8.0.1", true)]
    [InlineData("[::1]:5000", true)]
    [InlineData("10.0.0.1", false)]
    [InlineData("127.1:5000", false)]
    [InlineData("127.0.0.1.example.com", false)]
    [InlineData("localhost.example.com", false)]
    [InlineData("[::2]:5000", false)]
    public void KnowsLoopbackByItsSpelling(string host, bool isLoopback) =>
        Assert.Equal(isLoopback, RepositoryName.ParseImage($"{host}/a/b").Value.IsLoopback);

    [Theory]
    [InlineData("1.0", true)]
    [InlineData("_x", true)]
    [InlineData("A-b.c_d", true)]
    [InlineData("", false)]
    [InlineData(".x", false)]
    [InlineData("-x", false)]
    [InlineData("a b", false)]
    [InlineData("é", false)]
    public void TagsFollowTheGrammar(string text, bool isTag)
    {
        Assert.Equal(isTag, Tag.Parse(text).IsSuccess);
        Assert.Equal(isTag, Tag.IsValid(text));
        Assert.False(Tag.IsValid(text.PadRight(Tag.MaxLength + 1, 'a')));
    }

    [Theory]
    [InlineData("sha256:" + Hex, true)]
    [InlineData("sha512:" + Hex + Hex, true)]
    [InlineData("sha256:" + Hex + "0", false)]
    [InlineData("sha512:" + Hex, false)]
    [InlineData("md5:" + Hex, false)]
    [InlineData("sha256", false)]
    [InlineData("sha256:", false)]
    [InlineData("sha256:0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef", false)]
    public void DigestsAreOfTwoKinds(string text, bool isDigest)
    {
        var parsed = Digest.Parse(text);
        Assert.Equal(isDigest, parsed.IsSuccess);
        if (isDigest) Assert.Equal(text, $"{parsed.Value.Algorithm}:{parsed.Value.Hex}");
    }
}
