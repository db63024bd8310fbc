using ImageAutomation.Common.References;
using Xunit;

namespace ImageAutomation.Common.Tests.References;

public sealed class RepositoryNameTests
{
    private const string Rule = "; its parts are made of a-z and 0-9, and between these of one '.', one or two '_', or any number of '-'";
    private const string Hex = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Theory]
    [InlineData("nginx", "index.docker.io/library/nginx")]
    [InlineData("docker.io/acme/app", "index.docker.io/acme/app")]
    [InlineData("registry-1.docker.io/acme/app", "registry-1.docker.io/acme/app")]
    [InlineData("registry.hub.docker.com/acme/app", "registry.hub.docker.com/acme/app")]
    [InlineData("ghcr.io/a/b", "ghcr.io/a/b")]
    [InlineData("ghcr.io/a.b/c_d/e__f/g---h", "ghcr.io/a.b/c_d/e__f/g---h")]
    [InlineData("localhost:5000/a/b", "localhost:5000/a/b")]
    public void FillsInWhatIsLeftOut_AndKeepsOtherNamesOfDockerHub(string image, string canonical) =>
        Assert.Equal(canonical, RepositoryName.ParseImage(image).Value.Canonical);

    [Theory]
    [InlineData("https://ghcr.io/a/b", "image 'https://ghcr.io/a/b' should not include URL scheme; remove 'https://'")]
    [InlineData("ghcr.io/a/b:1.0", "image 'ghcr.io/a/b:1.0' should not include a tag; remove ':1.0'")]
    [InlineData("GHCR.io/A/b", "could not parse reference: GHCR.io/A/b: repository names are lower case, and 'A/b' holds 'A'")]
    [InlineData(
        "ghcr.io/a/b\n",
        "could not parse reference: ghcr.io/a/b\n: it holds a line break; write it on one line (a YAML block that begins with '|' or '>' "
        + "ends with one)")]
    [InlineData("ghcr.io/a b", "could not parse reference: ghcr.io/a b: it holds a blank")]
    [InlineData("x", "could not parse reference: x: the repository 'x' is shorter than 2 characters")]
    [InlineData("ghcr.io/a$b", "could not parse reference: ghcr.io/a$b: '$' is not allowed in the repository 'a$b'")]
    [InlineData("ghcr.io/a+b:1", "could not parse reference: ghcr.io/a+b:1: '+' is not allowed in the repository 'a+b'")]
    [InlineData("", "could not parse reference: : it is empty")]
    [InlineData("ghcr.io/app/", "could not parse reference: ghcr.io/app/: remove the trailing '/'")]
    [InlineData("ghcr.io//app", "could not parse reference: ghcr.io//app: remove the leading '/' of the repository")]
    [InlineData("ghcr.io/team//app", "could not parse reference: ghcr.io/team//app: remove one '/' of '//' in the repository 'team//app'")]
    [InlineData("ghcr.io/acme/-app", "could not parse reference: ghcr.io/acme/-app: '-app' begins with '-'" + Rule)]
    [InlineData("ghcr.io/acme/app.", "could not parse reference: ghcr.io/acme/app.: 'app.' ends with '.'" + Rule)]
    [InlineData("ghcr.io/acme/a___b", "could not parse reference: ghcr.io/acme/a___b: 'a___b' holds '___'" + Rule)]
    [InlineData("ghcr.io/acme/a-_b", "could not parse reference: ghcr.io/acme/a-_b: 'a-_b' holds '-_'" + Rule)]
    [InlineData("ghcr.io/", "could not parse reference: ghcr.io/: it names no repository behind the host")]
    [InlineData(
        "127.0.0.1:5000",
        "image '127.0.0.1:5000' should not include a tag; remove ':5000': it is a host with a port and names no repository; write "
        + "host:port/repository")]
    [InlineData("ghcr.io/a/b@sha256:" + Hex, "image 'ghcr.io/a/b@sha256:" + Hex + "' should not include a tag; remove ':" + Hex
        + "': it holds a digest; remove '@sha256:" + Hex + "'")]
    public void SaysWhatIsWrongWithAnImage(string image, string message)
    {
        var failure = RepositoryName.ParseImage(image).Failure;
        Assert.Equal(("ImageURLInvalid", message), (failure?.Reason, failure?.Message));
    }

    [Theory]
    [InlineData("1.0", true)]
    [InlineData("_x", true)]
    [InlineData("A-b.c_d", true)]
    [InlineData("", false)]
    [InlineData(".x", false)]
    [InlineData("-x", false)]
    [InlineData("a b", false)]
    [InlineData("a\n", false)]
    [InlineData("é", false)]
    [InlineData("\u0661", false)]
    public void TagsFollowTheGrammar(string text, bool isTag) => Assert.Equal(isTag, TagGrammar.IsTag(text));

    [Fact]
    public void TagsHaveUpTo128Characters()
    {
        Assert.True(TagGrammar.IsTag(new string('a', 128)));
        Assert.False(TagGrammar.IsTag(new string('a', 129)));
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
        if (isDigest) Assert.Equal(text, parsed.Value.ToString());
    }
}
