using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using Xunit;

namespace ImageAutomation.ImageUpdater.Tests.Publishing;

/// <summary>A harness for each test, and the claims that most tests make.</summary>
public abstract class PublishingTest : IAsyncLifetime
{
    internal PublishingHarness Harness { get; } = new();

    public virtual Task InitializeAsync() => Task.CompletedTask;

    public virtual async Task DisposeAsync() => await Harness.DisposeAsync();

    /// <summary>The first commit on main: one deployment.</summary>
    protected string Start(string tag = "1.0.0", string path = "app.yaml") =>
        Harness.Repository.Commit(path, PublishingHarness.Deployment($"{PublishingHarness.Image}:{tag}"));

    protected static Condition Ready(ImageUpdateAutomation automation) =>
        automation.Status.Conditions?.SingleOrDefault(c => c.Type == ConditionTypes.Ready)
        ?? throw new InvalidOperationException("no Ready condition");

    protected static void AssertReady(ImageUpdateAutomation automation)
    {
        Assert.True(Ready(automation).Status == "True", Ready(automation).ToString());
        Assert.Equal(("Succeeded", "repository up-to-date"), (Ready(automation).Reason, Ready(automation).Message));
        Assert.DoesNotContain(automation.Status.Conditions!, c => c.Type is "Reconciling" or "Stalled"); // Ready was found in it
        Assert.Equal(automation.Metadata.Generation, automation.Status.ObservedGeneration);
    }

    /// <summary>A failure that is retried.</summary>
    protected static void AssertRetried(ImageUpdateAutomation automation, string reason, params string[] words)
    {
        Assert.Equal(("False", reason), (Ready(automation).Status, Ready(automation).Reason));
        Assert.All(words, word => Assert.Contains(word, Ready(automation).Message, StringComparison.Ordinal));
        // Ready was found in it
        Assert.Contains(automation.Status.Conditions!, c => c is { Type: "Reconciling", Status: "True", Reason: "ProgressingWithRetry" });
        Assert.DoesNotContain(automation.Status.Conditions!, c => c.Type == "Stalled"); // Ready was found in it
        Assert.NotNull(automation.Status.LastAutomationRunTime);
    }

    /// <summary>A failure that only a change of the spec mends.</summary>
    protected static void AssertStalled(ImageUpdateAutomation automation, string reason, params string[] words)
    {
        Assert.Equal(("False", reason), (Ready(automation).Status, Ready(automation).Reason));
        Assert.All(words, word => Assert.Contains(word, Ready(automation).Message, StringComparison.Ordinal));
        // Ready was found in it
        Assert.Contains(automation.Status.Conditions!, c => c is { Type: "Stalled", Status: "True" } && c.Reason == reason);
        Assert.DoesNotContain(automation.Status.Conditions!, c => c.Type == "Reconciling"); // Ready was found in it
    }
}
