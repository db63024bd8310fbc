using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using Xunit;

namespace ImageAutomation.ImageUpdater.Tests.Publishing.HoldStories;

/// <summary>
/// The expected results of <c>docs/holds.md</c>, each on a real Git repository: one class for each section, numbers as there.
/// </summary>
public abstract class HoldStory : IAsyncLifetime
{
    internal PublishingHarness Harness { get; } = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await Harness.DisposeAsync();

    protected void Start(string tag) =>
        Harness.Repository.Commit("app.yaml", PublishingHarness.Deployment($"{PublishingHarness.Image}:{tag}"), "start");

    protected void Person(string tag) =>
        Harness.Repository.Commit("app.yaml", PublishingHarness.Deployment($"{PublishingHarness.Image}:{tag}"), $"Set {tag} by hand");

    protected void Move(string from, string to) =>
        Harness.Repository.Commit(new Dictionary<string, string?> { [from] = null, [to] = Harness.Repository.Read(from) }, "move");

    protected string Head() => Harness.Repository.Head()!;

    protected async Task Elected(string tag, string expected, params string[] holds)
    {
        var automation = await Harness.RunAsync(tag, "app");
        var ready = automation.Status.Find(ConditionTypes.Ready);
        Assert.True(ready?.Status == "True", ready?.Message);
        Assert.Equal(expected, Harness.Tag());
        Assert.Equal(holds, Decisions(automation));
    }

    protected static IEnumerable<string> Decisions(ImageUpdateAutomation automation) =>
        automation.Status.Holds?.Entries?.Select(h => h.Decision) ?? [];
}
