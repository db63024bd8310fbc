using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.ImageReflector.Registry;
using ImageAutomation.ImageReflector.Scanning;
using ImageAutomation.TestSupport.Registry;
using Xunit;

namespace ImageAutomation.ImageReflector.Tests.Scanning;

/// <summary>Tags that join the list of a repository between and during its listings.</summary>
public sealed class HintedRepositoryTests : IAsyncLifetime
{
    private static readonly ObjectKey Key = new("team", "app");

    private ScanningHarness harness = null!; // set before every test

    public async Task InitializeAsync()
    {
        harness = await ScanningHarness.StartAsync();
        harness.Repository();
        harness.Publish("1.0.0", "1.1.0");
    }

    public async Task DisposeAsync() => await harness.DisposeAsync();

    [Fact]
    public async Task AHintedTag_IsInTheStatus_WithoutAListing()
    {
        var scanned = (await harness.ScanAsync()).Object.Status.LastScanResult!;
        harness.Time.Advance(TimeSpan.FromSeconds(20));
        Hint("1.2.0");
        var (repository, outcome) = await harness.ScanAsync();
        Assert.Equal(1, Listings);
        var told = repository.Status.LastScanResult!;
        Assert.Equal((3, scanned.ScanTime), (told.TagCount, told.ScanTime));
        Assert.Equal(["1.2.0", "1.1.0", "1.0.0"], told.LatestTags);
        Assert.NotEqual(scanned.Revision, told.Revision);
        Assert.Equal($"successful scan: found 3 tags with checksum {told.Revision}", Ready(repository).Message);
        Assert.Equal(TimeSpan.FromSeconds(40), outcome.RequeueAfter); // of the interval
    }

    [Fact]
    public async Task TheRevision_IsThatOfAListing()
    {
        await harness.ScanAsync();
        Hint("1.2.0");
        var hinted = (await harness.ScanAsync()).Object.Status.LastScanResult!;
        harness.Publish("1.0.0", "1.1.0", "1.2.0");
        harness.Time.Advance(TimeSpan.FromMinutes(1));
        var listed = (await harness.ScanAsync()).Object.Status.LastScanResult!;
        Assert.Equal(2, Listings);
        Assert.Equal(hinted.Revision, listed.Revision);
    }

    [Fact]
    public async Task AHintEachSecond_PutsNoListingOff()
    {
        await harness.ScanAsync();
        for (var second = 1; second <= 120; second++)
        {
            harness.Time.Advance(TimeSpan.FromSeconds(1));
            Hint($"2.0.{second}");
            harness.Publish("1.0.0", "1.1.0", $"2.0.{second}");
            await harness.ScanAsync();
            Assert.Equal(1 + (second / 60), Listings);
        }
    }

    [Fact]
    public async Task AListingThatBeganBefore_KeepsTheTag_TheNextOneMayDropIt()
    {
        await harness.ScanAsync();
        harness.Time.Advance(TimeSpan.FromMinutes(1));
        harness.Registry.Override = context =>
        {
            if (context.Request.Path.Value!.EndsWith("/tags/list", StringComparison.Ordinal)) Hint("1.2.0");
            return Task.FromResult(false);
        };
        var (repository, _) = await harness.ScanAsync();
        Assert.Equal(["1.2.0", "1.1.0", "1.0.0"], repository.Status.LastScanResult!.LatestTags);
        harness.Registry.Override = null;
        harness.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(2, (await harness.ScanAsync()).Object.Status.LastScanResult!.TagCount);
    }

    [Fact]
    public async Task ATagThatJoinsWhileTheListIsPutTogether_IsNotLost()
    {
        await harness.ScanAsync();
        harness.Time.Advance(TimeSpan.FromMinutes(1));
        var clock = new EventfulTime(harness.Time);
        harness.Registry.Override = context =>
        {
            // From now on, whenever the clock is looked at, until the list is stored.
            var tag = 0;
            clock.Looked = () => Hint($"2.0.{tag++}");
            return Task.FromResult(false);
        };
        using var client = new RegistryClient(new RegistryClientOptions { Attempts = 1 }, TimeProvider.System);
        var work = new RepositoryWork(
            new RegistryTargets(harness.Source), client, harness.Tags, harness.Hints, harness.Options, clock);
        var outcome = await work.RunAsync((await harness.FindAsync<ImageRepository>())!, CancellationToken.None);
        Assert.Null(outcome.Failure);
        Assert.NotNull(harness.Hints.Find(Key, "2.0.0"));
        Assert.Contains("2.0.0", harness.Tags.Read(Key).Value!.Tags);
        Assert.Equal(harness.Tags.Describe(Key).Value!.Revision, outcome.Object.Status.LastScanResult!.Revision);
        Assert.Equal(harness.Tags.Describe(Key).Value!.Count, outcome.Object.Status.LastScanResult.TagCount);
    }

    [Fact]
    public async Task AnElectedTagThatTheNextListingLacks_IsKept()
    {
        harness.Policy();
        harness.Publish("1.0.0", "1.1.0");
        await harness.ScanAsync();
        Hint("1.2.0");
        await harness.ScanAsync();
        Assert.Equal("1.2.0", (await harness.ElectAsync()).Object.Status.LatestRef?.Tag);
        harness.Time.Advance(TimeSpan.FromMinutes(1));
        await harness.ScanAsync(); // its list lacks the tag
        var (policy, _) = await harness.ElectAsync();
        Assert.Equal(("1.2.0", "1.2.0"), (policy.Status.LatestRef?.Tag, policy.Status.Unlisted?.Tag));
        Assert.Equal(1, policy.Status.Unlisted?.Listings);

        // A tag that joins is no listing that lacks it once more.
        Hint("1.1.1");
        await harness.ScanAsync();
        Assert.Equal(1, (await harness.ElectAsync()).Object.Status.Unlisted?.Listings);
    }

    [Fact]
    public async Task AnElectionKnows_WhenItsTagWasPushedAndSeen()
    {
        harness.Policy();
        await harness.ScanAsync();
        var (pushed, seen) = (harness.Time.GetUtcNow().AddSeconds(-3), harness.Time.GetUtcNow());
        Hint("1.2.0", pushed);
        harness.Time.Advance(TimeSpan.FromSeconds(2));
        await harness.ScanAsync();
        var elected = (await harness.ElectAsync()).Object.Status.Elected!;
        Assert.Equal(("1.2.0", pushed, seen), (elected.Tag, elected.Pushed, elected.Seen));
    }

    [Fact]
    public async Task AnExcludedTag_StaysOut_WhenTheListBeganBefore()
    {
        await harness.ScanAsync();
        harness.Repository("  exclusionList: ['^1\\.2']");
        harness.Registry.Override = context =>
        {
            if (context.Request.Path.Value!.EndsWith("/tags/list", StringComparison.Ordinal)) Hint("1.2.0");
            return Task.FromResult(false);
        };
        Assert.Equal(["1.1.0", "1.0.0"], (await harness.ScanAsync()).Object.Status.LastScanResult!.LatestTags);
    }

    [Fact]
    public async Task AListingThatWasAskedFor_Comes_WhateverRunsBefore()
    {
        await harness.ScanAsync();
        harness.Hints.AskForListing(Key, TimeSpan.FromSeconds(15));
        harness.Time.Advance(TimeSpan.FromSeconds(5));
        Hint("1.2.0");
        Assert.Equal(TimeSpan.FromSeconds(10), (await harness.ScanAsync()).Outcome.RequeueAfter);
        Assert.Equal(TimeSpan.FromSeconds(10), (await harness.ScanAsync()).Outcome.RequeueAfter);
        Assert.Equal(1, Listings);
        harness.Time.Advance(TimeSpan.FromSeconds(10));
        await harness.ScanAsync();
        Assert.Equal(2, Listings);
    }

    [Fact]
    public async Task AListingThatIsAskedForDuringOne_FollowsIt()
    {
        harness.Registry.Override = context =>
        {
            if (context.Request.Path.Value!.EndsWith("/tags/list", StringComparison.Ordinal))
                harness.Hints.AskForListing(Key, TimeSpan.FromSeconds(3));
            return Task.FromResult(false);
        };
        Assert.Equal(TimeSpan.FromSeconds(3), (await harness.ScanAsync()).Outcome.RequeueAfter);
    }

    [Fact]
    public async Task AFailedListing_IsTriedAgainByTheNormalRules()
    {
        await harness.ScanAsync();
        harness.Hints.AskForListing(Key, TimeSpan.Zero);
        harness.Registry.Override = async context =>
        {
            await StandInRegistry.FailAsync(context, 500, "UNKNOWN");
            return true;
        };
        harness.Hints.AskForListing(Key, TimeSpan.FromSeconds(1));
        Assert.NotNull((await harness.ScanAsync()).Outcome.Failure);
        Assert.Null((await harness.ScanAsync()).Outcome.RequeueAfter); // the back-off decides
    }

    /// <summary>A clock that tells when somebody looks at it.</summary>
    private sealed class EventfulTime(TimeProvider time) : TimeProvider
    {
        public Action? Looked { get; set; }

        public override DateTimeOffset GetUtcNow()
        {
            Looked?.Invoke();
            return time.GetUtcNow();
        }

        public override long GetTimestamp() => time.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            time.CreateTimer(callback, state, dueTime, period);
    }

    private int Listings => harness.Registry.Requests.Count(r => r.Path.EndsWith("/tags/list", StringComparison.Ordinal));

    private static Condition Ready(ImageRepository repository) => repository.Status.Find(ConditionTypes.Ready)!;

    // As the ladder does when the registry has shown a tag.
    private void Hint(string tag, DateTimeOffset? pushed = null)
    {
        var now = harness.Time.GetUtcNow();
        harness.Hints.Confirm(Key, new ConfirmedTag(tag, pushed, now) { Image = harness.Image });
        Assert.True(harness.Tags.Add(Key, harness.Image, tag, now).Value?.IsNew);
    }
}
