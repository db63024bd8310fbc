using System.Text;
using ImageAutomation.ImageUpdater.Git.Failures;
using ImageAutomation.ImageUpdater.Git.Objects;
using ImageAutomation.ImageUpdater.Git.Remote;
using ImageAutomation.TestSupport;
using ImageAutomation.TestSupport.Git;
using Xunit;
using static ImageAutomation.ImageUpdater.Tests.Git.GitHouse;

namespace ImageAutomation.ImageUpdater.Tests.Git;

public sealed class FileTransportTests
{
    [ProgramFact("git")]
    public async Task PushesACommitThatFsckLikes_When_OneFileChanges()
    {
        await using var house = new GitHouse();
        house.Remote.Commit(new Dictionary<string, string?> { ["apps/a.yaml"] = "image: a:1\n", ["README"] = "hello\n" }, "first");
        var mirror = house.Mirror;
        var head = await FetchHeadAsync(mirror);

        var written = Ok(await mirror.Objects.CommitAsync(Change(head, "apps/a.yaml", "image: a:2\n"), default));
        var outcome = Ok(await mirror.Remote.PushAsync(To("main", written.Commit, head), default));

        Assert.Null(outcome.Failure);
        Assert.Equal(PushStatus.Updated, outcome.Refs[0].Status);
        Assert.Equal("image: a:2\n", house.Remote.Read("apps/a.yaml"));
        Assert.Equal("hello\n", house.Remote.Read("README"));
        var log = house.Remote.Log();
        Assert.Equal([written.Commit.ToString(), head.ToString()], log.Select(commit => commit.Id));
        Assert.Equal("update images\n", log[0].Message);
        Assert.Equal(("Robot", "robot@example.org"), (log[0].AuthorName, log[0].AuthorEmail));
        Assert.Equal("2026-02-03T04:05:06+02:00", house.Remote.Git("log", "-1", "--format=%aI", "main").Trim());
        Assert.Equal("", house.Remote.Fsck());
        Assert.Equal("", BareRepository.Fsck(mirror.GitDirectory));
        Assert.Equal(written.Commit, mirror.CachedHead("refs/heads/main"));
    }

    [ProgramFact("git")]
    public async Task MakesNoCommit_When_TheFilesAreAlreadyRight()
    {
        await using var house = new GitHouse();
        house.Remote.Commit("a.yaml", "image: a:1\n");
        var head = await FetchHeadAsync(house.Mirror);
        var written = Ok(await house.Mirror.Objects.CommitAsync(Change(head, "a.yaml", "image: a:1\n"), default));
        Assert.False(written.IsNew);
        Assert.Equal(head, written.Commit);
    }

    [ProgramFact("git")]
    public async Task SaysStale_When_SomebodyPushedFirst()
    {
        await using var house = new GitHouse();
        house.Remote.Commit("a.yaml", "1");
        var mirror = house.Mirror;
        var head = await FetchHeadAsync(mirror);
        var written = Ok(await mirror.Objects.CommitAsync(Change(head, "a.yaml", "2"), default));
        var theirs = house.Remote.Commit("b.yaml", "x");

        var outcome = Ok(await mirror.Remote.PushAsync(To("main", written.Commit, head), default));

        Assert.Equal(PushStatus.Stale, outcome.Refs[0].Status);
        Assert.Equal(GitFailureKind.Stale, outcome.Failure!.GitKind());
        Assert.Contains("'main'", outcome.Failure!.Message, StringComparison.Ordinal);
        Assert.Equal(theirs, house.Remote.Head());

        var fresh = await FetchHeadAsync(mirror);
        var again = Ok(await mirror.Objects.CommitAsync(Change(fresh, "a.yaml", "2"), default));
        Assert.True(Ok(await mirror.Remote.PushAsync(To("main", again.Commit, fresh), default)).IsComplete);
        Assert.Equal(("2", "x"), (house.Remote.Read("a.yaml"), house.Remote.Read("b.yaml")));
    }

    [ProgramFact("git")]
    public async Task CreatesABranchOnlyOnce_When_TheLeaseSaysAbsent()
    {
        await using var house = new GitHouse();
        house.Remote.Commit("a.yaml", "1");
        var mirror = house.Mirror;
        var head = await FetchHeadAsync(mirror);
        var one = Ok(await mirror.Objects.CommitAsync(Change(head, "a.yaml", "2"), default));
        var two = Ok(await mirror.Objects.CommitAsync(Change(head, "a.yaml", "3"), default));

        Assert.Equal(PushStatus.Created, Ok(await mirror.Remote.PushAsync(To("auto", one.Commit, null), default)).Refs[0].Status);
        Assert.Equal(PushStatus.UpToDate, Ok(await mirror.Remote.PushAsync(To("auto", one.Commit, one.Commit), default)).Refs[0].Status);
        Assert.Equal(PushStatus.Stale, Ok(await mirror.Remote.PushAsync(To("auto", two.Commit, null), default)).Refs[0].Status);
        Assert.Equal(one.Commit.ToString(), house.Remote.Head("auto"));
    }

    [ProgramFact("git")]
    public async Task RefusesToDropCommits_Unless_Forced()
    {
        await using var house = new GitHouse();
        house.Remote.Commit("a.yaml", "1");
        var mirror = house.Mirror;
        var head = await FetchHeadAsync(mirror);
        var one = Ok(await mirror.Objects.CommitAsync(Change(head, "a.yaml", "2"), default)).Commit;
        var two = Ok(await mirror.Objects.CommitAsync(Change(head, "a.yaml", "3"), default)).Commit;
        Ok(await mirror.Remote.PushAsync(To("auto", one, null), default));

        var refused = Ok(await mirror.Remote.PushAsync(To("auto", two, one), default));
        Assert.Equal(GitFailureKind.NonFastForward, refused.Failure!.GitKind());
        Assert.Equal(one.ToString(), house.Remote.Head("auto"));

        Assert.Equal(PushStatus.Forced, Ok(await mirror.Remote.PushAsync(To("auto", two, one, force: true), default)).Refs[0].Status);
        Assert.Equal(PushStatus.Stale, Ok(await mirror.Remote.PushAsync(To("auto", one, one, force: true), default)).Refs[0].Status);
        Assert.Equal(two.ToString(), house.Remote.Head("auto"));
    }

    [ProgramFact("git")]
    public async Task PushesAllRefsOrNone_When_OneOfThemIsStale()
    {
        await using var house = new GitHouse();
        house.Remote.Commit("a.yaml", "1");
        var mirror = house.Mirror;
        var head = await FetchHeadAsync(mirror);
        var commit = Ok(await mirror.Objects.CommitAsync(Change(head, "a.yaml", "2"), default)).Commit;
        house.Remote.Commit("b.yaml", "x");

        var outcome = Ok(await mirror.Remote.PushAsync(new PushRequest
        {
            Refs = [new PushRef("refs/heads/auto", commit, PushLease.Absent),
                new PushRef("refs/heads/main", commit, PushLease.Expect(head)), new PushRef("refs/for/main", commit, PushLease.None)],
        }, default));

        Assert.Equal([PushStatus.Aborted, PushStatus.Stale, PushStatus.Aborted], outcome.Refs.Select(item => item.Status));
        Assert.Equal(GitFailureKind.Stale, outcome.Failure!.GitKind());
        Assert.Null(house.Remote.Head("auto"));
    }

    [ProgramFact("git")]
    public async Task PushesRefByRef_When_TheServerHasNoAtomicPush()
    {
        await using var house = new GitHouse();
        house.Remote.Git("config", "receive.advertiseAtomic", "false");
        house.Remote.Commit("a.yaml", "1");
        var mirror = house.Mirror;
        var head = await FetchHeadAsync(mirror);
        var commit = Ok(await mirror.Objects.CommitAsync(Change(head, "a.yaml", "2"), default)).Commit;
        var outcome = Ok(await mirror.Remote.PushAsync(new PushRequest
        {
            Refs = [new PushRef("refs/heads/main", commit, PushLease.Expect(head)), new PushRef("refs/for/main", commit, PushLease.None)],
        }, default));
        Assert.Equal([PushStatus.Updated, PushStatus.Created], outcome.Refs.Select(item => item.Status));
    }

    [ProgramFact("git")]
    public async Task CarriesTheServersWords_When_AHookRefuses()
    {
        await using var house = new GitHouse();
        house.Remote.Commit("a.yaml", "1");
        var mirror = house.Mirror;
        var head = await FetchHeadAsync(mirror);
        var commit = Ok(await mirror.Objects.CommitAsync(Change(head, "a.yaml", "2"), default)).Commit;
        house.Remote.Hook("pre-receive", "echo 'branch main is protected' >&2; exit 1");

        var outcome = Ok(await mirror.Remote.PushAsync(To("main", commit, head), default));

        Assert.Equal(PushStatus.Rejected, outcome.Refs[0].Status);
        Assert.Equal(GitFailureKind.Rejected, outcome.Failure!.GitKind());
        Assert.Contains("pre-receive hook declined", outcome.Failure!.Message, StringComparison.Ordinal);
        Assert.Contains("branch main is protected", outcome.Failure!.Message, StringComparison.Ordinal);
    }

    [ProgramFact("git")]
    public async Task SendsPushOptions_When_GivenOnly()
    {
        await using var house = new GitHouse();
        house.Remote.Commit("a.yaml", "1");
        var mirror = house.Mirror;
        var head = await FetchHeadAsync(mirror);
        house.Remote.Hook("pre-receive", "echo \"$GIT_PUSH_OPTION_COUNT $GIT_PUSH_OPTION_0 $GIT_PUSH_OPTION_1\" > options.txt");
        var commit = Ok(await mirror.Objects.CommitAsync(Change(head, "a.yaml", "2"), default)).Commit;

        Ok(await mirror.Remote.PushAsync(To("auto", commit, null) with
        {
            Options = [new("merge_request.create", ""), new("merge_request.target", "main")],
        }, default));
        Assert.Equal(
            "2 merge_request.create= merge_request.target=main\n",
            await File.ReadAllTextAsync(Path.Combine(house.Remote.Path, "options.txt")));

        house.Remote.Git("config", "receive.advertisePushOptions", "false");
        Assert.True(Ok(await mirror.Remote.PushAsync(To("auto2", commit, null), default)).IsComplete);
        var refused = await mirror.Remote.PushAsync(To("auto3", commit, null) with { Options = [new("a", "b")] }, default);
        Assert.Contains("does not take push options", refused.Failure!.Message, StringComparison.Ordinal);
    }

    [ProgramFact("git")]
    public async Task ReadsTreesDiffsAndScreens_When_FoldersAreDeep()
    {
        await using var house = new GitHouse();
        var marked = "image: a:1 # {\"$imagepolicy\": \"ns:a\"}\n";
        var first = house.Remote.Commit(new Dictionary<string, string?>
        {
            ["a/b/c/d/e.yaml"] = marked,
            ["a/b/x y\n\u00e9.yaml"] = marked,
            ["a.txt"] = "t",
            ["a-b/z"] = "t",
        });
        var second = house.Remote.Commit(new Dictionary<string, string?>
        {
            ["a/b/c/d/e.yaml"] = "changed",
            ["a.txt"] = null,
            ["new/f"] = "t",
        });
        var mirror = house.Mirror;
        var head = await FetchHeadAsync(mirror);
        Ok(await mirror.Remote.FetchAsync([first], default));
        Assert.True(ObjectId.TryParse(first, out var old));
        Assert.Equal(second, head.ToString());

        Assert.Equal(
            ["a-b/z", "a.txt", "a/b/c/d/e.yaml", "a/b/x y\n\u00e9.yaml"], Ok(await mirror.Objects.ListAsync(old, "", null, default))
                .Select(file => file.Path));
        Assert.Equal(["a/b/c/d/e.yaml"], Ok(await mirror.Objects.ListAsync(old, "a/b/c", null, default)).Select(file => file.Path));
        Assert.Equal(["a.txt"], Ok(await mirror.Objects.ListAsync(old, "a.txt", null, default)).Select(file => file.Path));
        Assert.Equal(GitFailureKind.PathNotFound, (await mirror.Objects.ListAsync(old, "nope", null, default)).Failure!.GitKind());
        Assert.Equal(
            ["a/b/c/d/e.yaml", "a/b/x y\n\u00e9.yaml"], Ok(await ScreenAsync(mirror, old, "\"$imagepolicy\"", "", default))
                .Select(file => file.Path));
        Assert.Empty(Ok(await ScreenAsync(mirror, old, "\"$imagepolicy\"", "a-b", default)));
        Assert.Equal(
            ["-a.txt", "~a/b/c/d/e.yaml", "+new/f"], Ok(await mirror.Objects.DiffAsync(old, head, "", null, default)).Select(Sign));
        Assert.Equal(["~a/b/c/d/e.yaml"], Ok(await mirror.Objects.DiffAsync(old, head, "a", null, default)).Select(Sign));
        Assert.Equal(marked, Encoding.UTF8.GetString(Ok(await mirror.Objects.ReadBlobAtAsync(old, "a/b/c/d/e.yaml", default))!.Value.Span));
        Assert.Null(Ok(await mirror.Objects.ReadBlobAtAsync(old, "a/b", default)));

        static string Sign(TreeChange change) => (change.Old is null ? "+" : change.New is null ? "-" : "~") + change.Path;
    }
}
