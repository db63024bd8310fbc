using ImageAutomation.ImageUpdater.Git.Failures;
using ImageAutomation.ImageUpdater.Git.Mirrors;
using ImageAutomation.ImageUpdater.Git.Objects;
using ImageAutomation.TestSupport;
using Xunit;
using static ImageAutomation.ImageUpdater.Tests.Git.GitHouse;

namespace ImageAutomation.ImageUpdater.Tests.Git;

public sealed class HistoryTests
{
    [ProgramFact("git")]
    public async Task BeginsWithOneCommitAndGrowsByOrdinaryFetches()
    {
        await using var house = new GitHouse();
        for (var i = 0; i < 5; i++) house.Remote.Commit("a", $"{i}", $"commit {i}");
        var mirror = house.Mirror;
        var head = await FetchHeadAsync(mirror);
        Assert.True(mirror.IsShallow);
        Assert.Equal(["commit 4"], await Subjects(mirror, head));
        Assert.Equal(HistoryEnd.Boundary, Ok(await mirror.Objects.WalkAsync(head, 10, (_, _, _) => ValueTask.FromResult(true), default)));

        house.Remote.Commit("a", "5", "commit 5");
        house.Remote.Commit("a", "6", "commit 6");
        head = await FetchHeadAsync(mirror);
        Assert.Equal(["commit 6", "commit 5", "commit 4"], await Subjects(mirror, head));
        Assert.Equal(HistoryEnd.Boundary, Ok(await mirror.Objects.WalkAsync(head, 10, (_, _, _) => ValueTask.FromResult(true), default)));

        Assert.True(Ok(await mirror.Remote.DeepenAsync(["refs/heads/main"], 2, default)));
        Assert.Equal(["commit 6", "commit 5", "commit 4", "commit 3", "commit 2"], await Subjects(mirror, head));
        Assert.False(Ok(await mirror.Remote.DeepenAsync(["refs/heads/main"], 100, default)));
        Assert.Equal(7, (await Subjects(mirror, head)).Length);
        Assert.False(mirror.IsShallow);
        Assert.Equal(HistoryEnd.Root, Ok(await mirror.Objects.WalkAsync(head, 10, (_, _, _) => ValueTask.FromResult(true), default)));
        Assert.Equal(HistoryEnd.Limit, Ok(await mirror.Objects.WalkAsync(head, 3, (_, _, _) => ValueTask.FromResult(true), default)));
        Assert.Equal(
            HistoryEnd.Stopped,
            Ok(await mirror.Objects.WalkAsync(head, 10, (commit, _, _) => ValueTask.FromResult(commit.Id == head), default)));
    }

    [ProgramFact("git")]
    public async Task TellsAuthorTimeMessageParentsAndChanges()
    {
        await using var house = new GitHouse();
        var one = house.Remote.Commit(new Dictionary<string, string?>
        {
            ["a/x"] = "1",
            ["b"] = "1",
        }, "subject\n\nbody\n\nImage-Automation: ns/x\n", author: "J\u00f6rg X <jx@example.org>");
        var two = house.Remote.Commit("a/x", "2", "second");
        var three = house.Remote.Revert(two);
        var mirror = house.Mirror;
        await FetchHeadAsync(mirror);
        Ok(await mirror.Remote.DeepenAsync(["refs/heads/main"], 100, default));

        var log = await LogAsync(mirror, Id(three));
        Assert.Equal([three, two, one], log.Select(commit => commit.Id.ToString()));
        Assert.Equal("subject\n\nbody\n\nImage-Automation: ns/x\n", log[2].Message);
        Assert.Equal(
            ("J\u00f6rg X", "jx@example.org", new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)),
            (log[2].Author.Name, log[2].Author.Email, log[2].Author.When));
        Assert.StartsWith("Revert \"second\"\n", log[0].Message, StringComparison.Ordinal);
        Assert.Contains("This reverts commit " + two, log[0].Message, StringComparison.Ordinal);
        Assert.Equal([Id(two)], log[0].Parents);

        Assert.Equal([three, two, one], (await LogAsync(mirror, Id(three), "a/x")).Select(commit => commit.Id.ToString()));
        Assert.Equal([one], (await LogAsync(mirror, Id(three), "b")).Select(commit => commit.Id.ToString()));
        Assert.Empty(await LogAsync(mirror, Id(three), "nope"));
        var change = Assert.Single(Ok(await mirror.Objects.ChangedPathsAsync(log[1], ["b", "a/x"], default)));
        Assert.Equal("a/x", change.Path);
        Assert.NotEqual(change.Old!.Id, change.New!.Id);
    }

    [ProgramFact("git")]
    public async Task FollowsAllParents_When_BranchesWereMerged()
    {
        await using var house = new GitHouse();
        var root = house.Remote.Commit("a", "1", "root");
        house.Remote.SetBranch("side", root);
        var side = house.Remote.Commit("a", "2", "side", "side");
        house.Remote.Commit("b", "1", "main");
        var merge = house.Remote.Merge("side");
        var mirror = house.Mirror;
        var head = await FetchHeadAsync(mirror);
        Ok(await mirror.Remote.DeepenAsync(["refs/heads/main"], 100, default));

        var subjects = await Subjects(mirror, head);
        Assert.Equal(4, subjects.Length);
        Assert.Equal("root", subjects[^1]);
        // The merge brought the change to main, the side commit made it: both changed it against their first parent.
        Assert.Equal([merge, side, root], (await LogAsync(mirror, head, "a")).Select(commit => commit.Id.ToString()));
        Assert.True(Ok(await mirror.Objects.IsReachableAsync(Id(side), head, default)));
        Assert.False(Ok(await mirror.Objects.IsReachableAsync(head, Id(side), default)));
        Assert.False(Ok(await mirror.Objects.IsReachableAsync(Id(new string('b', 40)), head, default)));
        Assert.Equal(
            GitFailureKind.ObjectNotFound,
            (await mirror.Objects.IsReachableAsync(head, Id(new string('b', 40)), default)).Failure!.GitKind());
    }

    [ProgramFact("git")]
    public async Task SaysThatNobodyCanTell_When_HistoryIsCut()
    {
        await using var house = new GitHouse();
        house.Remote.Commit("a", "1");
        house.Remote.Commit("a", "2");
        var head = await FetchHeadAsync(house.Mirror);
        var commit = Ok(await house.Mirror.Objects.ReadCommitAsync(head, default));
        Assert.True(commit.IsAtBoundary);
        Assert.Single(commit.Parents);
        Assert.Equal(
            GitFailureKind.ObjectNotFound, (await house.Mirror.Objects.ChangedPathsAsync(commit, ["a"], default)).Failure!.GitKind());
        Assert.Equal(
            GitFailureKind.ObjectNotFound, (await house.Mirror.Objects.ReadCommitAsync(commit.Parents[0], default)).Failure!.GitKind());
    }

    [ProgramFact("git")]
    public async Task KeepsAPushedCommit_When_TheRemoteIsRewritten()
    {
        await using var house = new GitHouse();
        var first = house.Remote.Commit("a", "1");
        var mirror = house.Mirror;
        var head = await FetchHeadAsync(mirror);
        var ours = Ok(await mirror.Objects.CommitAsync(Change(head, "a", "2"), default)).Commit;
        Ok(await mirror.Remote.PushAsync(To("main", ours, head), default));
        house.Remote.SetBranch("main", first);
        var theirs = Id(house.Remote.Commit("b", "1"));
        Assert.Equal(theirs, await FetchHeadAsync(mirror));
        TestProcess.Run("git", mirror.GitDirectory, null, ["gc", "-q", "--prune=now"]);

        Assert.False(Ok(await mirror.Objects.IsReachableAsync(ours, theirs, default)));
        Assert.Equal("update images\n", Ok(await mirror.Objects.ReadCommitAsync(ours, default)).Message);
    }

    private static ObjectId Id(string hex) => ObjectId.TryParse(hex, out var id) ? id : throw new FormatException(hex);

    private static async Task<string[]> Subjects(GitMirror mirror, ObjectId from) =>
        [.. (await LogAsync(mirror, from)).Select(commit => commit.Message.Split('\n')[0])];
}
