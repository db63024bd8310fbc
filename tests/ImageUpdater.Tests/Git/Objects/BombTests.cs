using System.Text;
using ImageAutomation.ImageUpdater.Git.Failures;
using ImageAutomation.ImageUpdater.Git.Objects;
using ImageAutomation.TestSupport;
using Xunit;
using static ImageAutomation.ImageUpdater.Tests.Git.GitHouse;

namespace ImageAutomation.ImageUpdater.Tests.Git.Objects;

/// <summary>Small repositories that unfold to more than any memory holds.</summary>
public sealed class BombTests
{
    [ProgramFact("git")]
    public async Task EndsWithinItsBounds_When_FoldersHoldThemselvesOverAndOver()
    {
        await using var house = new GitHouse();
        var blob = Object(house, ["hash-object", "-w", "--stdin"], "x");
        var tree = Object(house, ["mktree"], $"100644 blob {blob}\tf.yaml\n");
        for (var level = 0; level < 12; level++)
            tree = Object(house, ["mktree"], string.Concat(Enumerable.Range(0, 10).Select(i => $"040000 tree {tree}\td{i}\n")));
        var plain = Object(house, ["mktree"], $"100644 blob {blob}\ta.yaml\n040000 tree {tree}\tbomb\n");
        house.Remote.SetBranch(
            "main", house.Remote.Git("-c", "user.name=P", "-c", "user.email=p@example.org", "commit-tree", "-m", "x", plain).Trim());
        using var store = house.NewStore(options => options with { Objects = new ObjectLimits { MaxEntries = 20_000, MaxFiles = 5_000 } });
        var mirror = store.Open(house.LocalRemote());
        var head = await FetchHeadAsync(mirror);

        var listed = (await mirror.Objects.ListAsync(head, "", null, default)).Failure!;
        Assert.Equal(GitFailureKind.TooLarge, listed.GitKind());
        Assert.Contains("above the bound", listed.Message, StringComparison.Ordinal);
        Assert.Equal(GitFailureKind.TooLarge, (await mirror.Objects.DiffAsync(null, head, "", null, default)).Failure!.GitKind());
        // What is asked for by its path is still to be had, and can be written.
        Assert.NotNull(Ok(await mirror.Objects.FindAsync(head, "bomb/d1/d2/d3/d4/d5/d6/d7/d8/d9/d0/d1/d2/f.yaml", default)));
        Ok(await mirror.Objects.CommitAsync(Change(head, "bomb/d1/d2/d3/d4/d5/d6/d7/d8/d9/d0/d1/d2/f.yaml", "y"), default));
        Assert.Equal(["a.yaml"], Ok(await mirror.Objects.ListAsync(head, "a.yaml", null, default)).Select(file => file.Path));
        Assert.Equal(0, mirror.Recreated);
    }

    [ProgramFact("git")]
    public async Task HoldsNoFile_When_ItIsAboveTheBound()
    {
        await using var house = new GitHouse();
        const string Marker = "\"$imagepolicy\"";
        house.Remote.Commit(new Dictionary<string, string?>
        {
            ["marked.yaml"] = new string('x', 3 << 20) + Marker + new string('x', 1 << 20),
            ["plain.yaml"] = new string('x', 4 << 20),
            ["huge.yaml"] = new string('x', 9 << 20),
            ["small.yaml"] = Marker,
        });
        using var store =
            house.NewStore(options => options with { Objects = new ObjectLimits { MaxObjectBytes = 1 << 20, MaxSearchedBytes = 8 << 20 } });
        var mirror = store.Open(house.LocalRemote());
        var head = await FetchHeadAsync(mirror);
        var files = Ok(await mirror.Objects.ListAsync(head, "", null, default));
        // What is too large to be looked into counts as a hit, so that it is told and not passed over.
        Assert.Equal(
            ["huge.yaml", "marked.yaml", "small.yaml"], Ok(await mirror.Objects.SearchAsync(files, Marker, default))
                .Select(file => file.Path));
        var told = new List<long>();
        Ok(await mirror.Objects.ReadBlobsAsync([.. files.Select(file => file.Id)], (_, _) => { }, (_, size) => told.Add(size), default));
        Assert.Equal(3, told.Count);
    }

    [ProgramFact("git")]
    public async Task RefusesAFolderAboveTheBound()
    {
        await using var house = new GitHouse();
        var blob = Object(house, ["hash-object", "-w", "--stdin"], "x");
        var tree = Object(house, ["mktree"], string.Concat(Enumerable.Range(0, 2000).Select(i => $"100644 blob {blob}\tf{i}\n")));
        house.Remote.SetBranch(
            "main", house.Remote.Git("-c", "user.name=P", "-c", "user.email=p@example.org", "commit-tree", "-m", "x", tree).Trim());
        using var store = house.NewStore(options => options with { Objects = new ObjectLimits { MaxObjectBytes = 10_000 } });
        var mirror = store.Open(house.LocalRemote());
        var head = await FetchHeadAsync(mirror);
        Assert.Equal(GitFailureKind.TooLarge, (await mirror.Objects.ListAsync(head, "", null, default)).Failure!.GitKind());
        Assert.Equal(GitFailureKind.TooLarge, (await mirror.Objects.CommitAsync(Change(head, "f1", "y"), default)).Failure!.GitKind());
    }

    private static string Object(GitHouse house, string[] command, string input) =>
        TestProcess.Run("git", house.Remote.Path, Encoding.UTF8.GetBytes(input), command).Trim();
}
