using ImageAutomation.ImageUpdater.Git.Failures;
using ImageAutomation.ImageUpdater.Git.Remote;
using Xunit;
using static ImageAutomation.ImageUpdater.Tests.Git.GitHouse;

namespace ImageAutomation.ImageUpdater.Tests.Git;

public sealed class PushRefspecTests
{
    [Theory]
    [InlineData("refs/heads/auto:refs/heads/main", "refs/heads/main", false)]
    [InlineData("+refs/heads/auto:refs/heads/main", "refs/heads/main", true)]
    [InlineData("refs/heads/auto:refs/for/main", "refs/for/main", false)]
    [InlineData("auto:refs/for/main%topic", "refs/for/main%topic", false)]
    [InlineData("HEAD:refs/heads/x", "refs/heads/x", false)]
    [InlineData("HEAD", "refs/heads/auto", false)]
    [InlineData("auto", "refs/heads/auto", false)]
    [InlineData("auto:other", "refs/heads/other", false)]
    [InlineData("refs/heads/*:refs/heads/copy/*", "refs/heads/copy/auto", false)]
    [InlineData("refs/*:refs/backup/*", "refs/backup/heads/auto", false)]
    public void GoesWhereGitWouldPush(string text, string target, bool isForced) =>
        Assert.Equal(new PushRefspec(target, isForced), Ok(PushRefspec.Parse(text, "auto")));

    [Theory]
    [InlineData("main:copy", "main", true)]
    [InlineData("refs/heads/main:refs/heads/copy", "main", true)]
    [InlineData("auto:copy", "main", false)]
    [InlineData("auto:copy", "auto", false)]
    public void TakesTheCheckoutBranchAsSourceToo(string text, string checkout, bool isOfCheckout) =>
        Assert.Equal(new PushRefspec("refs/heads/copy", false, isOfCheckout), Ok(PushRefspec.Parse(text, "auto", checkout)));

    [Theory]
    [InlineData("")]
    [InlineData("+")]
    [InlineData(":refs/heads/main")]
    [InlineData("refs/heads/auto:")]
    [InlineData("refs/heads/main:refs/heads/x")]
    [InlineData("a:b:c")]
    [InlineData("refs/tags/*:refs/tags/*")]
    [InlineData("refs/heads/*:refs/heads/x")]
    [InlineData("refs/*/*:refs/*/*")]
    [InlineData("auto:refs/heads/a b")]
    [InlineData("auto:--receive-pack=x y")]
    [InlineData("auto:refs/heads/-x/..")]
    public void IsRefused(string text) => Assert.Equal(GitFailureKind.InvalidInput, PushRefspec.Parse(text, "auto").Failure!.GitKind());
}
