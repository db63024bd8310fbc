using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.ImageUpdater.Commits.Message;
using ImageAutomation.ImageUpdater.Commits.Record;
using Xunit;

namespace ImageAutomation.ImageUpdater.Tests.Commits;

public sealed class DefaultMessageTests
{
    private static readonly ObjectIdentity Deployment = new("apps/v1", "Deployment", "shop", "app");
    private static readonly ObjectIdentity Nothing = new("", "", "", "");

    [Fact]
    public void NamesImageAndVersions_WhenOneChanges()
    {
        var message = Write([new("deploy.yaml", Deployment, "ghcr.io/acme/app:1.2.0", "ghcr.io/acme/app:1.3.0", "shop:app")]);

        Assert.Equal(
            "Update ghcr.io/acme/app from 1.2.0 to 1.3.0\n\ndeploy.yaml\n  Deployment shop/app\n    ghcr.io/acme/app: 1.2.0 -> 1.3.0",
            message);
    }

    [Fact]
    public void CountsAndListsImages_WhenSeveralChange()
    {
        var message = Write([
            new("a.yaml", Deployment, "ghcr.io/acme/app:1", "ghcr.io/acme/app:2", "shop:app"),
            new("a.yaml", Deployment, "ghcr.io/acme/api:1", "ghcr.io/acme/api:2", "shop:api"),
            new("b.yaml", Nothing, "1.26.0", "1.27.1", "shop:web:tag")]);

        Assert.Equal(
            """
            Update 3 images: app, api, web

            a.yaml
              Deployment shop/app
                ghcr.io/acme/app: 1 -> 2
                ghcr.io/acme/api: 1 -> 2

            b.yaml
              1.26.0 -> 1.27.1
            """.ReplaceLineEndings("\n"),
            message);
    }

    [Fact]
    public void TakesTheNameFromThePolicy_WhenOnlyTheTagIsWritten()
    {
        var elected = new PolicyRecord(new ObjectKey("shop", "web"), new ImageRef { Name = "docker.io/library/nginx", Tag = "1.27.1" });

        var message = Write([new("k.yaml", Nothing, "1.26.0", "1.27.1", "shop:web:tag")], elected);

        Assert.Equal(
            "Update docker.io/library/nginx from 1.26.0 to 1.27.1\n\nk.yaml\n  docker.io/library/nginx: 1.26.0 -> 1.27.1", message);
    }

    [Fact]
    public void ShortensTheName_BeforeItLeavesOutTheOldVersion() => Assert.StartsWith(
        "Update payments from main-4f2a91c-1767225600 to main-9be0d13-1767312000\n",
        Write([new(
            "a.yaml", Deployment, "registry.example.com/shop/payments:main-4f2a91c-1767225600",
            "registry.example.com/shop/payments:main-9be0d13-1767312000", "shop:app")]),
        StringComparison.Ordinal);

    [Fact]
    public void ShowsDigests_WhenATagWasBuiltAgain()
    {
        var message =
            Write([new("k.yaml", Nothing, "app:1@sha256:" + new string('a', 64), "app:1@sha256:" + new string('b', 64), "shop:app")]);

        Assert.StartsWith("Update app from 1@sha256:aaaaaaaaaaaa to 1@sha256:bbbbbbbbbbbb\n", message, StringComparison.Ordinal);
    }

    [Fact]
    public void LeavesOutTheOldVersion_WhenPlacesDiffered() => Assert.StartsWith(
        "Update ghcr.io/acme/app to 3\n",
        Write([
            new("a.yaml", Deployment, "ghcr.io/acme/app:1", "ghcr.io/acme/app:3", "shop:app"),
            new("b.yaml", Deployment, "ghcr.io/acme/app:2", "ghcr.io/acme/app:3", "shop:app")]),
        StringComparison.Ordinal);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(40)]
    public void KeepsTheSubjectWithin72Characters(int images)
    {
        var changes = Enumerable.Range(0, images).Select(i => new CommitChange(
            "a.yaml", Deployment, $"registry.example.com/a/rather/long/path/to/the/service-number-{i}:1.0.0",
            $"registry.example.com/a/rather/long/path/to/the/service-number-{i}:1.0.1", $"shop:p{i}"));

        var subject = Write([.. changes]).Split('\n')[0];

        Assert.InRange(subject.Length, 10, 72);
        Assert.StartsWith("Update ", subject, StringComparison.Ordinal);
    }

    [Fact]
    public void CutsAName_WhenItAloneIsTooLong() =>
        Assert.Equal(72, Write([new("a.yaml", Nothing, "x:1", new string('n', 100) + ":2", "shop:app")]).Split('\n')[0].Length);

    [Fact]
    public void BreaksLongLinesAtTheArrow()
    {
        var message = Write(
            [new("a.yaml", Nothing, "old.example.com/some/where/application:1.0.0", "new.example.com/some/where/application:1.0.1",
                "shop:app")]);

        Assert.Contains(
            "\n  old.example.com/some/where/application:1.0.0\n    -> new.example.com/some/where/application:1.0.1", message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void SumsUp_WhenThereAreVeryManyChanges()
    {
        var changes = Enumerable.Range(0, 1000).Select(i => new CommitChange($"f{i}.yaml", Deployment, "app:1", "app:2", "shop:app"))
            .ToArray();

        var message = Write(changes);

        Assert.EndsWith("\nand 800 more changes in 800 files", message, StringComparison.Ordinal);
        Assert.InRange(message.Split('\n').Length, 200, 1000);
    }

    [Fact]
    public void CannotBeForgedByAValue()
    {
        var message = Write([new("a.yaml\n\nImage-Automation: x/y", Deployment, "a\nImage-Automation: x/y", "b", "shop:app")]);

        Assert.Null(CommitRecordParser.Parse(message));
    }

    [Fact]
    public void IsTheFixedText_WhenAskedForOrNothingChanged()
    {
        var data = new MessageData { Automation = new ObjectKey("shop", "auto"), Changes = [new("a", Nothing, "a:1", "a:2", "shop:a")] };
        var options = new CommitMessageOptions { UseFixedDefault = true, WithTrailers = false };

        Assert.Equal(MessageTemplate.FixedText, CommitMessage.Compose(null, data, options, TimeProvider.System).Value);
        Assert.Equal(MessageTemplate.FixedText, Write([]));
    }

    [Fact]
    public void EndsWithTheRecord_TemplatedOrNot()
    {
        var data = new MessageData { Automation = new ObjectKey("shop", "auto"), Changes = [new("a", Nothing, "a:1", "a:2", "shop:a")] };
        data = data with { Policies = [new PolicyRecord(new ObjectKey("shop", "a"), new ImageRef { Name = "a", Tag = "2" })] };
        var options = new CommitMessageOptions { Instance = "eu" };

        foreach (var template in new[] { null, "", "x\n\nChange-Id: I1" })
        {
            var message = CommitMessage.Compose(template, data, options, TimeProvider.System).Value;
            Assert.EndsWith("\nImage-Automation: shop/auto@eu\nImage-Policy: shop/a a:2\n", message, StringComparison.Ordinal);
        }

        Assert.False(CommitMessage.Compose("{{", data, options, TimeProvider.System).IsSuccess);
    }

    private static string Write(IReadOnlyList<CommitChange> changes, params PolicyRecord[] policies) =>
        DefaultMessage.Write(new MessageData { Automation = new ObjectKey("shop", "auto"), Changes = changes, Policies = policies });
}
