using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.ImageUpdater.Publishing;
using ImageAutomation.Languages.GoText;
using ImageAutomation.TestSupport;
using Xunit;

namespace ImageAutomation.ImageUpdater.Tests.Publishing;

/// <summary>Policy changes that come close together become one run, and one commit.</summary>
public sealed class PolicyBatchesTests : PublishingTest
{
    private readonly FakeTime time = new();
    private readonly List<(string Name, TimeSpan At)> started = [];

    [Fact]
    public void ARunStarts_OnceNothingCameForTheQuietPeriod()
    {
        using var batches = Batches();
        var automation = Automation();
        batches.Note(automation);
        Advance(200);
        batches.Note(automation);
        Advance(249);
        Assert.Empty(started);
        Advance(1);
        Assert.Equal([("auto", TimeSpan.FromMilliseconds(450))], started);
        Advance(60_000);
        Assert.Single(started);
    }

    [Fact]
    public void ChangesThatNeverStop_StartARun_AtTheLongestDelay()
    {
        using var batches = Batches();
        for (var i = 0; i < 60; i++)
        {
            batches.Note(Automation());
            Advance(100);
        }

        Assert.Equal(("auto", TimeSpan.FromSeconds(5)), started[0]);
        Assert.Single(started);
        Advance(250);
        Assert.Equal(2, started.Count);
    }

    [Theory]
    [InlineData(2, 10, 2000)]
    [InlineData(10, 3, 3000)]
    [InlineData(0, 3, 0)]
    public void TheSpecSaysHowLong(int quiet, int longest, int milliseconds)
    {
        using var batches = Batches();
        batches.Note(Automation(new UpdateBatch { QuietPeriod = Seconds(quiet), MaxDelay = Seconds(longest) }));
        Advance(60_000);
        Assert.Equal([("auto", TimeSpan.FromMilliseconds(milliseconds))], started);
    }

    [Fact]
    public void EachAutomation_HasItsOwnBatch()
    {
        using var batches = Batches();
        batches.Note(Automation());
        Advance(200);
        batches.Note(Automation(name: "other"));
        Advance(1000);
        Assert.Equal([("auto", TimeSpan.FromMilliseconds(250)), ("other", TimeSpan.FromMilliseconds(450))], started);
    }

    [Fact]
    public void NothingStarts_AfterTheEnd()
    {
        var batches = Batches();
        batches.Note(Automation());
        batches.Dispose();
        Advance(60_000);
        Assert.Empty(started);
    }

    [ProgramFact("git")]
    public async Task ManyPolicyChanges_MakeOneCommit()
    {
        const int Policies = 8;
        var names = Enumerable.Range(1, Policies).Select(i => $"p{i}").ToList();
        foreach (var name in names) Harness.Policy(name, "semver: {range: '>=1.0.0'}");
        Harness.Repository.Commit(
            names.ToDictionary(
                n => $"{n}.yaml", n => (string?)PublishingHarness.Deployment(PublishingHarness.Image + ":1.0.0", $"team:{n}", n)));
        Harness.Automation(more: "  update: {batch: {quietPeriod: 3s, maxDelay: 1m}}\n");
        await using (Harness.Start())
        {
            await Eventually.HoldsAsync(async () => (await Harness.GetAsync<ImageUpdateAutomation>("auto")).Status.ObservedGeneration > 0);
            foreach (var name in names) await Harness.ElectAsync("1.1.0", name);
            await Eventually.HoldsAsync(
                async () => (await Harness.GetAsync<ImageUpdateAutomation>("auto")).Status.ObservedPolicies?.Count == Policies);
        }

        Assert.All(names, n => Assert.Equal("1.1.0", Harness.Tag($"{n}.yaml")));
        Assert.Equal(2, Harness.Repository.Log().Count);
        Assert.Equal(
            Policies, Harness.Repository.Log()[0].Message.Split('\n').Count(l => l.StartsWith("Image-Policy: ", StringComparison.Ordinal)));
    }

    private static ImageUpdateAutomation Automation(UpdateBatch? batch = null, string name = "auto") => new()
    {
        Metadata = new ObjectMeta { Name = name, Namespace = "team" },
        Spec = new ImageUpdateAutomationSpec
        {
            SourceRef = new SourceReference { Kind = "GitRepository", Name = "fleet" },
            Interval = Seconds(60),
            Update = new UpdateStrategy { Batch = batch },
        },
    };

    private static GoDuration Seconds(int seconds) => GoDuration.From(TimeSpan.FromSeconds(seconds));

    private PolicyBatches Batches()
    {
        var begin = time.GetUtcNow();
        return new PolicyBatches(time, key => started.Add((key.Name, time.GetUtcNow() - begin)));
    }

    private void Advance(int milliseconds) => time.Advance(TimeSpan.FromMilliseconds(milliseconds));
}
