using ImageAutomation.Common.Resources.Images;
using ImageAutomation.TestSupport;
using Xunit;

namespace ImageAutomation.ImageReflector.Tests.Scanning;

/// <summary>A repository that is pointed at another address with the same tags, as when a mirror takes over.</summary>
public sealed class MovedImageTests
{
    [Fact]
    public async Task ThePolicyPublishesTheNewAddress_AlthoughTheTagsAreTheSame()
    {
        await using var harness = await ScanningHarness.StartAsync();
        harness.Publish("1.0.0");
        harness.Registry.Tags["mirror"] = ["1.0.0"];
        harness.Repository();
        harness.Policy();
        await using var running = new RunningReflector(harness, harness.Tags);
        await Eventually.HoldsAsync(async () => await NameAsync() == harness.Image);
        harness.Repository(image: harness.Registry.Host + "/mirror");
        await Eventually.HoldsAsync(async () => await NameAsync() == harness.Registry.Host + "/mirror");

        async Task<string?> NameAsync() => (await harness.FindAsync<ImagePolicy>())!.Status.LatestRef?.Name; // declared above
    }
}
