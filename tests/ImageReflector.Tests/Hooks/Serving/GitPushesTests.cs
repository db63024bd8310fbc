using ImageAutomation.ImageReflector.Hooks.Payloads;
using ImageAutomation.ImageReflector.Hooks.Serving;
using Xunit;

namespace ImageAutomation.ImageReflector.Tests.Hooks.Serving;

public sealed class GitPushesTests
{
    private const string Commit = "0123456789abcdef0123456789abcdef01234567";

    [Theory]
    [InlineData("https://git.example/shop/fleet", "https://git.example/shop/fleet.git", true)]
    [InlineData("https://git.example/shop/fleet", "ssh://git@git.example:2222/shop/fleet.git", true)]
    [InlineData("https://git.example/shop/fleet", "git@git.example:shop/fleet.git", true)]
    [InlineData("https://GIT.example/shop/fleet/", "http://user@git.example:8443/shop/fleet", true)]
    [InlineData("https://git.example/shop/fleet", "https://git.example/shop/Fleet", false)]
    [InlineData("https://git.example/shop/fleet", "https://other.example/shop/fleet", false)]
    [InlineData("https://git.example/shop/fleet", "https://git.example/shop/fleet2", false)]
    [InlineData("https://git.example/shop/fleet", "fleet", false)]
    [InlineData("fleet", "fleet", false)]
    [InlineData("", "", false)]
    public void HostAndPath_TellRepositoriesApart(string one, string other, bool expected)
    {
        Assert.Equal(expected, GitPushes.IsSame(one, other));
        Assert.Equal(expected, GitPushes.IsSame(other, one));
    }

    [Fact]
    public void WhatMoved_IsWrittenDown() => Assert.Equal(
        $"refs/heads/main@{Commit} refs/heads/old@",
        GitPushes.Describe([Push(new GitRefNews("refs/heads/main", Commit)), Push(new GitRefNews("refs/heads/old", null))]));

    [Theory]
    [InlineData("refs/heads/a b")]
    [InlineData("refs/heads/a\nb")]
    [InlineData("")]
    public void ANameThatIsNone_IsNotWrittenDown(string name) => Assert.Null(GitPushes.Describe([Push(new GitRefNews(name, Commit))]));

    [Fact]
    public void WhatIsNotKnownInFull_IsNotWrittenDown()
    {
        Assert.Null(GitPushes.Describe([]));
        Assert.Null(GitPushes.Describe([Push([.. Enumerable.Range(0, 21).Select(i => new GitRefNews($"refs/tags/{i}", Commit))])]));
        Assert.Null(GitPushes.Describe([Push(new GitRefNews("refs/heads/main", Commit)) with { IsRequestClosed = true }]));
    }

    private static GitNews Push(params GitRefNews[] refs) => new() { Urls = ["https://git.example/shop/fleet"], Refs = refs };
}
