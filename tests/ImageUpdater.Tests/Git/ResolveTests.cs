using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Git;
using ImageAutomation.ImageUpdater.Git.Failures;
using ImageAutomation.ImageUpdater.Git.Remote;
using ImageAutomation.Languages.Results;
using ImageAutomation.TestSupport;
using ImageAutomation.TestSupport.Git;
using Xunit;
using static ImageAutomation.ImageUpdater.Tests.Git.GitHouse;

namespace ImageAutomation.ImageUpdater.Tests.Git;

public sealed class ResolveTests
{
    [ProgramFact("git")]
    public async Task TakesCommitNameTagSemverBranchInThatOrder()
    {
        await using var house = new GitHouse();
        var one = house.Remote.Commit("a", "1");
        house.Remote.Tag("v1.0.0", one);
        var two = house.Remote.Commit("a", "2");
        house.Remote.Tag("v1.1.0", two, "annotated");
        var three = house.Remote.Commit("a", "3");
        house.Remote.SetBranch("other", one);

        var all = new GitRepositoryRef { Commit = one, Name = "refs/heads/other", Tag = "v1.1.0", Semver = ">=1.0.0", Branch = "main" };
        Assert.Equal(($"main@sha1:{one}", one), await Resolved(house, all));
        Assert.Equal(($"other@sha1:{one}", one), await Resolved(house, all with { Commit = null }));
        Assert.Equal(($"v1.1.0@sha1:{two}", two), await Resolved(house, all with { Commit = null, Name = null }));
        Assert.Equal(($"v1.0.0@sha1:{one}", one), await Resolved(house, all with { Commit = null, Name = null, Tag = null }));
        Assert.Equal(($"main@sha1:{three}", three), await Resolved(house, new GitRepositoryRef { Branch = "main" }));
        Assert.Equal(($"sha1:{one}", one), await Resolved(house, new GitRepositoryRef { Commit = one }));
        Assert.Equal("branch 'master' not found in '" + house.Remote.FileUrl
            + "': create it there, or correct spec.ref of the GitRepository (or spec.git.checkout.ref)",
            (await house.Mirror.Remote.ResolveAsync(null, null, null, default)).Failure!.Message);
        house.Remote.SetBranch("master", two);
        Assert.Equal(($"master@sha1:{two}", two), await Resolved(house, null));
    }

    [ProgramFact("git")]
    public async Task FindsAnOldCommit_When_TheServerHandsOutAdvertisedOnesOnly()
    {
        await using var house = new GitHouse();
        var one = house.Remote.Commit("a", "1");
        house.Remote.Commit("a", "2");
        house.Remote.Commit("a", "3");
        house.Remote.Git("config", "uploadpack.allowAnySHA1InWant", "false");
        house.Remote.Git("config", "protocol.version", "0");
        await FetchHeadAsync(house.Mirror);
        Assert.Equal(($"main@sha1:{one}", one), await Resolved(house, new GitRepositoryRef { Commit = one, Branch = "main" }));
        var absent = await house.Mirror.Remote.ResolveAsync(new GitRepositoryRef
        {
            Commit = new string('a', 40),
            Branch = "main",
        }, null, null, default);
        Assert.Equal(GitFailureKind.RefNotFound, absent.Failure!.GitKind());
        Assert.Equal(GitFailureKind.InvalidInput, (await house.Mirror.Remote.ResolveAsync(new GitRepositoryRef
        {
            Commit = "abc",
        }, null, null, default)).Failure!.GitKind());
    }

    [ProgramFact("git")]
    public async Task FetchesNothing_When_AListingSaysThatNothingMoved()
    {
        await using var house = new GitHouse();
        house.Remote.Commit("a", "1");
        var mirror = house.Mirror;
        await FetchHeadAsync(mirror);
        var known = Ok(await mirror.Remote.ListAsync(RemoteRefKinds.Heads, default));
        Directory.Move(house.Remote.Path, house.Remote.Path + ".away");
        Assert.Equal("main", GitRefName.Shorten(Ok(await mirror.Remote.ResolveAsync(new GitRepositoryRef
        {
            Branch = "main",
        }, null, known, default)).FullName!));
        Assert.Equal(GitFailureKind.RepositoryNotFound, (await mirror.Remote.ResolveAsync(new GitRepositoryRef
        {
            Branch = "main",
        }, null, null, default)).Failure!.GitKind());
    }

    [ProgramFact("git")]
    public async Task SaysThatTheRepositoryIsEmpty()
    {
        await using var house = new GitHouse();
        Assert.True(Ok(await house.Mirror.Remote.ListAsync(RemoteRefKinds.Heads, default)).IsEmpty);
        var failure = (await house.Mirror.Remote.ResolveAsync(new GitRepositoryRef { Branch = "main" }, null, null, default)).Failure!;
        Assert.Equal((GitFailureKind.EmptyRepository, Reasons.GitOperationFailed), (failure.GitKind(), failure.Reason));
        Assert.Contains("is an empty repository", failure.Message, StringComparison.Ordinal);
    }

    [ProgramFact("git")]
    public async Task ForgetsABranch_When_ItIsGoneAtTheRemote()
    {
        await using var house = new GitHouse();
        house.Remote.Commit("a", "1");
        house.Remote.SetBranch("auto", house.Remote.Head()!);
        await FetchHeadAsync(house.Mirror, "auto");
        Assert.NotNull(house.Mirror.CachedHead("refs/heads/auto"));
        house.Remote.DeleteBranch("auto");
        Assert.Equal(GitFailureKind.RefNotFound, (await house.Mirror.Remote.FetchAsync(["refs/heads/auto"], default)).Failure!.GitKind());
        Assert.Null(house.Mirror.CachedHead("refs/heads/auto"));
        // The name is free for a folder of branches now.
        house.Remote.SetBranch("auto/x", house.Remote.Head()!);
        await FetchHeadAsync(house.Mirror, "auto/x");
    }

    [ProgramFact("git")]
    public async Task ListsHeadsTagsAndHead()
    {
        await using var house = new GitHouse();
        var one = house.Remote.Commit("a", "1");
        house.Remote.Tag("v1", one, "annotated");
        var all = Ok(await house.Mirror.Remote.ListAsync(RemoteRefKinds.All, default));
        Assert.Equal("refs/heads/main", all.HeadTarget);
        Assert.Equal(one, all.Find("refs/tags/v1").ToString());
        Assert.NotEqual(one, all.Refs["refs/tags/v1"].ToString());
        Assert.Equal(["refs/heads/main"], Ok(await house.Mirror.Remote.ListAsync(RemoteRefKinds.Heads, default)).Refs.Keys);
        Assert.Equal(["refs/tags/v1"], Ok(await house.Mirror.Remote.ListAsync(RemoteRefKinds.Tags, default)).Refs.Keys);
    }

    [ProgramFact("git")]
    public async Task SaysThatSha256IsNotSupported()
    {
        await using var house = new GitHouse();
        var other = BareRepository.Create(house.Folder.Combine("sha256.git"), objectFormat: "sha256");
        other.Commit("a", "1");
        var failure = (await house.Store.Open(house.LocalRemote(other.FileUrl)).Remote.FetchAsync(["refs/heads/main"], default)).Failure!;
        Assert.Contains("SHA-256", failure.Message, StringComparison.Ordinal);
    }

    private static async Task<(string Revision, string Commit)> Resolved(GitHouse house, GitRepositoryRef? reference)
    {
        var found = Ok(
            await house.Mirror.Remote.ResolveAsync(reference, (range, tags) => range == ">=1.0.0" ? Result(tags[0])
                : Result("?"), null, default));
        return (found.Revision, found.Commit.ToString());
    }

    private static Result<string> Result(string tag) => tag;
}
