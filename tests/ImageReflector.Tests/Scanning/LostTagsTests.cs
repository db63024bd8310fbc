using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.ImageReflector.TagStore;
using ImageAutomation.TestSupport;
using Xunit;

namespace ImageAutomation.ImageReflector.Tests.Scanning;

/// <summary>A start with status but without stored tags, as after a pod with an empty volume was replaced.</summary>
public sealed class LostTagsTests
{
    [Fact]
    public async Task APolicyThatCameBeforeTheFirstScan_RunsAgainAfterIt_EvenWhenTheTagsAreTheSame()
    {
        await using var harness = await ScanningHarness.StartAsync();
        harness.Publish("1.0.0");
        harness.Repository();
        harness.Policy();
        await harness.ScanAsync();
        await harness.ElectAsync();
        var revision = (await harness.FindAsync<ImageRepository>())!.Status.LastScanResult!.Revision; // it was scanned
        var mayAnswer = new TaskCompletionSource();
        harness.Registry.Override = async _ =>
        {
            await mayAnswer.Task;
            return false;
        };

        using var folder = new TemporaryFolder();
        using var empty = SqliteTagStore.Open(folder.Combine("tags.db"), TimeProvider.System, _ => { }).Value;
        await using var running = new RunningReflector(harness, empty);
        await Eventually.HoldsAsync(async () => await ReadyAsync() is { Status: "False", Reason: Reasons.DependencyNotReady });
        mayAnswer.SetResult();
        await Eventually.HoldsAsync(async () => await ReadyAsync() is { Status: "True" }); // nobody wakes it but the scan
        Assert.Equal(revision, (await harness.FindAsync<ImageRepository>())!.Status.LastScanResult!.Revision); // it was scanned

        // declared above
        async Task<Condition?> ReadyAsync() => (await harness.FindAsync<ImagePolicy>())!.Status.Find(ConditionTypes.Ready);
    }
}
