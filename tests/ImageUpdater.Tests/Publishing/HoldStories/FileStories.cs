using ImageAutomation.TestSupport;
using Xunit;

namespace ImageAutomation.ImageUpdater.Tests.Publishing.HoldStories;

/// <summary>Stories 16 to 22: files, objects and markers change.</summary>
public sealed class FileStories : HoldStory
{
    [ProgramTheory("git")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Story16_ADeletedMarkerOrFile_LeavesOthersGoingOn(bool wholeFile)
    {
        Harness.Policy("web", "semver: {range: '>=1.0.0'}");
        Start("1.0.0");
        Harness.Repository.Commit("web.yaml", PublishingHarness.Deployment(PublishingHarness.Image + ":1.0.0", "team:web", "web"));
        await Harness.ElectAsync("1.1.0", "web");
        await Elected("1.1.0", "1.1.0");
        if (wholeFile) Harness.Repository.Commit(new Dictionary<string, string?> { ["app.yaml"] = null });
        else Harness.Repository.Commit("app.yaml", "image: something # no marker\n");
        await Harness.ElectAsync("1.2.0");
        await Harness.ElectAsync("1.2.0", "web");
        await Harness.RunAsync();
        Assert.Equal("1.2.0", Harness.Tag("web.yaml"));
        Assert.DoesNotContain("1.2.0", Harness.Repository.Read("app.yaml") ?? "", StringComparison.Ordinal);
    }

    [ProgramTheory("git")]
    [InlineData("1.1.0", "1.2.0", null)]
    [InlineData("1.0.5", "1.0.5", "Held")]
    public async Task Story17_ARestoredFile_GoesOnAtItsAnchor_AndHoldsWithAnotherValue(string restored, string expected, string? hold)
    {
        Start("1.0.0");
        await Elected("1.1.0", "1.1.0");
        Harness.Repository.Commit(new Dictionary<string, string?> { ["app.yaml"] = null }, "delete");
        Person(restored);
        if (hold is null) await Elected("1.2.0", expected);
        else await Elected("1.1.0", expected, hold);
    }

    [ProgramFact("git")]
    public async Task Story18_ARenamedFile_GoesOn()
    {
        Start("1.0.0");
        await Elected("1.1.0", "1.1.0");
        Move("app.yaml", "apps/main.yaml");
        await Harness.RunAsync("1.2.0", "app");
        Assert.Equal("1.2.0", Harness.Tag("apps/main.yaml"));
    }

    [ProgramFact("git")]
    public async Task Story18_ARenamedFile_StaysHeld()
    {
        Start("1.0.0");
        await Elected("1.1.0", "1.1.0");
        Harness.Repository.Revert(Head());
        await Elected("1.1.0", "1.0.0", "Held");
        Move("app.yaml", "apps/main.yaml");
        var automation = await Harness.RunAsync();
        Assert.Equal("1.0.0", Harness.Tag("apps/main.yaml"));
        Assert.Equal(["Held"], Decisions(automation));
    }

    [ProgramFact("git")]
    public async Task Story19_AMarkerOfAnotherPolicy_IsANewTarget()
    {
        Harness.Policy("other", "semver: {range: '>=1.0.0'}");
        Start("1.0.0");
        await Elected("1.1.0", "1.1.0");
        Harness.Repository.Revert(Head());
        Harness.Repository.Commit("app.yaml", PublishingHarness.Deployment(PublishingHarness.Image + ":1.0.0", "team:other"));
        await Harness.RunAsync("1.1.0", "other");
        Assert.Equal("1.1.0", Harness.Tag());
    }

    [ProgramFact("git")]
    public async Task Story20_OnePolicyInTwoFiles_HoldsOnlyTheRevertedOne()
    {
        Start("1.0.0");
        Harness.Repository.Commit("two.yaml", PublishingHarness.Deployment(PublishingHarness.Image + ":1.0.0", name: "two"));
        await Elected("1.1.0", "1.1.0");
        Harness.Repository.Commit("app.yaml", PublishingHarness.Deployment(PublishingHarness.Image + ":1.0.0"), "back");
        var automation = await Harness.RunAsync("1.1.0", "app");
        Assert.Equal(["Held"], Decisions(automation));
        Assert.Equal(("1.0.0", "1.1.0"), (Harness.Tag(), Harness.Tag("two.yaml")));
    }

    [ProgramFact("git")]
    public async Task Story21_TagAndDigestOfOneObject_NeverPart()
    {
        Harness.Repository.Commit("app.yaml", Values("1.0.0", "sha256:" + new string('a', 64)));
        await Harness.RunAsync("1.1.0", "app", "sha256:" + new string('b', 64));
        Assert.Equal(["1.1.0", "sha256:" + new string('b', 64)], Harness.Values());
        Harness.Repository.Commit("app.yaml", Values("1.0.0", "sha256:" + new string('b', 64)), "tag only");
        var automation = await Harness.RunAsync("1.1.0", "app", "sha256:" + new string('c', 64));
        Assert.Equal(["Held"], Decisions(automation));
        Assert.Equal(["1.0.0", "sha256:" + new string('b', 64)], Harness.Values());

        static string Values(string tag, string digest) =>
            $"image:\n  tag: {tag} # {{\"$imagepolicy\": \"team:app:tag\"}}\n  digest: {digest} # {{\"$imagepolicy\": "
            + $"\"team:app:digest\"}}\n";
    }

    [ProgramFact("git")]
    public async Task Story22_ASecondContainerWithAnOldValue_IsWritten()
    {
        Start("1.0.0");
        await Elected("1.1.0", "1.1.0");
        var text = Harness.Repository.Read("app.yaml")
            + $"        - name: second\n          image: {PublishingHarness.Image}:1.0.0 # {{\"$imagepolicy\": \"team:app\"}}\n";
        Harness.Repository.Commit("app.yaml", text, "second container");
        await Harness.RunAsync();
        Assert.All(Harness.Values(), v => Assert.EndsWith(":1.1.0", v, StringComparison.Ordinal));
    }
}
