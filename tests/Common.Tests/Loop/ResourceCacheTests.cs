using ImageAutomation.Common.Loop;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.Common.Sources;
using Xunit;

namespace ImageAutomation.Common.Tests.Loop;

/// <summary>What is known of a kind's objects, and who is told of changes.</summary>
public sealed class ResourceCacheTests : IAsyncLifetime
{
    private static readonly ObjectKey A = new("ns", "a");
    private static readonly ObjectKey B = new("ns", "b");

    private readonly MemorySource source = new();
    private readonly ResourceCache<ImagePolicy> cache;
    private readonly CancellationTokenSource stop = new();
    private readonly List<string> changes = [];
    private Task following = Task.CompletedTask;

    public ResourceCacheTests()
    {
        cache = new ResourceCache<ImagePolicy>(source);
        cache.Changed += (before, after) => changes.Add($"{Version(before)}>{Version(after)}");
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await stop.CancelAsync();
        await following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
    }

    [Fact]
    public async Task WhatTheSourceReports_IsKnown_AndSyncedCompletes()
    {
        Tell(Policy(A, 1), Policy(B, 2));
        Assert.False(cache.Synced.IsCompleted);
        source.Tell(new(ResourceChangeType.Synced, null));
        await FollowAsync();
        Assert.Equal([A, B], cache.All.Select(policy => policy.Key));
        Assert.Equal(["->1", "->2"], changes);
        Assert.False(cache.HasNeighbours("ns"));
        Assert.True(cache.HasNeighbours("other"));
    }

    [Fact]
    public async Task WhatWentWhileNobodyLooked_IsGoneWithTheNextList()
    {
        cache.Observe(Policy(A, 1)); // by a write, before the list
        Tell(Policy(B, 2));
        source.Tell(new(ResourceChangeType.Synced, null));
        await FollowAsync();
        Assert.Null(cache.Find(A));
        Assert.Equal(["->1", "->2", "1>-"], changes);
    }

    [Fact]
    public void AnOlderState_IsIgnored_AndAnotherObjectOfTheNameIsNot()
    {
        cache.Observe(Policy(A, 5));
        cache.Observe(Policy(A, 4));
        cache.Observe(Policy(A, 5));
        Assert.Equal("5", cache.Find(A)!.Metadata.ResourceVersion);
        cache.Observe(Policy(A, 2, uid: "u2"));
        Assert.Equal("2", cache.Find(A)!.Metadata.ResourceVersion);
        Assert.Equal(["->5", "5>2"], changes);
    }

    [Fact]
    public void VersionsThatCountNothing_LetTheNewcomerWin()
    {
        cache.Observe(Policy(A, 1) with { Metadata = Policy(A, 1).Metadata with { ResourceVersion = "b" } });
        cache.Observe(Policy(A, 1) with { Metadata = Policy(A, 1).Metadata with { ResourceVersion = "a" } });
        Assert.Equal("a", cache.Find(A)!.Metadata.ResourceVersion);
    }

    [Fact]
    public async Task ADeletedObject_IsForgotten_Once()
    {
        Tell(Policy(A, 1));
        source.Tell(new(ResourceChangeType.Deleted, Policy(A, 1)));
        source.Tell(new(ResourceChangeType.Deleted, Policy(A, 1)));
        source.Tell(new(ResourceChangeType.Synced, null));
        await FollowAsync();
        Assert.Empty(cache.All);
        Assert.Equal(["->1", "1>-"], changes);
    }

    private static ImagePolicy Policy(ObjectKey key, int version, string uid = "u1") => new()
    {
        Metadata = new ObjectMeta { Name = key.Name, Namespace = key.Namespace, Uid = uid, ResourceVersion = $"{version}" },
    };

    private static string Version(ImagePolicy? policy) => policy?.Metadata.ResourceVersion ?? "-";

    private void Tell(params ImagePolicy[] policies)
    {
        foreach (var policy in policies) source.Tell(new(ResourceChangeType.Upserted, policy));
    }

    private Task FollowAsync()
    {
        following = cache.RunAsync(stop.Token);
        return cache.Synced;
    }
}
