using ImageAutomation.Common.Resources;
using ImageAutomation.TestSupport.Registry;
using Xunit;

namespace ImageAutomation.ImageReflector.Tests.Scanning;

public sealed class RepositoryWorkTests : IAsyncLifetime
{
    private ScanningHarness harness = null!; // set before every test

    public async Task InitializeAsync() => harness = await ScanningHarness.StartAsync();

    public async Task DisposeAsync() => await harness.DisposeAsync();

    [Fact]
    public async Task AScan_RecordsWhatItFound()
    {
        harness.Repository();
        harness.Publish("1.0.0", "1.1.0", "latest", "1.1.0.sig");
        var (repository, outcome) = await harness.ScanAsync();
        var result = repository.Status.LastScanResult!;
        Assert.Equal(3, result.TagCount);
        Assert.Equal(["latest", "1.1.0", "1.0.0"], result.LatestTags);
        Assert.Equal(harness.Image, repository.Status.CanonicalImageName);
        Assert.Equal([@"^.*\.sig$"], repository.Status.ObservedExclusionList);
        Assert.Equal($"successful scan: found 3 tags with checksum {result.Revision}", Ready(repository).Message);
        Assert.Equal(TimeSpan.FromMinutes(1), outcome.RequeueAfter);
        Assert.Equal(1, repository.Status.ObservedGeneration);
        Assert.Contains(WellKnown.Finalizer, repository.Metadata.Finalizers!);
    }

    [Fact]
    public async Task BetweenScans_NothingIsAsked_AndTheRemainingTimeIsWaitedFor()
    {
        harness.Repository();
        harness.Publish("1.0.0");
        await harness.ScanAsync();
        var asked = harness.Registry.Requests.Count;
        harness.Time.Advance(TimeSpan.FromSeconds(30));
        var (_, outcome) = await harness.ScanAsync();
        Assert.Equal(TimeSpan.FromSeconds(30), outcome.RequeueAfter);
        Assert.Equal(asked, harness.Registry.Requests.Count);
    }

    [Theory]
    [InlineData("0s", null)] // only when something changes or asks
    [InlineData("1ms", 1)]
    [InlineData("90s", 90)]
    public async Task AnIntervalNeverKeepsTheRegistryBusy(string interval, int? seconds)
    {
        harness.Declare("repository", $"apiVersion: image.toolkit.fluxcd.io/v1\nkind: ImageRepository\nmetadata: {{name: app, namespace: team}}\nspec: {{image: '{harness.Image}', interval: {interval}}}\n");
        harness.Publish("1.0.0");
        var (repository, outcome) = await harness.ScanAsync();
        Assert.Equal(1, repository.Status.LastScanResult!.TagCount);
        Assert.Equal(seconds is { } s ? TimeSpan.FromSeconds(s) : null, outcome.RequeueAfter);
    }

    [Theory]
    [InlineData("interval", true)]
    [InlineData("request", true)]
    [InlineData("exclusions", true)]
    [InlineData("image", true)]
    [InlineData("nothing", false)]
    public async Task AScanHasAReason(string trigger, bool scans)
    {
        harness.Repository();
        harness.Publish("1.0.0");
        harness.Registry.Tags["other"] = ["9"];
        await harness.ScanAsync();
        var asked = harness.Registry.Requests.Count;
        switch (trigger)
        {
            case "interval":
                harness.Time.Advance(TimeSpan.FromMinutes(1));
                break;
            case "request":
                await harness.RequestAsync<ImageRepository>("t1");
                break;
            case "exclusions":
                harness.Repository("  exclusionList: ['^x']\n");
                break;
            case "image":
                harness.Repository(image: harness.Registry.Host + "/other");
                break;
        }

        var (repository, _) = await harness.ScanAsync();
        Assert.Equal(scans, harness.Registry.Requests.Count > asked);
        if (trigger == "request") Assert.Equal("t1", repository.Status.LastHandledReconcileAt);
        if (trigger == "image") Assert.Equal(["9"], repository.Status.LastScanResult!.LatestTags);
    }

    [Fact]
    public async Task TheSameTags_KeepTheRevision()
    {
        harness.Repository();
        harness.Publish("1.0.0", "2.0.0");
        var (first, _) = await harness.ScanAsync();
        harness.Publish("2.0.0", "1.0.0");
        harness.Time.Advance(TimeSpan.FromMinutes(1));
        var (second, _) = await harness.ScanAsync();
        Assert.Equal(first.Status.LastScanResult!.Revision, second.Status.LastScanResult!.Revision);
        Assert.True(second.Status.LastScanResult.ScanTime > first.Status.LastScanResult.ScanTime);
    }

    [Theory]
    [InlineData("https://ghcr.io/a/b", "ImageURLInvalid", "should not include URL scheme")]
    [InlineData("ghcr.io/a/b:1", "ImageURLInvalid", "should not include a tag")]
    [InlineData("ghcr.io/A/b", "ImageURLInvalid", "")]
    public async Task ABadImage_Stalls(string image, string reason, string message)
    {
        harness.Repository(image: $"'{image}'");
        var (repository, outcome) = await harness.ScanAsync();
        Assert.Equal(("False", reason), (Ready(repository).Status, Ready(repository).Reason));
        Assert.Contains(message, Ready(repository).Message, StringComparison.Ordinal);
        Assert.Equal("True", repository.Status.Find(ConditionTypes.Stalled)?.Status);
        Assert.Null(outcome.RequeueAfter);
    }

    [Theory]
    [InlineData("  secretRef: {name: nope}\n", "Secret 'team/nope' not found; create it or correct spec.secretRef of ImageRepository team/app")]
    [InlineData("  certSecretRef: {name: nope}\n", "spec.certSecretRef")]
    [InlineData("  proxySecretRef: {name: nope}\n", "spec.proxySecretRef")]
    [InlineData("  serviceAccountName: nope\n", "ServiceAccount 'team/nope' not found")]
    [InlineData("  provider: aws\n", "provider 'aws'")]
    public async Task MissingCredentials_NameObjectFieldAndFix(string spec, string message)
    {
        harness.Repository(spec);
        var (repository, _) = await harness.ScanAsync();
        Assert.Equal("AuthenticationFailed", Ready(repository).Reason);
        Assert.StartsWith("failed to configure authentication options: ", Ready(repository).Message, StringComparison.Ordinal);
        Assert.Contains(message, Ready(repository).Message, StringComparison.Ordinal);
        Assert.Equal("ProgressingWithRetry", repository.Status.Find(ConditionTypes.Reconciling)?.Reason);
    }

    [Fact]
    public async Task AFailedScan_KeepsTheStoredTags_AndRecovers()
    {
        harness.Repository();
        harness.Publish("1.0.0");
        await harness.ScanAsync();
        harness.Registry.Override = async context =>
        {
            await StandInRegistry.FailAsync(context, 404, "NAME_UNKNOWN");
            return true;
        };
        harness.Time.Advance(TimeSpan.FromMinutes(1));
        var (failed, _) = await harness.ScanAsync();
        Assert.Equal("ReadOperationFailed", Ready(failed).Reason);
        Assert.StartsWith("scan failed: ", Ready(failed).Message, StringComparison.Ordinal);
        Assert.Equal(1, failed.Status.LastScanResult!.TagCount);
        Assert.Equal(["1.0.0"], harness.Tags.Read(new ObjectKey("team", "app")).Value!.Tags);
        harness.Registry.Override = null;
        var (again, _) = await harness.ScanAsync();
        Assert.Equal("True", Ready(again).Status);
    }

    [Fact]
    public async Task ACloudIdentity_NeedsItsGate()
    {
        harness.Repository("  provider: aws\n  serviceAccountName: me\n");
        var (repository, _) = await harness.ScanAsync();
        Assert.Equal("FeatureGateDisabled", Ready(repository).Reason);
        Assert.Equal("True", repository.Status.Find(ConditionTypes.Stalled)?.Status);
        harness.Policy();
        var (policy, _) = await harness.ElectAsync();
        Assert.Contains("in the ImageRepository", policy.Status.Find(ConditionTypes.Stalled)?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ABadExclusion_IsAScanFailure()
    {
        harness.Repository("  exclusionList: ['[=']\n");
        harness.Publish("1.0.0");
        var (repository, _) = await harness.ScanAsync();
        Assert.StartsWith("scan failed: failed to compile regex [=", Ready(repository).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ASuspendedRepository_IsLeftAlone_ButHandlesRequests()
    {
        harness.Repository("  suspend: true\n");
        harness.Publish("1.0.0");
        await harness.ScanAsync();
        await harness.RequestAsync<ImageRepository>("t1");
        var (repository, _) = await harness.ScanAsync();
        Assert.Empty(harness.Registry.Requests);
        Assert.Null(repository.Status.Conditions);
        Assert.Equal("t1", repository.Status.LastHandledReconcileAt);
    }

    [Fact]
    public async Task Deletion_ForgetsTheTags()
    {
        harness.Repository();
        harness.Publish("1.0.0");
        await harness.ScanAsync();
        harness.Remove("repository");
        await harness.ScanAsync();
        Assert.Null(harness.Tags.Read(new ObjectKey("team", "app")).Value);
        Assert.Null(await harness.FindAsync<ImageRepository>());
    }

    private static Condition Ready(ImageRepository repository) => repository.Status.Find(ConditionTypes.Ready)!; // every run sets it
}
