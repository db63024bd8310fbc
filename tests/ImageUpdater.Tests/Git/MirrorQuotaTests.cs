using ImageAutomation.Common.Resources.Core;
using ImageAutomation.ImageUpdater.Git.Login;
using ImageAutomation.ImageUpdater.Git.Mirrors;
using ImageAutomation.TestSupport;
using Xunit;
using static ImageAutomation.ImageUpdater.Tests.Git.GitHouse;
using static ImageAutomation.ImageUpdater.Tests.Git.HttpTransportTests;

namespace ImageAutomation.ImageUpdater.Tests.Git;

/// <summary>What mirrors may take, and whose are whose.</summary>
public sealed class MirrorQuotaTests
{
    [Fact]
    public void TheOldestGoes_When_AllTogetherAreTooLarge()
    {
        var quota = new MirrorQuota(100, 10);
        foreach (var name in (string[])["a", "b", "c"])
        {
            quota.Used(name, "ns");
            quota.Sized(name, 40);
        }

        Assert.Equal(["a"], quota.Excess("c"));
        quota.Used("a", "ns");
        Assert.Equal(["b"], quota.Excess("a"));
    }

    [Fact]
    public void ANamespaceAboveItsShare_PaysFirst()
    {
        var quota = new MirrorQuota(100, 10);
        quota.Used("calm", "calm");
        quota.Sized("calm", 30);
        foreach (var name in (string[])["x", "y", "z"])
        {
            quota.Used(name, "loud");
            quota.Sized(name, 30);
        }

        Assert.Equal(["x"], quota.Excess("z"));
    }

    [Fact]
    public void TheNumberIsBounded_Too()
    {
        var quota = new MirrorQuota(long.MaxValue, 10);
        quota.Used("calm", "calm");
        for (var i = 0; i < 200; i++) quota.Used($"m{i}", "loud");
        var gone = quota.Excess("m199");
        Assert.Equal(191, gone.Count);
        Assert.DoesNotContain("calm", gone);
        Assert.DoesNotContain("m199", gone);
    }

    [ProgramFact("git")]
    public async Task AnEvictedMirror_IsGone_AndComesBackWhenItIsNeeded()
    {
        await using var house = new GitHouse();
        house.Remote.Commit("a", "1");
        using var store = house.NewStore(o => o with { MaxMirrors = 1 });
        var removed = new List<string>();
        store.Removed += removed.Add;
        var first = store.Open(house.LocalRemote() with { Identity = "one", Repository = new ObjectKey("a", "r") });
        await FetchHeadAsync(first);
        var second = store.Open(house.LocalRemote() with { Identity = "two", Repository = new ObjectKey("b", "r") });
        await FetchHeadAsync(second);
        Assert.Equal([first.Name], removed);
        Assert.False(Directory.Exists(first.GitDirectory));
        await FetchHeadAsync(store.Open(first.Origin));
        Assert.True(Directory.Exists(first.GitDirectory));
    }

    [ProgramFact("git")]
    public async Task MirrorsOfRepositoriesThatAreGone_AreDeleted()
    {
        await using var house = new GitHouse();
        house.Remote.Commit("a", "1");
        var stays = house.Store.Open(house.LocalRemote() with { Identity = "one", Repository = new ObjectKey("a", "stays") });
        var goes = house.Store.Open(house.LocalRemote() with { Identity = "two", Repository = new ObjectKey("a", "goes") });
        await FetchHeadAsync(stays);
        await FetchHeadAsync(goes);
        Assert.Equal(1, Ok(await house.Store.RemoveOrphansAsync(key => key.Name == "stays", default)));
        Assert.Equal((true, false), (Directory.Exists(stays.GitDirectory), Directory.Exists(goes.GitDirectory)));
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(goes.GitDirectory)!, goes.Name + "*")); // a folder below the state folder
    }

    [Theory]
    [InlineData("https://host/b.git", "https://host/b.git/", true)]
    [InlineData("https://host/b.git", "https://host//b.git//", true)]
    [InlineData("https://host/b.git", "https://HOST:443/b.git", true)]
    [InlineData("https://host/b.git", "https://host/./b.git", true)]
    [InlineData("https://host/b.git", "https://host:444/b.git", false)]
    [InlineData("https://host/b.git", "https://host/B.git", false)]
    [InlineData("https://host/b.git", "http://host/b.git", false)]
    public void OneSpellingOfAnAddress_IsOneMirror(string one, string other, bool isSame)
    {
        var names = ((string[])[one, other]).Select(url => MirrorFolder.NameOf(Ok(Remote(url, null)))).ToList();
        Assert.Equal(isSame, names[0] == names[1]);
    }

    [Fact]
    public void TheMirrorOfANamespace_IsItsOwn_AndSoIsThatOfAProxyAndOfRoots()
    {
        var repository = Repository("http://oauth2:a@host/x.git");
        var other = repository with { Metadata = repository.Metadata with { Namespace = "other" } };
        var proxy = Secret(("address", "http://proxy:3128"));
        string[] names =
        [
            MirrorFolder.NameOf(Ok(GitRemote.From(repository))), MirrorFolder.NameOf(Ok(GitRemote.From(other))),
            MirrorFolder.NameOf(Ok(GitRemote.From(repository, null, proxy))),
        ];
        Assert.Equal(3, names.Distinct().Count());
    }
}
