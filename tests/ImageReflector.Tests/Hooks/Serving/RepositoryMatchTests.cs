using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.ImageReflector.Hooks.Payloads;
using ImageAutomation.ImageReflector.Hooks.Serving;
using ImageAutomation.Languages.GoText;
using Xunit;

namespace ImageAutomation.ImageReflector.Tests.Hooks.Serving;

public sealed class RepositoryMatchTests
{
    /// <summary>Host and path that a webhook names, the images there are, and those that are meant.</summary>
    [Theory]
    [InlineData("ghcr.io", "acme/api", "ghcr.io/acme/api quay.io/acme/api", "ghcr.io/acme/api")]
    [InlineData("GHCR.io", "Acme/API", "ghcr.io/acme/api", "ghcr.io/acme/api")]
    [InlineData("hub.example.net:443", "shop/api", "hub.example.net/shop/api", "hub.example.net/shop/api")] // by its path
    [InlineData("r:5000", "shop/api", "localhost:5001/shop/api mirror.example/shop/api", "localhost:5001/shop/api mirror.example/shop/api")]
    [InlineData("r:5000", "shop/api", "r:5000/shop/api mirror.example/shop/api", "r:5000/shop/api")]
    [InlineData("docker.io", "acme/api", "acme/api", "acme/api")]
    [InlineData("docker.io", "acme/api", "index.docker.io/acme/api", "index.docker.io/acme/api")]
    [InlineData("index.docker.io", "acme/api", "docker.io/acme/api ghcr.io/acme/api", "docker.io/acme/api")]
    [InlineData("docker.io", "nginx", "nginx", "nginx")]
    [InlineData("docker.io", "library/nginx", "nginx", "nginx")]
    [InlineData("docker.io", "acme/api", "mirror.example/acme/api", "mirror.example/acme/api")]
    [InlineData("docker.io", "acme/api", "mirror.example/docker-hub/acme/api", "mirror.example/docker-hub/acme/api")]
    [InlineData(null, "shop/api", "acme.jfrog.io/local/shop/api", "acme.jfrog.io/local/shop/api")]
    [InlineData(null, "api", "ghcr.io/acme/myapi", "")]
    [InlineData(null, "api", "ghcr.io/acme/myapi ghcr.io/acme/api", "ghcr.io/acme/api")]
    [InlineData("ghcr.io", "api", "ghcr.io/acme/api/v2", "")]
    [InlineData("ghcr.io", "other/api", "ghcr.io/acme/api", "")]
    [InlineData("ghcr.io", "", "ghcr.io/acme/api", "")]
    [InlineData("ghcr.io", "/", "ghcr.io/acme/api", "")]
    [InlineData("..", "../../api", "ghcr.io/acme/api", "")]
    public void TheNearestNames_AreMeant(string? host, string path, string images, string expected)
    {
        var repositories = images.Split(' ').Select(Of).ToList();
        var found = RepositoryMatch.Find(new ImageNews { Host = host, Path = path }, repositories);
        Assert.Equal(expected, string.Join(' ', found.Select(one => one.Spec.Image)));
    }

    [Fact]
    public void AnImageThatCannotBeRead_IsNeverMeant() =>
        Assert.Empty(RepositoryMatch.Find(new ImageNews { Host = "ghcr.io", Path = "acme/api" }, [Of("https://ghcr.io/acme/api")]));

    private static ImageRepository Of(string image) => new()
    {
        Metadata = new ObjectMeta { Name = "one", Namespace = "team" },
        Spec = new ImageRepositorySpec { Image = image, Interval = GoDuration.From(TimeSpan.FromHours(1)) },
    };
}
