using System.Diagnostics;
using ImageAutomation.Common.Files;
using ImageAutomation.ImageUpdater.Git.Failures;
using ImageAutomation.ImageUpdater.Git.Mirrors;
using ImageAutomation.ImageUpdater.Git.Objects;
using ImageAutomation.ImageUpdater.Git.Program;
using ImageAutomation.ImageUpdater.Git.Remote;
using ImageAutomation.TestSupport;
using ImageAutomation.TestSupport.Git;
using Xunit;
using static ImageAutomation.ImageUpdater.Tests.Git.GitHouse;

namespace ImageAutomation.ImageUpdater.Tests.Git;

public sealed class HealingTests
{
    [ProgramFact("git")]
    public async Task GoesOn_When_LocksAndHalfFilesWereLeft()
    {
        await using var house = new GitHouse();
        house.Remote.Commit("a", "1");
        var mirror = house.Mirror;
        await FetchHeadAsync(mirror);
        string[] leftovers = ["shallow.lock", "packed-refs.lock", "HEAD.lock", "objects/pack/tmp_pack_abc", "objects/pack/tmp_idx_abc",
            $"{OwnRefs.SeenName("refs/heads/main")}.lock"];
        foreach (var name in leftovers) await File.WriteAllTextAsync(Path.Combine(mirror.GitDirectory, name), "");
        Directory.CreateDirectory(Path.Combine(mirror.GitDirectory, "objects", "tmp_objdir-incoming-abc"));

        house.Remote.Commit("a", "2");
        await FetchHeadAsync(mirror);

        Assert.All(leftovers, name => Assert.False(File.Exists(Path.Combine(mirror.GitDirectory, name))));
        Assert.Equal(0, mirror.Recreated);
    }

    [ProgramTheory("git")]
    [InlineData("HEAD")]
    [InlineData("config")]
    [InlineData("objects")]
    [InlineData("refs")]
    [InlineData("objects/pack/*.pack")]
    [InlineData("objects/pack/*.idx")]
    public async Task MakesTheMirrorAnew_When_PartOfItIsGoneOrBroken(string part)
    {
        await using var house = new GitHouse();
        house.Remote.Git("config", "transfer.unpackLimit", "1");
        house.Remote.Commit(Enumerable.Range(0, 150).ToDictionary(i => $"f{i}", i => (string?)$"content {i}"));
        var mirror = house.Mirror;
        await FetchHeadAsync(mirror);
        await mirror.Objects.ListAsync(mirror.CachedHead("refs/heads/main")!.Value, "", null, default);
        foreach (var path in part.Contains('*', StringComparison.Ordinal)
            ? Directory.GetFiles(Path.Combine(mirror.GitDirectory, Path.GetDirectoryName(part)!), Path.GetFileName(part))
            : [Path.Combine(mirror.GitDirectory, part)])
        {
            if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
            else await OverwriteAsync(path, part is "HEAD" ? null : "broken");
        }

        house.Remote.Commit("new", "x");
        // A restart: no process of ours has the old files open.
        using var store = house.NewStore();
        var fresh = store.Open(house.LocalRemote());
        var head = await FetchHeadAsync(fresh);

        Assert.Equal(house.Remote.Head(), head.ToString());
        var content = await fresh.Objects.ReadBlobAtAsync(head, "f7", default);
        if (!content.IsSuccess)
        {
            // Git did not need the broken part to fetch; reading notices, and the next fetch heals.
            Assert.Equal(GitFailureKind.Damaged, content.Failure.GitKind());
            head = await FetchHeadAsync(fresh);
        }

        Assert.Equal(
            "content 7", System.Text.Encoding.UTF8.GetString(Ok(await fresh.Objects.ReadBlobAtAsync(head, "f7", default))!.Value.Span));
        Assert.Equal("", BareRepository.Fsck(fresh.GitDirectory));
        Assert.True(fresh.Recreated == 1 || part is "refs" or "config", "made anew, visibly");
    }

    [ProgramFact("git")]
    public async Task NoticesABrokenObject_And_HealsWithTheNextFetch()
    {
        await using var house = new GitHouse();
        house.Remote.Commit("a", "1");
        var mirror = house.Mirror;
        var head = await FetchHeadAsync(mirror);
        var written = Ok(await mirror.Objects.CommitAsync(Change(head, "a", "2"), default)).Commit;
        var blob = Ok(await mirror.Objects.FindAsync(written, "a", default))!.Id.ToString();
        await OverwriteAsync(Path.Combine(mirror.GitDirectory, "objects", blob[..2], blob[2..]), "");

        Assert.Equal(GitFailureKind.Damaged, (await mirror.Objects.ReadBlobAtAsync(written, "a", default)).Failure!.GitKind());
        Assert.Null(mirror.CachedHead("refs/heads/main"));
        head = await FetchHeadAsync(mirror);
        Assert.True((await mirror.Objects.ReadBlobAtAsync(head, "a", default)).IsSuccess);
        Assert.Equal(1, mirror.Recreated);
        Assert.Equal(1, house.Store.Recreated);
    }

    [ProgramFact("git")]
    public async Task Survives_When_GitIsKilledInTheMiddleOfAFetch()
    {
        await using var house = new GitHouse();
        var random = new Random(1);
        for (var i = 0; i < 3; i++)
        {
            var noise = new byte[3_000_000];
            random.NextBytes(noise);
            house.Remote.Commit($"f{i}", Convert.ToBase64String(noise));
        }

        await using var server = await GitHttpServer.StartAsync(house.Folder.Path);
        var remote = Ok(HttpTransportTests.Remote(server.Url("remote.git"), null));
        for (var delay = 20; delay <= 420; delay += 80)
        {
            var fetching = house.Store.Open(remote).Remote.FetchAsync(["refs/heads/main"], default);
            await Task.WhenAny(fetching, Task.Delay(TimeSpan.FromMilliseconds(delay), TimeProvider.System));
            foreach (var id in ChangingProcesses(house.Store.Open(remote).GitDirectory)) KillNow(id);
            await fetching; // whatever it says
            house.Remote.Commit("a", $"{delay}");
        }

        var head = await FetchHeadAsync(house.Store.Open(remote));
        Assert.Equal(house.Remote.Head(), head.ToString());
        Assert.Equal("", BareRepository.Fsck(house.Store.Open(remote).GitDirectory));
    }

    [ProgramFact("git")]
    public async Task EndsWhatACrashedRunLeftBehind()
    {
        await using var house = new GitHouse();
        house.Remote.Commit("a", "1");
        var mirror = house.Mirror;
        await FetchHeadAsync(mirror);
        // Stands for a git that a crashed run started on this mirror and that still holds a lock.
        var start = new ProcessStartInfo("sleep", "60");
        start.Environment[GitEnvironment.MirrorVariable] = mirror.GitDirectory;
        using var orphan = Process.Start(start)!;
        // not visible while it starts
        while (!Contains(orphan.Id, "environ", "PATH")) await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        await File.WriteAllTextAsync(Path.Combine(mirror.GitDirectory, "shallow.lock"), "");

        await FetchHeadAsync(mirror);

        Assert.True(orphan.WaitForExit(5000));
    }

    [ProgramFact("git")]
    public async Task ReadsWithoutAProcess()
    {
        await using var house = new GitHouse();
        house.Remote.Commit("a", "1");
        var mirror = house.Mirror;
        var head = await FetchHeadAsync(mirror);
        var before = house.Runner.Starts;
        var blob = Ok(await mirror.Objects.FindAsync(head, "a", default))!.Id;
        Assert.Equal(1, Ok(await mirror.Objects.ReadBlobAsync(blob, default)).Length);
        Ok(await mirror.Objects.CommitAsync(Change(head, "a", "2"), default));
        Assert.Equal(before, house.Runner.Starts);
        Assert.Empty(Processes("cat-file", mirror.GitDirectory));
    }

    [ProgramFact("git")]
    public async Task LosesNoChange_When_ManyWritersPushAtOnce()
    {
        await using var house = new GitHouse();
        house.Remote.Commit("start", "1");
        // Two stores on one folder stand for two processes, two handles each for two automations.
        MirrorStore[] stores = [house.NewStore(), house.NewStore()];
        await Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Run(async () =>
        {
            var mirror = stores[writer % 2].Open(house.LocalRemote());
            for (var i = 0; i < 4; i++)
            {
                PushOutcome outcome;
                do
                {
                    var head = await FetchHeadAsync(mirror);
                    Ok(mirror.Keep(head));
                    var written = Ok(await mirror.Objects.CommitAsync(Change(head, $"w{writer}/f{i}", "x"), default));
                    outcome = Ok(await mirror.Remote.PushAsync(To("main", written.Commit, head), default));
                    Assert.True(outcome.IsComplete || outcome.Failure!.GitKind() == GitFailureKind.Stale, outcome.Failure?.Message);
                }
                while (!outcome.IsComplete);
            }
        })));

        Assert.Equal(17, house.Remote.Log().Count);
        Assert.Equal(
            17, house.Remote.Git("ls-tree", "-r", "--name-only", "main").Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal("", house.Remote.Fsck());
    }

    [ProgramFact("git")]
    public async Task StaysSmall_When_FetchesAddUp()
    {
        await using var house = new GitHouse();
        house.Remote.Commit("a", "0");
        using var store = house.NewStore(options => options with { MaxPacks = 4 });
        var mirror = store.Open(house.LocalRemote());
        ObjectId head = default;
        for (var i = 1; i <= 12; i++)
        {
            house.Remote.Commit(Enumerable.Range(0, 110).ToDictionary(n => $"f{n}", n => (string?)$"{i} {n}"));
            head = await FetchHeadAsync(mirror);
        }

        Assert.InRange(Directory.GetFiles(Path.Combine(mirror.GitDirectory, "objects", "pack"), "*.pack").Length, 1, 5);
        Assert.Equal("", BareRepository.Fsck(mirror.GitDirectory));
        Assert.Equal(12, (await LogAsync(mirror, head)).Count);
    }

    [ProgramFact("git")]
    public async Task StartsAnew_When_TheMirrorOutgrowsItsBound()
    {
        await using var house = new GitHouse();
        var random = new Random(2);
        string Noise()
        {
            var bytes = new byte[200_000];
            random.NextBytes(bytes);
            return Convert.ToBase64String(bytes);
        }

        house.Remote.Git("config", "transfer.unpackLimit", "1");
        house.Remote.Commit(Enumerable.Range(0, 120).ToDictionary(n => $"f{n}", n => (string?)$"{n}"));
        using var store = house.NewStore(options => options with { MaxMirrorBytes = 600_000 });
        var mirror = store.Open(house.LocalRemote());
        for (var i = 0; i < 6; i++)
        {
            var files = Enumerable.Range(0, 120).ToDictionary(n => $"f{n}", n => (string?)$"{i} {n}");
            files["big"] = Noise();
            house.Remote.Commit(files);
            await FetchHeadAsync(mirror);
        }

        Assert.InRange(mirror.Recreated, 1, 3);
        Assert.Equal("", BareRepository.Fsck(mirror.GitDirectory));
    }

    [ProgramFact("git", "flock")]
    public async Task WaitsForAnotherProcess_And_GivesUpInTime()
    {
        await using var house = new GitHouse();
        house.Remote.Commit("a", "1");
        await FetchHeadAsync(house.Mirror);
        var store = house.NewStore(options => options with { LockTimeout = TimeSpan.FromMilliseconds(150) });
        using var other = Process.Start(
            new ProcessStartInfo("flock", [house.Folder.Combine("state", house.Mirror.Name + ".lock"), "sh", "-c", "echo held; read line"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            })!;
        Assert.Equal("held", await other.StandardOutput.ReadLineAsync());

        Assert.Equal(
            GitFailureKind.Timeout,
            (await store.Open(house.LocalRemote()).Remote.FetchAsync(["refs/heads/main"], default)).Failure!.GitKind());
        var waiting = FetchHeadAsync(house.Mirror);
        Assert.False(waiting.IsCompleted);
        other.StandardInput.Close();
        await waiting;
        await other.WaitForExitAsync();
    }

    [ProgramFact("git")]
    public async Task DeletesMirrorsThatNobodyUses()
    {
        await using var house = new GitHouse();
        house.Remote.Commit("a", "1");
        var mirror = house.Mirror;
        await FetchHeadAsync(mirror);
        using var later = house.NewStore();
        Assert.Equal(0, Ok(await later.RemoveUnusedAsync(TimeSpan.FromDays(7), default)));
        File.SetLastWriteTimeUtc(
            house.Folder.Combine("state", mirror.Name + ".lock"), TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-8));
        Assert.Equal(0, Ok(await house.Store.RemoveUnusedAsync(TimeSpan.FromDays(7), default)));
        house.Folder.Write($"state/{mirror.Name}.git.markers.json", "{}");
        house.Folder.Write($"state/{mirror.Name}.git.sights.json", "{}");
        house.Folder.Write("state/other.git.markers.json", "{}");
        Assert.Equal(1, Ok(await later.RemoveUnusedAsync(TimeSpan.FromDays(7), default)));
        Assert.False(Directory.Exists(mirror.GitDirectory));
        Assert.Equal(["other.git.markers.json"], Directory.GetFiles(house.Folder.Combine("state"), "*.json").Select(Path.GetFileName));
        await FetchHeadAsync(mirror);
    }

    [ProgramFact("git")]
    public async Task NamesTheFolder_When_ItCannotBeUsed()
    {
        await using var house = new GitHouse();
        house.Remote.Commit("a", "1");
        await File.WriteAllTextAsync(house.Folder.Combine("state"), "a file where the folder should be");
        var failure = (await house.Mirror.Remote.FetchAsync(["refs/heads/main"], default)).Failure!;
        Assert.Contains("folder cannot be used", failure.Message, StringComparison.Ordinal);
    }

    [ProgramFact("git")]
    public async Task SaysThatGitIsMissing()
    {
        await using var house = new GitHouse();
        using var store = house.NewStore(program: "git-that-is-not-there");
        var failure = (await store.Open(house.LocalRemote()).Remote.FetchAsync(["refs/heads/main"], default)).Failure!;
        Assert.Contains("git could not be started", failure.Message, StringComparison.Ordinal);
    }

    [ProgramFact("git")]
    public void RemovesKeyFiles_When_TheirProcessIsGone()
    {
        using var folder = new TestSupport.TemporaryFolder();
        var dead = folder.Combine("imageautomation-git-999999999-aa");
        OwnFiles.CreateFolder(dead);
        File.WriteAllText(Path.Combine(dead, "identity"), "key");
        Directory.CreateDirectory(folder.Combine("imageautomation-git-999999999-open")); // not made by us: others may enter it
        using var elsewhere = new TestSupport.TemporaryFolder();
        Directory.CreateSymbolicLink(folder.Combine("imageautomation-git-999999999-link"), elsewhere.Path);
        using var alive = new SecretFolder(folder.Path);
        alive.Write("identity", "key"u8);
        Assert.Equal(1, SecretFolder.Sweep(folder.Path));
        Assert.False(Directory.Exists(dead));
        var file = Directory.GetFiles(folder.Path, "identity", SearchOption.AllDirectories).Single();
        if (OperatingSystem.IsWindows()) return;
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(file)!));
    }

    private static async Task OverwriteAsync(string path, string? content)
    {
        File.Delete(path);
        if (content is not null) await File.WriteAllTextAsync(path, content);
    }

    private static List<int> ChangingProcesses(string gitDirectory) =>
        Find(id => Contains(id, "environ", $"{GitEnvironment.MirrorVariable}={gitDirectory}\0"));

    private static List<int> Processes(string command, string gitDirectory) =>
        Find(id => Contains(id, "environ", $"GIT_DIR={gitDirectory}\0") && Contains(id, "cmdline", command));

    private static List<int> Find(Func<int, bool> matches) =>
        [.. Directory.EnumerateDirectories("/proc").Select(folder => int.TryParse(Path.GetFileName(folder), out var id) ? id : 0)
            .Where(id => id > 0 && matches(id))];

    private static bool Contains(int id, string file, string text)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/{file}").Contains(text, StringComparison.Ordinal);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static void KillNow(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            // It was faster.
        }
    }
}
