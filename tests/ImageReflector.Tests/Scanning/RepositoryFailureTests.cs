using ImageAutomation.Common.Resources;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.TestSupport.Registry;
using Xunit;

namespace ImageAutomation.ImageReflector.Tests.Scanning;

/// <summary>Repositories that cannot be scanned, and what is said of it.</summary>
public sealed class RepositoryFailureTests : IAsyncLifetime
{
    private ScanningHarness harness = null!; // set before every test

    public async Task InitializeAsync() => harness = await ScanningHarness.StartAsync();

    public async Task DisposeAsync() => await harness.DisposeAsync();

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
    [InlineData(
        "  secretRef: {name: nope}\n", "Secret 'team/nope' not found; create it or correct spec.secretRef of ImageRepository team/app")]
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
    public async Task ARequestedScanThatFailed_IsTriedAgain()
    {
        harness.Repository();
        harness.Publish("1.0.0");
        await harness.ScanAsync();
        harness.Registry.Override = async context =>
        {
            await StandInRegistry.FailAsync(context, 503, "UNAVAILABLE");
            return true;
        };
        await harness.RequestAsync<ImageRepository>("t1");
        var (failed, _) = await harness.ScanAsync();
        Assert.Equal(("t1", "ReadOperationFailed"), (failed.Status.LastHandledReconcileAt, Ready(failed).Reason));
        Assert.Equal("scanning: reconcile requested", failed.Status.Find(ConditionTypes.Reconciling)?.Message);
        var (again, _) = await harness.ScanAsync();
        Assert.Equal("False", Ready(again).Status); // nothing was scanned, so nothing is well
        harness.Registry.Override = null;
        var (well, _) = await harness.ScanAsync();
        Assert.Equal("True", Ready(well).Status);
    }

    [Theory]
    [InlineData("", 60, "1m0s")]
    [InlineData("  timeout: 5s\n", 5, "5s")]
    [InlineData("  timeout: 1ms\n", 1, "1s")]
    public async Task ASlowRegistry_IsLeftAfterTheTimeout(string more, int seconds, string told)
    {
        harness.Repository(more);
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        harness.Registry.Override = async context =>
        {
            asked.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return true;
        };
        var scanning = harness.ScanAsync();
        await asked.Task;
        harness.Time.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1));
        Assert.False(scanning.IsCompleted);
        harness.Time.Advance(TimeSpan.FromMilliseconds(1));
        var (repository, _) = await scanning;
        Assert.Equal("ReadOperationFailed", Ready(repository).Reason);
        Assert.Equal(
            $"scan failed: no answer from {harness.Image} within {told}; raise spec.timeout of ImageRepository team/app if the registry is slow", Ready(repository).Message);
        Assert.Equal("scanning: first scan", repository.Status.Find(ConditionTypes.Reconciling)?.Message);
    }

    [Fact]
    public async Task TheTimeout_CoversTheCredentials()
    {
        harness.Repository("  secretRef: {name: pull}\n");
        var slow = new StubbornSource(harness.Source, ResourceKinds.Secret);
        harness.Reads = slow;
        var scanning = harness.ScanAsync();
        await slow.Asked;
        harness.Time.Advance(TimeSpan.FromMinutes(1));
        var (repository, _) = await scanning;
        Assert.Equal("AuthenticationFailed", Ready(repository).Reason);
        Assert.Equal("failed to configure authentication options: the Secrets could not be read within 1m0s", Ready(repository).Message);
        Assert.Empty(harness.Registry.Requests);
    }

    [Fact]
    public async Task ATagStoreThatCannotBeRead_IsAFailure()
    {
        harness.Repository();
        harness.Publish("1.0.0");
        harness.SpoilTags();
        var (repository, _) = await harness.ScanAsync();
        Assert.Equal("Failure", Ready(repository).Reason);
        Assert.StartsWith("failed to determine if it's scan time: ", Ready(repository).Message, StringComparison.Ordinal);
        Assert.Equal("ProgressingWithRetry", repository.Status.Find(ConditionTypes.Reconciling)?.Reason);
    }

    [Fact]
    public async Task ACloudIdentity_NeedsItsGate()
    {
        harness.Repository("  provider: aws\n  serviceAccountName: me\n");
        var (repository, _) = await harness.ScanAsync();
        Assert.Equal(
            ("FeatureGateDisabled",
                "to use spec.serviceAccountName for provider authentication please enable the ObjectLevelWorkloadIdentity feature gate in "
                    + "the controller"),
            (Ready(repository).Reason, Ready(repository).Message));
        Assert.Equal("True", repository.Status.Find(ConditionTypes.Stalled)?.Status);
        harness.Policy();
        var (policy, _) = await harness.ElectAsync();
        Assert.Equal(
            "to use spec.serviceAccountName in the ImageRepository for provider authentication please enable the "
                + "ObjectLevelWorkloadIdentity feature gate in the controller",
            policy.Status.Find(ConditionTypes.Stalled)?.Message);
    }

    [Fact]
    public async Task ABadExclusion_IsAScanFailure()
    {
        harness.Repository("  exclusionList: ['[=']\n");
        harness.Publish("1.0.0");
        var (repository, _) = await harness.ScanAsync();
        Assert.StartsWith("scan failed: failed to compile regex [=", Ready(repository).Message, StringComparison.Ordinal);
    }

    private static Condition Ready(ImageRepository repository) => repository.Status.Find(ConditionTypes.Ready)!; // every run sets it
}
