using ImageAutomation.ImageUpdater.Git.Failures;
using ImageAutomation.ImageUpdater.Git.Objects;
using ImageAutomation.ImageUpdater.Git.Remote;
using ImageAutomation.TestSupport;
using Xunit;
using static ImageAutomation.ImageUpdater.Tests.Git.GitHouse;

namespace ImageAutomation.ImageUpdater.Tests.Git;

/// <summary>Refusals that sound like a lost race, and are none: another try would end the same.</summary>
public sealed class PushRefusalTests
{
    [ProgramTheory("git")]
    [InlineData("image", "image/updates")]
    [InlineData("image/updates", "image")]
    public async Task ABranchInTheWayOfAnother_IsNoRace(string there, string wanted)
    {
        await using var house = new GitHouse();
        house.Remote.Commit("a.yaml", "1");
        house.Remote.Git("branch", there, "main");
        var outcome = await PushAsync(house, wanted, expected: null);
        Assert.Equal(PushStatus.Rejected, outcome.Refs[0].Status);
        Assert.Equal(GitFailureKind.Rejected, outcome.Failure!.GitKind());
        Assert.Contains("refused by the server", outcome.Failure!.Message, StringComparison.Ordinal);
        Assert.Contains($"refs/heads/{there}", outcome.Failure!.Message, StringComparison.Ordinal);
    }

    [ProgramFact("git")]
    public async Task ALockFileThatStays_IsNoRace()
    {
        await using var house = new GitHouse();
        house.Remote.Commit("a.yaml", "1");
        File.WriteAllText(Path.Combine(house.Remote.Path, "refs", "heads", "main.lock"), "");
        house.Remote.Hook("pre-receive", "echo try >> tries");
        var outcome = await PushAsync(house, "main", expected: "main");
        Assert.Equal(GitFailureKind.Rejected, outcome.Failure!.GitKind());
        Assert.Contains("main.lock", outcome.Failure!.Message, StringComparison.Ordinal);
        Assert.InRange(File.ReadAllLines(Path.Combine(house.Remote.Path, "tries")).Length, 1, 3);
    }

    [ProgramFact("git")]
    public async Task ALockFileThatGoes_LetsThePushThrough()
    {
        await using var house = new GitHouse();
        house.Remote.Commit("a.yaml", "1");
        var file = Path.Combine(house.Remote.Path, "refs", "heads", "main.lock");
        File.WriteAllText(file, "");
        house.Remote.Hook("pre-receive", $"if [ -e seen ]; then rm -f '{file}'; fi; touch seen");
        Assert.Null((await PushAsync(house, "main", expected: "main")).Failure);
    }

    [ProgramFact("git")]
    public async Task TheServersLines_AreClauses()
    {
        await using var house = new GitHouse();
        house.Remote.Commit("a.yaml", "1");
        house.Remote.Hook(
            "pre-receive",
            "echo 'error: GH013: Repository rule violations found for refs/heads/main.' >&2; echo >&2; echo 'remote: - Commits must have "
                + "verified signatures.' >&2; echo '  Found 1 violation:' >&2; exit 1");
        var outcome = await PushAsync(house, "main", expected: "main");
        Assert.EndsWith(
            "was refused by the server: pre-receive hook declined (error: GH013: Repository rule violations found for refs/heads/main.; "
                + "Commits must have verified signatures.; Found 1 violation:)",
            outcome.Failure!.Message, StringComparison.Ordinal);
    }

    private static async Task<PushOutcome> PushAsync(GitHouse house, string branch, string? expected)
    {
        var mirror = house.Mirror;
        var head = await FetchHeadAsync(mirror);
        var commit = Ok(await mirror.Objects.CommitAsync(Change(head, "a.yaml", "2"), default)).Commit;
        return Ok(await mirror.Remote.PushAsync(To(branch, commit, expected is null ? (ObjectId?)null : head), default));
    }
}
