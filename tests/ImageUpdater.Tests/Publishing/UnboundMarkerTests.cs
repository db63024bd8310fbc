using ImageAutomation.TestSupport;
using Xunit;

namespace ImageAutomation.ImageUpdater.Tests.Publishing;

/// <summary>Markers that name no policy: a typing error must not look like a value that is up to date.</summary>
public sealed class UnboundMarkerTests : PublishingTest
{
    [ProgramFact("git")]
    public async Task AMarkerThatNamesNoPolicy_IsTold_OnceAsLongAsNothingIsNew()
    {
        Start();
        Harness.Repository.Commit("typo.yaml", PublishingHarness.Deployment(PublishingHarness.Image + ":1.0.0", "team:ap"));
        Harness.Policy("waiting", "alphabetical: {}"); // exists, has elected nothing yet
        Harness.Repository.Commit("waiting.yaml", PublishingHarness.Deployment(PublishingHarness.Image + ":1.0.0", "team:waiting"));
        Harness.Repository.Commit("other.yaml", PublishingHarness.Deployment(PublishingHarness.Image + ":1.0.0", "elsewhere:app")); // for an automation of that namespace
        await using var running = Harness.Start();
        await Harness.ElectAsync("1.1.0");
        await Eventually.HoldsAsync(() => Harness.Tag() == "1.1.0" && Told().Count > 0);
        Assert.StartsWith("1 marker names no ImagePolicy, nothing is updated there: typo.yaml:", Told().Single().Message, StringComparison.Ordinal);
        Assert.EndsWith(": \"team:ap\"; correct the marker or create the policy", Told().Single().Message, StringComparison.Ordinal);

        await Harness.ElectAsync("1.2.0");
        await Eventually.HoldsAsync(() => Harness.Tag() == "1.2.0");
        Harness.Repository.Commit("typo2.yaml", PublishingHarness.Deployment(PublishingHarness.Image + ":1.0.0", "team:ap"));
        await Harness.ElectAsync("1.3.0");
        await Eventually.HoldsAsync(() => Harness.Tag() == "1.3.0" && Told().Count > 1);
        Assert.Equal([1, 1], Told().Select(e => (int)e.Count));
        Assert.StartsWith("2 markers name no ImagePolicy", Told()[1].Message, StringComparison.Ordinal);
    }

    private List<Common.Sources.RecordedEvent> Told() => [.. Harness.Events().Where(e => e.Reason == "MarkersUnknown")];
}
