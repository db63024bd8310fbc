using ImageAutomation.TestSupport;
using Xunit;

namespace ImageAutomation.ImageUpdater.Tests.Publishing.HoldStories;

/// <summary>Stories 23 and 24: digests and image names.</summary>
public sealed class ImageStories : HoldStory
{
    [ProgramFact("git")]
    public async Task Story23_AnOldDigest_HoldsUntilANewBuild()
    {
        var (d1, d2, d3) = ("sha256:" + new string('1', 64), "sha256:" + new string('2', 64), "sha256:" + new string('3', 64));
        Start("1.0.0@" + d1);
        await Harness.RunAsync("1.0.0", "app", d2);
        Assert.EndsWith(d2, Harness.Values()[0], StringComparison.Ordinal);
        Person("1.0.0@" + d1);
        Assert.Equal(["Held"], Decisions(await Harness.RunAsync()));
        await Harness.RunAsync("1.0.0", "app", d3);
        Assert.EndsWith(d3, Harness.Values()[0], StringComparison.Ordinal);
    }

    [ProgramTheory("git")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Story24_ANewImageName_IsWrittenAtTheAnchor_AndWaitsWhileHeld(bool held)
    {
        Start("1.0.0");
        await Elected("1.1.0", "1.1.0");
        if (held) Harness.Repository.Revert(Head());
        await Harness.ElectAsync("1.1.0", image: "registry.new/acme/app");
        var automation = await Harness.RunAsync();
        Assert.Equal(held ? [PublishingHarness.Image + ":1.0.0"] : ["registry.new/acme/app:1.1.0"], Harness.Values());
        if (!held) return;
        Assert.Equal(["Held"], Decisions(automation));
        await Harness.ElectAsync("1.2.0", image: "registry.new/acme/app");
        await Harness.RunAsync();
        Assert.Equal(["registry.new/acme/app:1.2.0"], Harness.Values());
    }
}
