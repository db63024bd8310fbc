using System.Text;
using ImageAutomation.ImageUpdater.Git.Failures;
using ImageAutomation.ImageUpdater.Git.Mirrors;
using ImageAutomation.ImageUpdater.Git.Objects;
using ImageAutomation.TestSupport;
using Xunit;
using static ImageAutomation.ImageUpdater.Tests.Git.GitHouse;

namespace ImageAutomation.ImageUpdater.Tests.Git.Objects;

/// <summary>Objects that git would not write itself and that repositories hold all the same.</summary>
public sealed class OddObjectTests
{
    [ProgramFact("git")]
    public async Task KeepsTheBytesOfSiblings_When_AFileIsWritten()
    {
        await using var house = new GitHouse();
        var blob = Store(house, "blob", "1"u8);
        // A name that is not UTF-8, an old mode, an entry .git, in one folder and in its root.
        var folder = Store(house, "tree", [.. Entry("100664", "caf\xe9.yaml", blob), .. Entry("100644", "a.yaml", blob)]);
        var root =
            Store(house, "tree", [.. Entry("100644", "\xff", blob), .. Entry("40000", ".git", folder), .. Entry("40000", "apps", folder)]);
        var mirror = await MainAsync(house, Commit(root));
        var head = mirror.CachedHead("refs/heads/main")!.Value;

        var written = Ok(await mirror.Objects.CommitAsync(Change(head, "apps/a.yaml", "2"), default));

        var apps = TreeFormat.Parse(
            Ok(await mirror.Objects.ReadAsync(
                Ok(await mirror.Objects.FindAsync(written.Commit, "apps", default))!.Id, default)).Content.Span)!;
        Assert.Equal((0x81B4, GitPath.Decode([.. "caf"u8, 0xE9, .. ".yaml"u8]), blob), (apps[1].Mode, apps[1].Name, apps[1].Id));
        var top = TreeFormat.Parse(Ok(await mirror.Objects.ReadAsync(written.Tree, default)).Content.Span)!;
        Assert.Equal([".git", "apps", "\uDCFF"], top.Select(entry => entry.Name));
        Assert.Equal(folder, top[0].Id);
        Assert.Equal(
            ["apps/a.yaml", "apps/caf\uDCE9.yaml", "\uDCFF"], Ok(await mirror.Objects.ListAsync(head, "", null, default))
                .Select(file => file.Path));
    }

    [ProgramFact("git")]
    public async Task LeavesAFolderAlone_When_ItHoldsANameTwice()
    {
        await using var house = new GitHouse();
        var (one, two) = (Store(house, "blob", "1"u8), Store(house, "blob", "2"u8));
        var twice =
            Store(house, "tree", [.. Entry("100644", "a.yaml", one), .. Entry("100644", "a.yaml", two), .. Entry("100644", "b.yaml", one)]);
        var root = Store(house, "tree", [.. Entry("100644", "c.yaml", one), .. Entry("40000", "d", twice)]);
        var mirror = await MainAsync(house, Commit(root));
        var head = mirror.CachedHead("refs/heads/main")!.Value;

        Assert.Contains(
            "same name twice", (await mirror.Objects.CommitAsync(Change(head, "d/b.yaml", "3"), default)).Failure!.Message,
            StringComparison.Ordinal);
        var beside = Ok(await mirror.Objects.CommitAsync(Change(head, "c.yaml", "3"), default));
        Assert.Equal(twice, Ok(await mirror.Objects.FindAsync(beside.Commit, "d", default))!.Id);
        Assert.Equal(one, Ok(await mirror.Objects.FindAsync(head, "d/a.yaml", default))!.Id);
    }

    [ProgramFact("git")]
    public async Task FetchesAHistoryThatGitFindsFaultWith_AsItIs_AndStopsVerifyingIt()
    {
        await using var house = new GitHouse();
        var blob = Store(house, "blob", "1"u8);
        var sorted = Store(house, "tree", [.. Entry("100644", "a", blob), .. Entry("100644", "b", blob)]);
        await MainAsync(house, Commit(sorted));
        var before = house.Runner.Starts;
        var unsorted = Store(house, "tree", [.. Entry("100644", "b", blob), .. Entry("100644", "a", blob)]);
        await MainAsync(house, Commit(unsorted));
        Assert.Equal(2, house.Runner.Starts - before); // refused, then fetched as it is

        Assert.Equal(
            ["a", "b"], Ok(await house.Mirror.Objects.ListAsync(house.Mirror.CachedHead("refs/heads/main")!.Value, "", null, default))
                .Select(file => file.Path));
        before = house.Runner.Starts;
        await FetchHeadAsync(house.Mirror);
        Assert.Equal(1, house.Runner.Starts - before);
    }

    [ProgramTheory("git")]
    [InlineData("author  <> 1 +0000\ncommitter  <> 1 +0000\n")]
    [InlineData("author nobody\ncommitter nobody\n")]
    [InlineData("author A <a@b> 99999999999999999999 +9999\ncommitter A <a@b> -5 x\n")]
    [InlineData("author A <a@b <c>> 5 +0000\ncommitter A a@b 5\n")]
    public async Task ReadsHistory_When_ASignatureLineIsOdd(string lines)
    {
        await using var house = new GitHouse();
        var root = Store(house, "tree", Entry("100644", "a", Store(house, "blob", "1"u8)));
        var first = Store(house, "commit", Encoding.UTF8.GetBytes($"tree {root}\n{lines}\nodd\n"));
        var mirror = await MainAsync(
            house, Encoding.UTF8.GetBytes($"tree {root}\nparent {first}\nauthor A <a@b> 7 +0000\ncommitter A <a@b> 7 +0000\n\nplain\n"));
        var head = mirror.CachedHead("refs/heads/main")!.Value;
        Ok(await mirror.Remote.DeepenAsync(["refs/heads/main"], 10, default));

        Assert.Equal(["plain\n", "odd\n"], (await LogAsync(mirror, head)).Select(commit => commit.Message));
        Assert.True(Ok(await mirror.Objects.IsReachableAsync(first, head, default)));
        Ok(await mirror.Objects.CommitAsync(Change(first, "a", "2"), default));
    }

    [ProgramFact("git")]
    public async Task SaysWhatIsWrong_When_AnObjectIsNotWhatItShouldBe()
    {
        await using var house = new GitHouse();
        house.Remote.Commit("a", "1");
        var mirror = house.Mirror;
        var head = await FetchHeadAsync(mirror);
        var blob = Ok(await mirror.Objects.FindAsync(head, "a", default))!.Id;
        Assert.Equal(GitFailureKind.ObjectNotFound, (await mirror.Objects.ReadCommitAsync(blob, default)).Failure!.GitKind());
        Assert.Equal(GitFailureKind.ObjectNotFound, (await mirror.Objects.ListAsync(blob, "", null, default)).Failure!.GitKind());
        Assert.Equal(GitFailureKind.ObjectNotFound, (await mirror.Objects.ReadAsync(default, default)).Failure!.GitKind());
        Assert.False(Ok(await mirror.Objects.ContainsAsync(default, default)));
    }

    [ProgramFact("git")]
    public async Task ReadsAsManyDoAtOnce()
    {
        await using var house = new GitHouse();
        house.Remote.Commit(Enumerable.Range(0, 200).ToDictionary(i => $"d{i % 10}/f{i}", i => (string?)$"{i}"));
        var mirror = house.Mirror;
        var head = await FetchHeadAsync(mirror);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(n => Task.Run(async () =>
        {
            for (var i = n; i < 200; i += 8)
            {
                Assert.Equal(
                    $"{i}",
                    Encoding.UTF8.GetString(Ok(await mirror.Objects.ReadBlobAtAsync(head, $"d{i % 10}/f{i}", default))!.Value.Span));
                Ok(await mirror.Objects.CommitAsync(Change(head, $"d{i % 10}/f{i}", $"new {i}"), default));
            }
        })));
    }

    [RootFact]
    public async Task ReadsAMirrorOfAnotherUser()
    {
        await using var house = new GitHouse();
        house.Remote.Commit("a", "1");
        var mirror = house.Mirror;
        var head = await FetchHeadAsync(mirror);
        TestProcess.Run("chown", null, null, ["-R", "12345:12345", mirror.GitDirectory]);
        Assert.Equal("a", Assert.Single(Ok(await mirror.Objects.ListAsync(head, "", null, default))).Path);
        Ok(await mirror.Objects.CommitAsync(Change(head, "a", "2"), default));
    }

    private static async Task<GitMirror> MainAsync(GitHouse house, byte[] commit)
    {
        house.Remote.Git("update-ref", "refs/heads/main", Store(house, "commit", commit).ToString());
        await FetchHeadAsync(house.Mirror);
        return house.Mirror;
    }

    private static byte[] Commit(ObjectId tree) =>
        Encoding.UTF8.GetBytes($"tree {tree}\nauthor A <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\n\nx\n");

    private static byte[] Entry(string mode, string name, ObjectId id)
    {
        var raw = new byte[ObjectId.ByteLength];
        id.CopyTo(raw);
        return [.. Encoding.Latin1.GetBytes($"{mode} {name}\0"), .. raw];
    }

    private static ObjectId Store(GitHouse house, string kind, ReadOnlySpan<byte> bytes) =>
        ObjectId.TryParse(
            TestProcess.Run("git", house.Remote.Path, bytes.ToArray(), ["hash-object", "-w", "-t", kind, "--literally", "--stdin"]).Trim(),
            out var id) ? id : default;

    /// <summary>A fact that only root can try: nobody else can give files away.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    private sealed class RootFactAttribute : FactAttribute
    {
        public RootFactAttribute() =>
            Skip = Environment.IsPrivilegedProcess ? TestTool.SkipReason("git", "chown")
            : "only root can give the files of a mirror to another user";
    }
}
