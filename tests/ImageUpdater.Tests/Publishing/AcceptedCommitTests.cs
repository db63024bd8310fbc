using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.ImageUpdater.Publishing.Evidence;
using ImageAutomation.TestSupport;
using Xunit;

namespace ImageAutomation.ImageUpdater.Tests.Publishing;

/// <summary>Acceptances as <c>imgauto resume</c> writes them: bound to the commit whose value is given up.</summary>
public sealed class AcceptedCommitTests : PublishingTest
{
    [ProgramFact("git")]
    public async Task ASecondRevertOfAnAcceptedTag_StandsAgain()
    {
        Start();
        await Harness.RunAsync("1.1.0", "app");
        Revert();
        await AcceptAsync(Held(await Harness.RunAsync()));
        Assert.Null((await Harness.RunAsync()).Status.Holds);
        Assert.Equal("1.1.0", Harness.Tag());

        Revert();
        var again = Held(await Harness.RunAsync());
        Assert.Equal("1.0.0", Harness.Tag());
        await AcceptAsync(again);
        Assert.Null((await Harness.RunAsync()).Status.Holds);
        Assert.Equal("1.1.0", Harness.Tag());
    }

    [ProgramFact("git")]
    public async Task ARevertAfterThePersonAccepted_ButBeforeTheRun_Stands()
    {
        Start();
        await Harness.RunAsync("1.1.0", "app");
        Revert();
        await AcceptAsync(Held(await Harness.RunAsync()));
        Start("1.0.5"); // somebody sets another version meanwhile
        Held(await Harness.RunAsync());
        Assert.Equal("1.0.5", Harness.Tag());
    }

    [ProgramFact("git")]
    public async Task OfTwoFiles_OnlyTheAcceptedRevertIsGivenUp()
    {
        Start();
        Start(path: "other.yaml");
        await Harness.RunAsync("1.1.0", "app");
        Start();
        Start(path: "other.yaml");
        var holds = (await Harness.RunAsync()).Status.Holds?.Entries ?? [];
        Assert.Equal(["app.yaml", "other.yaml"], holds.Select(h => h.Path));
        await AcceptAsync(holds[1]);
        Held(await Harness.RunAsync());
        Assert.Equal(("1.0.0", "1.1.0"), (Harness.Tag(), Harness.Tag("other.yaml")));
    }

    private void Revert() => Harness.Repository.Revert(Harness.Repository.Head()!); // something was pushed

    private static HoldEntry Held(ImageUpdateAutomation automation)
    {
        var hold = Assert.Single(automation.Status.Holds?.Entries ?? []);
        Assert.Equal("Held", hold.Decision);
        return hold;
    }

    private async Task AcceptAsync(HoldEntry hold)
    {
        var before = (await Harness.GetAsync<ImageUpdateAutomation>("auto")).Metadata.Annotations?.GetValueOrDefault(
            WellKnown.AcceptAnnotation);
        await Harness.AnnotateAsync(WellKnown.AcceptAnnotation, AcceptAnnotation.With(before, "app", "1.1.0", hold.Commit));
    }
}
