using System.Text;
using ImageAutomation.ImageUpdater.Git.Failures;
using ImageAutomation.ImageUpdater.Git.Objects;
using ImageAutomation.Languages.Results;
using ImageAutomation.TestSupport;
using ImageAutomation.TestSupport.Git;
using Xunit;
using static ImageAutomation.ImageUpdater.Tests.Git.GitHouse;

namespace ImageAutomation.ImageUpdater.Tests.Git;

public sealed class TreeTests
{
    private const string Import =
        """
        blob
        mark :1
        data 2
        1

        blob
        mark :2
        data 6
        target
        commit refs/heads/main
        committer P <p@example.org> 1700000000 +0000
        data 1
        x
        M 100755 :1 bin/run.sh
        M 100644 :1 dir/deep/deeper/file.yaml
        M 100644 :1 dir.yaml
        M 100644 :1 dir-a/b
        M 100644 :1 target
        M 120000 :2 link
        M 160000 1234567890123456789012345678901234567890 sub
        M 100644 :1 "with space \303\251\n\t\"q\".yaml"
        M 100644 :1 "bytes\377.yaml"

        """;

    [ProgramFact("git")]
    public async Task KeepsModesNamesAndNeighbours_When_FilesAreWritten()
    {
        await using var house = new GitHouse();
        TestProcess.Run("git", house.Remote.Path, Encoding.UTF8.GetBytes(Import), ["fast-import", "--quiet"]);
        var mirror = house.Mirror;
        var head = await FetchHeadAsync(mirror);
        var before = Ok(await mirror.Objects.ListAsync(head, "", null, default));
        Assert.Equal(TreeEntryKind.Executable, before.Single(file => file.Path == "bin/run.sh").Kind);
        Assert.Equal(TreeEntryKind.Symlink, before.Single(file => file.Path == "link").Kind);
        Assert.Equal(TreeEntryKind.Submodule, before.Single(file => file.Path == "sub").Kind);

        var content = Encoding.UTF8.GetBytes("2\n");
        string[] paths = ["bin/run.sh", "dir/deep/deeper/file.yaml", "dir/deep/deeper/same.yaml", "dir.yaml",
            "with space \u00e9\n\t\"q\".yaml", "bytes\udcff.yaml", "new/folder/f"];
        var written = Ok(await mirror.Objects.CommitAsync(Change(head, "x", "") with
        {
            Files = paths.ToDictionary(path => path, _ => (ReadOnlyMemory<byte>)content),
        }, default));
        Assert.True(Ok(await mirror.Remote.PushAsync(To("main", written.Commit, head), default)).IsComplete);

        var after = Ok(await mirror.Objects.ListAsync(written.Commit, "", null, default));
        Assert.Equal(
            before.Select(file => (file.Path, file.Mode))
                .Concat([("dir/deep/deeper/same.yaml", TreeEntry.FileMode), ("new/folder/f", TreeEntry.FileMode)]).Order(),
            after.Select(file => (file.Path, file.Mode)).Order());
        Assert.Equal(
            paths.Order(StringComparer.Ordinal), Ok(await mirror.Objects.DiffAsync(head, written.Commit, "", null, default))
                .Select(change => change.Path));
        // Git's own view of the same commit.
        var names = house.Remote.Git("ls-tree", "-r", "-z", "--format=%(objectmode) %(objectname)", "main")
            .Split('\0', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(after.Select(file => $"{Convert.ToString(file.Mode, 8)} {file.Id}").Order(), names.Order());
        Assert.Equal("", house.Remote.Fsck());
        Assert.Equal(written.Tree.ToString(), house.Remote.Resolve("main^{tree}"));
    }

    [ProgramTheory("git")]
    [InlineData("link", "is not a file")]
    [InlineData("sub", "is not a file")]
    [InlineData("dir", "is not a file")]
    [InlineData("link/x", "is not a folder")]
    [InlineData("sub/x", "is not a folder")]
    [InlineData("target/x", "is not a folder")]
    public async Task RefusesToWriteThroughWhatIsNoFile(string path, string words)
    {
        await using var house = new GitHouse();
        TestProcess.Run("git", house.Remote.Path, Encoding.UTF8.GetBytes(Import), ["fast-import", "--quiet"]);
        var head = await FetchHeadAsync(house.Mirror);
        var failure = (await house.Mirror.Objects.CommitAsync(Change(head, path, "2"), default)).Failure!;
        Assert.Equal(GitFailureKind.PathNotFound, failure.GitKind());
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
    }

    [ProgramFact("git")]
    public async Task FollowsLinksInsideTheTreeOnly()
    {
        await using var house = new GitHouse();
        var import = new StringBuilder("commit refs/heads/main\ncommitter P <p@example.org> 1700000000 +0000\ndata 1\nx\n");
        (string Path, string Mode, string Content)[] files =
        [
            ("real/file", "100644", "content"), ("a/b/link", "120000", "../../real/file"), ("folder", "120000", "./real"),
            ("chain", "120000", "a/b/link"),
            ("dangling", "120000", "real/none"), ("up", "120000", "../etc/passwd"), ("a/up", "120000", "../../x"),
            ("absolute", "120000", "/etc/passwd"),
            ("circle1", "120000", "circle2"), ("circle2", "120000", "circle1"), ("through", "120000", "folder/file"),
            ("a/dotgit", "120000", "../.git/config"),
        ];
        foreach (var (path, mode, content) in files) import.Append($"M {mode} inline {path}\ndata {content.Length}\n{content}\n");
        TestProcess.Run("git", house.Remote.Path, Encoding.UTF8.GetBytes(import.ToString()), ["fast-import", "--quiet"]);
        var mirror = house.Mirror;
        var head = await FetchHeadAsync(mirror);

        foreach (var path in new[] { "real/file", "a/b/link", "folder/file", "chain", "through" })
            Assert.Equal("real/file", Ok(await mirror.Objects.FollowAsync(head, path, default))?.Path);
        Assert.Equal("real", Ok(await mirror.Objects.FollowAsync(head, "folder", default))?.Path);
        Assert.Null(Ok(await mirror.Objects.FollowAsync(head, "dangling", default)));
        Assert.Null(Ok(await mirror.Objects.FollowAsync(head, "a/dotgit", default)));
        foreach (var path in new[] { "up", "a/up", "absolute", "circle1" })
            Assert.Equal(GitFailureKind.PathNotFound, (await mirror.Objects.FollowAsync(head, path, default)).Failure!.GitKind());
    }

    [ProgramFact("git")]
    public async Task NeverShowsDotGit_When_ATreeHoldsIt()
    {
        await using var house = new GitHouse();
        var blob = TestProcess.Run("git", house.Remote.Path, "evil"u8.ToArray(), ["hash-object", "-w", "--stdin"]).Trim();
        var inner = TestProcess.Run("git", house.Remote.Path, Encoding.UTF8.GetBytes($"100644 blob {blob}\tconfig\n"), ["mktree"]).Trim();
        var tree = TestProcess.Run(
            "git", house.Remote.Path,
            Encoding.UTF8.GetBytes($"040000 tree {inner}\t.git\n040000 tree {inner}\t.GIT\n100644 blob {blob}\tok\n"), ["mktree"]).Trim();
        var commit = house.Remote.Git("-c", "user.name=P", "-c", "user.email=p@example.org", "commit-tree", "-m", "x", tree).Trim();
        house.Remote.SetBranch("main", commit);
        var mirror = house.Mirror;
        var head = await FetchHeadAsync(mirror);
        Assert.Equal(["ok"], Ok(await mirror.Objects.ListAsync(head, "", null, default)).Select(file => file.Path));
        Assert.Equal(["ok"], Ok(await ScreenAsync(mirror, head, "evil", "", default)).Select(file => file.Path));
        Assert.Null(Ok(await mirror.Objects.FindAsync(head, ".git/config", default)));
        // What we do not show we still keep.
        var written = Ok(await mirror.Objects.CommitAsync(Change(head, "ok", "2"), default));
        Assert.Equal(
            [".GIT", ".git", "ok"],
            TreeFormat.Parse(Ok(await mirror.Objects.ReadAsync(written.Tree, default)).Content.Span)!.Select(entry => entry.Name));
    }

    [ProgramFact("git")]
    public async Task StoresTheSignatureAndWhatWasSigned_When_ThereIsASigner()
    {
        await using var house = new GitHouse();
        house.Remote.Commit("a", "1");
        var mirror = house.Mirror;
        var head = await FetchHeadAsync(mirror);
        byte[] signed = [];
        const string Armor = "-----BEGIN SSH SIGNATURE-----\nAAAA\nBBBB\n-----END SSH SIGNATURE-----\n";
        var written = Ok(await mirror.Objects.CommitAsync(Change(head, "a", "2") with
        {
            Signer = (payload, _) =>
            {
                signed = payload.ToArray();
                return Task.FromResult<Result<string>>(Armor);
            },
        }, default));
        var commit = Ok(await mirror.Objects.ReadCommitAsync(written.Commit, default));
        Assert.Equal(Armor.TrimEnd(), commit.Signature);
        var raw = Encoding.UTF8.GetString(Ok(await mirror.Objects.ReadAsync(written.Commit, default)).Content.Span);
        Assert.Equal(
            raw, Encoding.UTF8.GetString(signed)
                .Replace("+0200\n\n", "+0200\ngpgsig " + Armor.TrimEnd().Replace("\n", "\n ", StringComparison.Ordinal)
                    + "\n\n", StringComparison.Ordinal));
        Assert.Equal("", BareRepository.Fsck(mirror.GitDirectory));

        var refused = await mirror.Objects.CommitAsync(Change(head, "a", "3") with
        {
            Signer = (_, _) => Task.FromResult<Result<string>>(Failure.Transient("X", "no key")),
        }, default);
        Assert.Equal("no key", refused.Failure!.Message);
    }

    [ProgramTheory("git")]
    [InlineData("", "a@b.c")]
    [InlineData("Evil <x>\nparent 1", "a@b\n.c>")]
    [InlineData(" ., Dot's Name. ", "")]
    public async Task StaysValid_When_NamesAreOdd(string name, string email)
    {
        await using var house = new GitHouse();
        house.Remote.Commit("a", "1");
        var mirror = house.Mirror;
        var head = await FetchHeadAsync(mirror);
        var request = Change(head, "a", "2") with
        {
            Author = new GitSignature(name, email, new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.FromMinutes(-570))),
            Message = "no newline",
        };
        Ok(await mirror.Remote.PushAsync(To("main", Ok(await mirror.Objects.CommitAsync(request, default)).Commit, head), default));
        Assert.Equal("", house.Remote.Fsck());
        Assert.Equal("-0930", house.Remote.Git("log", "-1", "--format=%ad", "--date=format:%z").Trim());
    }

    [ProgramFact("git")]
    public async Task MakesTheFirstCommit_When_TheRepositoryIsEmpty()
    {
        await using var house = new GitHouse();
        house.Remote.Commit("x", "1", branch: "unrelated");
        var mirror = house.Mirror;
        await FetchHeadAsync(mirror, "unrelated");
        var written = Ok(await mirror.Objects.CommitAsync(Change(default, "a/b", "1") with { Parent = null }, default));
        Assert.True(Ok(await mirror.Remote.PushAsync(To("main", written.Commit, null), default)).IsComplete);
        Assert.Equal("1", house.Remote.Read("a/b"));
        Assert.Equal("", house.Remote.Fsck());
    }

    [ProgramFact("git")]
    public async Task RefusesLargeObjects()
    {
        await using var house = new GitHouse();
        house.Remote.Commit(new Dictionary<string, string?> { ["big"] = new string('x', 5000), ["small"] = "s" });
        using var store = house.NewStore(options => options with { Objects = new ObjectLimits { MaxObjectBytes = 4096 } });
        var mirror = store.Open(house.LocalRemote());
        var head = await FetchHeadAsync(mirror);
        Assert.Equal(GitFailureKind.TooLarge, (await mirror.Objects.ReadBlobAtAsync(head, "big", default)).Failure!.GitKind());
        Assert.Equal("s", Encoding.UTF8.GetString(Ok(await mirror.Objects.ReadBlobAtAsync(head, "small", default))!.Value.Span));
    }
}
