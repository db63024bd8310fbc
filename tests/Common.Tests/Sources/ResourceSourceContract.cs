using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.Common.Sources;
using ImageAutomation.TestSupport;
using Xunit;

namespace ImageAutomation.Common.Tests.Sources;

/// <summary>What every resource source promises; one class per source runs it.</summary>
public abstract class ResourceSourceContract
{
    /// <summary>The ImagePolicy that <see cref="DeclareAsync"/> declares.</summary>
    protected virtual ObjectKey Key => new("apps", "podinfo");

    protected abstract IResourceSource Source { get; }

    /// <summary>Declares an ImagePolicy with a range, as a user would, or removes it (null).</summary>
    protected abstract Task DeclareAsync(string? range);

    [Fact]
    public async Task AnObjectHasWhatAServerGivesIt()
    {
        await DeclareAsync(">=1.0");
        var policy = await GetAsync();
        Assert.Equal(1, policy.Metadata.Generation);
        Assert.False(string.IsNullOrEmpty(policy.Metadata.Uid));
        Assert.False(string.IsNullOrEmpty(policy.Metadata.ResourceVersion));
        Assert.NotNull(policy.Metadata.CreationTimestamp);
        Assert.Equal("Never", policy.Spec.DigestReflectionPolicy);
        Assert.Equal(-1, policy.Status.ObservedGeneration);
    }

    [Fact]
    public async Task AMissingObject_IsNull() => Assert.Null((await Source.GetAsync<ImagePolicy>(Key, CancellationToken.None)).Value);

    [Fact]
    public async Task ASpecChange_RaisesTheGeneration_AStatusChangeDoesNot()
    {
        await DeclareAsync(">=1.0");
        var first = await GetAsync();
        var written = (await Source.PatchStatusAsync(first, WithTag(first, "1.0.0"), CancellationToken.None)).Value;
        Assert.Equal(1, written.Metadata.Generation);
        Assert.NotEqual(first.Metadata.ResourceVersion, written.Metadata.ResourceVersion);
        await DeclareAsync(">=2.0");
        await Eventually.HoldsAsync(async () => (await GetAsync()).Metadata.Generation == 2);
        Assert.Equal("1.0.0", (await GetAsync()).Status.LatestRef?.Tag);
    }

    [Fact]
    public async Task AWriteOnAnOldState_IsAConflict_AndChangesNothing()
    {
        await DeclareAsync(">=1.0");
        var first = await GetAsync();
        await Source.PatchStatusAsync(first, WithTag(first, "1.0.0"), CancellationToken.None);
        var second = await Source.PatchStatusAsync(first, WithTag(first, "2.0.0"), CancellationToken.None);
        Assert.Equal(SourceReasons.Conflict, second.Failure?.Reason);
        Assert.Equal("1.0.0", (await GetAsync()).Status.LatestRef?.Tag);
    }

    [Fact]
    public async Task StatusFieldsThatGoAbsent_AreRemoved()
    {
        await DeclareAsync(">=1.0");
        var policy = await GetAsync();
        policy = (await Source.PatchStatusAsync(policy, WithTag(policy, "1.0.0") with { }, CancellationToken.None)).Value;
        policy = (await Source.PatchStatusAsync(policy, policy with
        {
            Status = policy.Status with { LatestRef = null },
        }, CancellationToken.None)).Value;
        Assert.Null(policy.Status.LatestRef);
        Assert.Null((await GetAsync()).Status.LatestRef);
    }

    [Fact]
    public async Task AnObjectWithAFinalizer_LivesOnUntilTheFinalizerIsGone()
    {
        await DeclareAsync(">=1.0");
        var policy = await WithFinalizersAsync(await GetAsync(), [WellKnown.Finalizer]);
        Assert.Equal(1, policy.Metadata.Generation);
        await DeclareAsync(null);
        await Eventually.HoldsAsync(async () => (await GetAsync()).Metadata.DeletionTimestamp is not null);
        await WithFinalizersAsync(await GetAsync(), []);
        Assert.Null((await Source.GetAsync<ImagePolicy>(Key, CancellationToken.None)).Value);
    }

    [Fact]
    public async Task AWatch_ListsThenSyncsThenFollows()
    {
        await DeclareAsync(">=1.0");
        await GetAsync();
        using var stop = new CancellationTokenSource(Eventually.Limit);
        await using var watch = Source.WatchAsync<ImagePolicy>(stop.Token).GetAsyncEnumerator(stop.Token);
        Assert.Equal(ResourceChangeType.Upserted, await NextAsync(watch));
        Assert.Equal(ResourceChangeType.Synced, await NextAsync(watch));
        await DeclareAsync(">=2.0");
        Assert.Equal(ResourceChangeType.Upserted, await NextAsync(watch));
        Assert.Equal(">=2.0", watch.Current.Object?.Spec.Policy.Semver?.Range);
        await DeclareAsync(null);
        Assert.Equal(ResourceChangeType.Deleted, await NextAsync(watch));
    }

    [Fact]
    public async Task Annotations_CanBeSetAndRemoved()
    {
        await DeclareAsync(">=1.0");
        var policy = await GetAsync();
        var asked = (await Source.PatchMetadataAsync(policy, policy with
        {
            Metadata = policy.Metadata with { Annotations = new Dictionary<string, string> { [WellKnown.RequestedAtAnnotation] = "now" } },
        }, CancellationToken.None)).Value;
        Assert.Equal("now", asked.ReconcileRequestedAt);
        var quiet = (await Source.PatchMetadataAsync(asked, asked with
        {
            Metadata = asked.Metadata with { Annotations = null },
        }, CancellationToken.None)).Value;
        Assert.Null(quiet.ReconcileRequestedAt);
        Assert.Null((await GetAsync()).ReconcileRequestedAt);
    }

    private protected async Task<ImagePolicy> GetAsync()
    {
        ImagePolicy? found = null;
        await Eventually.HoldsAsync(
            async () => (found = (await Source.GetAsync<ImagePolicy>(Key, CancellationToken.None)).Value) is not null);
        return found!; // the wait above saw it
    }

    private static async Task<ResourceChangeType> NextAsync(IAsyncEnumerator<ResourceChange<ImagePolicy>> watch)
    {
        Assert.True(await watch.MoveNextAsync());
        return watch.Current.Type;
    }

    private async Task<ImagePolicy> WithFinalizersAsync(ImagePolicy policy, IReadOnlyList<string> finalizers) =>
        (await Source.PatchMetadataAsync(policy, policy with
        {
            Metadata = policy.Metadata with { Finalizers = finalizers },
        }, CancellationToken.None)).Value;

    private static ImagePolicy WithTag(ImagePolicy policy, string tag) =>
        policy with { Status = policy.Status with { LatestRef = new ImageRef { Name = "ghcr.io/acme/podinfo", Tag = tag } } };
}
