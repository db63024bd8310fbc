using ImageAutomation.TestSupport;
using Xunit;

namespace ImageAutomation.ImageUpdater.Tests.Publishing;

/// <summary>What a run costs is counted in processes: times say little on a busy machine.</summary>
public sealed class ManyGroupsTests : PublishingTest
{
    private const int Policies = 30;

    [ProgramFact("git")]
    public async Task ManyGroups_TakeAsManyGitProcesses_AsOne()
    {
        var files = new Dictionary<string, string?>();
        foreach (var name in Names())
        {
            Harness.Policy(name, "semver: {range: '>=1.0.0'}");
            files[$"{name}.yaml"] = PublishingHarness.Deployment(PublishingHarness.Image + ":1.0.0", $"team:{name}", name);
        }

        Harness.Repository.Commit(files);
        await ElectAllAsync("1.1.0", Names());
        AssertReady(await Harness.RunAsync());
        // What was put there and what was seen there are then commits apart: whether one holds the other takes a process to find out.
        foreach (var note in (string[])["one", "two"])
        {
            Harness.Repository.Commit(note, note);
            AssertReady(await Harness.RunAsync());
        }

        Harness.Repository.Commit("three", "three");
        var one = await ProcessesAsync("1.2.0", ["p0"]);
        Harness.Repository.Commit("four", "four");
        var many = await ProcessesAsync("1.2.0", Names().Skip(1));
        Assert.All(Names(), name => Assert.Equal("1.2.0", Harness.Tag($"{name}.yaml")));
        Assert.InRange(many, 1, one + 2); // the many may ask about one more pair of commits
    }

    private static IEnumerable<string> Names() => Enumerable.Range(0, Policies).Select(i => $"p{i}");

    private async Task ElectAllAsync(string tag, IEnumerable<string> policies)
    {
        foreach (var policy in policies) await Harness.ElectAsync(tag, policy);
    }

    private async Task<int> ProcessesAsync(string tag, IEnumerable<string> policies)
    {
        await ElectAllAsync(tag, policies);
        var before = Harness.Git.Starts;
        AssertReady(await Harness.RunAsync());
        return Harness.Git.Starts - before;
    }
}
