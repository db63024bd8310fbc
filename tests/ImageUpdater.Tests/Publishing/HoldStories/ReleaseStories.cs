using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.TestSupport;
using Xunit;

namespace ImageAutomation.ImageUpdater.Tests.Publishing.HoldStories;

/// <summary>What the tables do not tell: overwriting, accepting, and how a hold is shown.</summary>
public sealed class ReleaseStories : HoldStory
{
    [ProgramFact("git")]
    public async Task Overwrite_DoesWhatTheReferenceDoes()
    {
        Harness.Automation(more: "  update: {onManualChange: Overwrite}\n");
        Start("1.0.0");
        await Elected("1.1.0", "1.1.0");
        Harness.Repository.Revert(Head());
        await Elected("1.1.0", "1.1.0");
    }

    [ProgramFact("git")]
    public async Task TheAcceptAnnotation_ReleasesJustThatTag()
    {
        Start("1.0.0");
        await Elected("1.1.0", "1.1.0");
        Harness.Repository.Revert(Head());
        await Elected("1.1.0", "1.0.0", "Held");
        var automation = await Harness.GetAsync<ImageUpdateAutomation>("auto");
        var annotations = new Dictionary<string, string> { [WellKnown.AcceptAnnotation] = "app=1.1.0" };
        await Harness.Source.PatchMetadataAsync(automation, automation with
        {
            Metadata = automation.Metadata with { Annotations = annotations },
        }, CancellationToken.None);
        await Elected("1.1.0", "1.1.0");
        await Elected("1.2.0", "1.2.0");
        Person("1.0.0");
        await Elected("1.2.0", "1.0.0", "Held");
    }

    [ProgramFact("git")]
    public async Task AnOldAcceptance_DoesNotUndoTheRevertOfALaterTag()
    {
        Start("1.0.0");
        await Elected("1.1.0", "1.1.0");
        Harness.Repository.Revert(Head());
        await Elected("1.1.0", "1.0.0", "Held");
        await Harness.AnnotateAsync(WellKnown.AcceptAnnotation, "app=1.1.0");
        await Elected("1.1.0", "1.1.0");
        await Elected("1.2.0", "1.2.0");
        Harness.Repository.Revert(Head());
        await Elected("1.2.0", "1.1.0", "Held");
        await Elected("1.3.0", "1.3.0");
    }

    [ProgramFact("git")]
    public async Task ARunningUpdater_HoldsAndThenFollowsTheAcceptAnnotation()
    {
        Start("1.0.0");
        await using var running = Harness.Start();
        await Harness.ElectAsync("1.1.0");
        await Eventually.HoldsAsync(() => Harness.Tag() == "1.1.0");
        Harness.Repository.Revert(Head());
        await Harness.AnnotateAsync(WellKnown.RequestedAtAnnotation, "t1");
        await Eventually.HoldsAsync(async () => Decisions(await Harness.GetAsync<ImageUpdateAutomation>("auto")).SequenceEqual(["Held"]));
        Assert.Contains(Harness.Source.Events(), e => e.Reason == "Held" && e.Message.Contains("stands", StringComparison.Ordinal));
        await Harness.AnnotateAsync(WellKnown.AcceptAnnotation, "app=1.1.0");
        await Eventually.HoldsAsync(() => Harness.Tag() == "1.1.0");
    }

    [ProgramFact("git")]
    public async Task ARunningUpdater_FollowsAnEditOfItsSpec()
    {
        Start("1.0.0");
        await using var running = Harness.Start();
        await Harness.ElectAsync("1.1.0");
        await Eventually.HoldsAsync(() => Harness.Tag() == "1.1.0");
        Harness.Repository.Revert(Head());
        await Harness.AnnotateAsync(WellKnown.RequestedAtAnnotation, "t1");
        await Eventually.HoldsAsync(async () => Decisions(await Harness.GetAsync<ImageUpdateAutomation>("auto")).SequenceEqual(["Held"]));
        Harness.Automation(more: "  update: {onManualChange: Overwrite}\n");
        await Eventually.HoldsAsync(() => Harness.Tag() == "1.1.0");
    }

    [ProgramFact("git")]
    public async Task AHold_SaysWhoAndWhenAndWhat()
    {
        Start("1.0.0");
        await Elected("1.1.0", "1.1.0");
        var revert = Harness.Repository.Commit(new Dictionary<string, string?>
        {
            ["app.yaml"] = PublishingHarness.Deployment(PublishingHarness.Image + ":1.0.0"),
        }, "No!", author: "Ada <ada@example.org>");
        var hold = (await Harness.RunAsync()).Status.Holds!.Entries![0];
        Assert.Equal(
            ("app.yaml", "team/app", PublishingHarness.Image + ":1.0.0", PublishingHarness.Image + ":1.1.0", "1.1.0", revert, "Ada"),
            (hold.Path, hold.Policy, hold.Value, hold.Rejected, hold.ReleasedAbove, hold.Commit, hold.Author));
        Assert.NotNull(hold.Time);
    }
}
