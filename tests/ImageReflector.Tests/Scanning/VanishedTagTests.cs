using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.TestSupport.Registry;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace ImageAutomation.ImageReflector.Tests.Scanning;

/// <summary>
/// An outage never lowers an election: an elected tag that is not listed any more is kept until much says that it was deleted.
/// </summary>
public sealed class VanishedTagTests : IAsyncLifetime
{
    private static readonly string[] Many = ["1.0.0", "1.1.0", "1.2.0", "1.3.0", "1.4.0"];

    private ScanningHarness harness = null!; // set by InitializeAsync

    public async Task InitializeAsync()
    {
        harness = await ScanningHarness.StartAsync();
        harness.Repository();
        harness.Policy();
    }

    public async Task DisposeAsync() => await harness.DisposeAsync();

    [Fact]
    public async Task ADeletedTag_IsGivenUp_AfterThreeListingsAndAnHour()
    {
        await RunAsync([.. Many, "1.5.0"]);
        var first = await RunAsync(Many);
        Assert.Equal("1.5.0", first.Status.LatestRef!.Tag);
        Assert.Equal(("1.5.0", 1), (first.Status.Unlisted!.Tag, first.Status.Unlisted.Listings));
        Assert.Contains("1.5.0 is not listed any more since 2", Ready(first).Message, StringComparison.Ordinal);
        Assert.Contains("imgauto withdraw policy team/app 1.5.0", Ready(first).Message, StringComparison.Ordinal);
        Assert.Equal("True", Ready(first).Status);
        Assert.StartsWith($"Latest image tag for {harness.Image} resolved to 1.5.0", Ready(first).Message, StringComparison.Ordinal);

        for (var i = 0; i < 10; i++) Assert.Equal("1.5.0", (await RunAsync(Many)).Status.LatestRef!.Tag); // eleven minutes
        Assert.Equal("1.5.0", (await RunAsync(Many, after: TimeSpan.FromMinutes(45))).Status.LatestRef!.Tag);
        var last = await RunAsync(Many, after: TimeSpan.FromMinutes(10));
        Assert.Equal("1.4.0", last.Status.LatestRef!.Tag);
        Assert.Equal("1.5.0", last.Status.ObservedPreviousRef!.Tag);
        Assert.Null(last.Status.Unlisted);
        Assert.Single(harness.Source.Events(), e => e is { Reason: "ElectedTagMissing", Severity: "Error" });
    }

    [Fact]
    public async Task AListingCountsOnce_HoweverOftenThePolicyRuns()
    {
        await RunAsync([.. Many, "1.5.0"]);
        await RunAsync(Many);
        for (var i = 0; i < 5; i++) await harness.ElectAsync();
        Assert.Equal(1, (await harness.FindAsync<ImagePolicy>())!.Status.Unlisted!.Listings);
    }

    [Fact]
    public async Task ACacheWithoutItsSource_ChangesNothing()
    {
        await RunAsync(["1.0.0", "1.1.0"]);
        for (var i = 0; i < 5; i++)
        {
            var policy = await RunAsync(["1.0.0"], after: TimeSpan.FromHours(2));
            Assert.Equal("1.1.0", policy.Status.LatestRef!.Tag);
            Assert.Null(policy.Status.ObservedPreviousRef);
            Assert.Contains("looks like an outage", policy.Status.Unlisted!.Message, StringComparison.Ordinal);
        }

        var back = await RunAsync(["1.0.0", "1.1.0"]);
        Assert.Null(back.Status.Unlisted);
        Assert.Equal($"Latest image tag for {harness.Image} resolved to 1.1.0", Ready(back).Message);
        Assert.Null(back.Status.ObservedPreviousRef);
    }

    [Fact]
    public async Task AProxyCacheOfHarbor_IsNeverReasonEnough()
    {
        await using var harbor = await HarborStandIn.StartAsync();
        var hub = harbor.Projects["hub"] = new HarborStandInProject { IsPublic = true, Upstream = new() };
        foreach (var tag in (string[])[.. Many, "1.5.0"]) hub.PushUpstream("app", tag);
        foreach (var tag in Many) hub.Push("app", tag);
        harness.Repository(image: $"{harbor.Host}/hub/app");
        Assert.Equal("1.5.0", (await RunAsync([])).Status.LatestRef!.Tag);
        hub.IsUpstreamDown = true;
        for (var i = 0; i < 30; i++)
        {
            var policy = await RunAsync([], after: TimeSpan.FromHours(2));
            Assert.Equal("1.5.0", policy.Status.LatestRef!.Tag);
            Assert.Contains("is a proxy cache", policy.Status.Unlisted!.Message, StringComparison.Ordinal);
        }

        hub.IsUpstreamDown = false;
        hub.PushUpstream("app", "1.6.0");
        Assert.Equal("1.6.0", (await RunAsync([])).Status.LatestRef!.Tag);
    }

    [Fact]
    public async Task AShortListThatStays_IsAPurge()
    {
        await RunAsync([.. Many, "1.5.0"]);
        for (var i = 0; i < 23; i++) Assert.Equal("1.5.0", (await RunAsync(["1.0.0"], after: TimeSpan.FromHours(1))).Status.LatestRef!.Tag);
        Assert.Equal("1.5.0", (await RunAsync(["1.0.0"], after: TimeSpan.FromHours(1))).Status.LatestRef!.Tag);
        Assert.Equal("1.0.0", (await RunAsync(["1.0.0"], after: TimeSpan.FromHours(1))).Status.LatestRef!.Tag);
    }

    [Fact]
    public async Task TheWaitBeginsAnew_WhenTheListHasGrownAgain()
    {
        await RunAsync([.. Many, "1.5.0"]);
        for (var i = 0; i < 4; i++) await RunAsync(["1.0.0"], after: TimeSpan.FromHours(1));
        var grown = await RunAsync(Many, after: TimeSpan.FromHours(1));
        Assert.Equal(("1.5.0", 1), (grown.Status.LatestRef!.Tag, grown.Status.Unlisted!.Listings));
        await RunAsync(Many, after: TimeSpan.FromMinutes(31));
        Assert.Equal("1.4.0", (await RunAsync(Many, after: TimeSpan.FromMinutes(31))).Status.LatestRef!.Tag);
    }

    [Fact]
    public async Task SeveralElectedTagsOfOneHost_AreAnOutage()
    {
        harness.Declare(
            "other",
            $"apiVersion: image.toolkit.fluxcd.io/v1\nkind: ImageRepository\nmetadata: {{name: other, namespace: team}}\nspec: "
                + $"{{image: {harness.Registry.Host}/other, interval: 1m}}");
        harness.Declare(
            "otherp",
            "apiVersion: image.toolkit.fluxcd.io/v1\nkind: ImagePolicy\nmetadata: {name: other, namespace: team}\nspec: "
                + "{imageRepositoryRef: {name: other}, policy: {semver: {range: '>=1.0.0'}}}");
        harness.Registry.Tags["other"] = [.. Many, "1.5.0"];
        await RunAsync([.. Many, "1.5.0"]);
        await OtherAsync();
        harness.Registry.Tags["other"] = Many;
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal("1.5.0", (await RunAsync(Many, after: TimeSpan.FromHours(1))).Status.LatestRef!.Tag);
            Assert.Equal("1.5.0", (await OtherAsync()).Status.LatestRef!.Tag);
        }

        harness.Registry.Tags["other"] = [.. Many, "1.5.0"];
        await OtherAsync();
        await RunAsync(Many, after: TimeSpan.FromHours(1));
        await RunAsync(Many, after: TimeSpan.FromHours(1));
        Assert.Equal("1.4.0", (await RunAsync(Many, after: TimeSpan.FromHours(1))).Status.LatestRef!.Tag);
    }

    [Theory]
    [InlineData("never", null)]
    [InlineData("soon", "neither a duration")]
    [InlineData("10m", "")]
    [InlineData("0", "")]
    public async Task TheRepositorySaysHowLong(string grace, string? said)
    {
        harness.Declare(
            "repository",
            $"apiVersion: image.toolkit.fluxcd.io/v1\nkind: ImageRepository\nmetadata: {{name: app, namespace: team, annotations: "
                + $"{{imageautomation.dev/vanished-tag-grace: '{grace}'}}}}\nspec: {{image: {harness.Image}, interval: 1m}}");
        await RunAsync([.. Many, "1.5.0"]);
        var first = await RunAsync(Many);
        Assert.Equal(grace == "0" ? "1.4.0" : "1.5.0", first.Status.LatestRef!.Tag);
        if (said is { Length: > 0 }) Assert.Contains(said, Ready(first).Message, StringComparison.Ordinal);
        await RunAsync(Many, after: TimeSpan.FromMinutes(6));
        var third = await RunAsync(Many, after: TimeSpan.FromMinutes(6));
        Assert.Equal(said?.Length == 0 ? "1.4.0" : "1.5.0", third.Status.LatestRef!.Tag);
    }

    [Theory]
    [InlineData("get")] // HEAD says 404, GET answers
    [InlineData("digest")] // the tag is gone, its digest is not
    [InlineData("500")]
    [InlineData("401")]
    public async Task WhatIsNotA404ToAGet_ProvesNothing(string what)
    {
        harness.Policy("  digestReflectionPolicy: IfNotPresent\n");
        var digest = harness.PublishManifest("1.5.0", "{\"schemaVersion\":2,\"layers\":[]}");
        await RunAsync([.. Many, "1.5.0"]);
        Assert.Equal(digest, (await harness.FindAsync<ImagePolicy>())!.Status.LatestRef!.Digest);
        if (what == "digest") harness.Registry.Manifests[$"app:{digest}"] = harness.Registry.Manifests["app:1.5.0"];
        harness.Registry.Override = async context =>
        {
            if (!context.Request.Path.Value!.Contains("/manifests/", StringComparison.Ordinal)) return false;
            if (what == "get" && !HttpMethods.IsHead(context.Request.Method)) return false;
            if (what == "digest" && !context.Request.Path.Value.EndsWith("1.5.0", StringComparison.Ordinal)) return false;
            await StandInRegistry.FailAsync(context, what is "500" or "401"
                ? int.Parse(what, System.Globalization.CultureInfo.InvariantCulture) : 404, "UNKNOWN");
            return true;
        };
        for (var i = 0; i < 5; i++) Assert.Equal("1.5.0", (await RunAsync(Many, after: TimeSpan.FromHours(1))).Status.LatestRef!.Tag);
    }

    [Fact]
    public async Task AWithdrawnTag_GoesAtOnce_AndComesBackWhenThatIsUndone()
    {
        await RunAsync([.. Many, "1.5.0"]);
        await AnnotateAsync("""[{"tag":"1.5.0","by":"ann","reason":"broken","at":"2026-01-01T00:00:00Z"}]""");
        Assert.Equal("1.4.0", (await RunAsync([.. Many, "1.5.0"])).Status.LatestRef!.Tag);
        Assert.Equal("1.4.0", (await RunAsync(Many)).Status.LatestRef!.Tag);
        await AnnotateAsync("");
        Assert.Equal("1.5.0", (await RunAsync([.. Many, "1.5.0"])).Status.LatestRef!.Tag);
        await RunAsync(Many);
        await AnnotateAsync("""[{"tag":"1.5.0"}]"""); // needs no 404
        Assert.Equal("1.4.0", (await RunAsync(Many)).Status.LatestRef!.Tag);
        await AnnotateAsync("1.5.0");
        var broken = await RunAsync(Many);
        Assert.Equal(("1.4.0", "InvalidAnnotation"), (broken.Status.LatestRef!.Tag, Ready(broken).Reason));
    }

    [Fact]
    public async Task AWithdrawnDigest_CountsWhileTheTagHasIt()
    {
        var digest = harness.PublishManifest("1.5.0", "{\"schemaVersion\":2,\"layers\":[]}");
        await RunAsync([.. Many, "1.5.0"]);
        await AnnotateAsync($$"""[{"tag":"1.5.0","digest":"{{digest}}"}]""");
        Assert.Equal("1.4.0", (await RunAsync([.. Many, "1.5.0"])).Status.LatestRef!.Tag);
        harness.Registry.Override = context =>
        {
            context.Response.StatusCode = context.Request.Path.Value!.Contains("/manifests/", StringComparison.Ordinal) ? 503 : 200;
            return Task.FromResult(context.Response.StatusCode == 503);
        };
        Assert.Equal("1.4.0", (await RunAsync([.. Many, "1.5.0"])).Status.LatestRef!.Tag); // nobody can tell
        harness.Registry.Override = null;
        harness.PublishManifest("1.5.0", "{\"schemaVersion\":2,\"layers\":[{}]}");
        Assert.Equal("1.5.0", (await RunAsync([.. Many, "1.5.0"])).Status.LatestRef!.Tag);
    }

    [Fact]
    public async Task AnEmptyList_IsNoNews_UntilItWasSeenThreeTimes()
    {
        await RunAsync(Many);
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal("1.4.0", (await RunAsync([])).Status.LatestRef!.Tag);
            var repository = await harness.FindAsync<ImageRepository>();
            Assert.Equal(5, repository!.Status.LastScanResult!.TagCount);
            Assert.Contains("lists no tags any more", repository.Status.Find(ConditionTypes.Ready)!.Message, StringComparison.Ordinal);
        }

        Assert.Single(harness.Source.Events(), e => e is { Reason: "TagListEmpty", Severity: "Error" });
        await RunAsync(Many);
        for (var i = 0; i < 2; i++) await RunAsync([]);
        Assert.Equal(5, (await harness.FindAsync<ImageRepository>())!.Status.LastScanResult!.TagCount); // not in a row
        var policy = await RunAsync([]);
        Assert.Equal(0, (await harness.FindAsync<ImageRepository>())!.Status.LastScanResult!.TagCount);
        Assert.Equal((Reasons.DependencyNotReady, "1.4.0"), (Ready(policy).Reason, policy.Status.LatestRef!.Tag));
        Assert.Equal("1.4.0", (await RunAsync(["1.0.0"])).Status.LatestRef!.Tag); // what comes back first is no proof either
    }

    [Fact]
    public async Task WhatTheRepositoryLeavesOut_IsNotMissing()
    {
        await RunAsync([.. Many, "1.5.0"]);
        harness.Repository("  exclusionList: ['^1\\.5']\n");
        Assert.Equal("1.4.0", (await RunAsync([.. Many, "1.5.0"])).Status.LatestRef!.Tag);
        Assert.Null((await harness.FindAsync<ImagePolicy>())!.Status.Unlisted);
    }

    [Fact]
    public async Task WhatTheRegistryBlocks_Waits_AndNeverLowersTheElection()
    {
        harness.Policy("  digestReflectionPolicy: IfNotPresent\n");
        string[] blocked = ["1.6.0", "1.7.0"];
        foreach (var tag in (string[])["1.4.0", "1.5.0", .. blocked])
            harness.PublishManifest(tag, $$"""{"schemaVersion":2,"layers":[],"x":"{{tag}}"}""");
        harness.Registry.Override = async context =>
        {
            if (!blocked.Any(tag => context.Request.Path.Value!.EndsWith("/manifests/" + tag, StringComparison.Ordinal))) return false;
            await StandInRegistry.FailAsync(context, 412, "PROJECTPOLICYVIOLATION", "current image is not scanned");
            return true;
        };
        await RunAsync(Many);
        var waits = await RunAsync([.. Many, "1.5.0", "1.6.0", "1.7.0"]);
        Assert.Equal("1.5.0", waits.Status.LatestRef!.Tag); // the next best that is above what stands
        Assert.Equal([("1.7.0", "Blocked"), ("1.6.0", "Blocked")], waits.Status.PassedOver!.Select(one => (one.Tag, one.Verdict)));
        Assert.Contains("not scanned", Ready(waits).Message, StringComparison.Ordinal);
        blocked = ["1.7.0"];
        Assert.Equal("1.6.0", (await RunAsync([.. Many, "1.5.0", "1.6.0", "1.7.0"])).Status.LatestRef!.Tag);
        blocked = ["1.7.0", "1.6.0"];
        harness.Policy("  digestReflectionPolicy: Always\n  interval: 1m\n");
        Assert.NotEqual("1.7.0", (await RunAsync([.. Many, "1.5.0", "1.6.0", "1.7.0"])).Status.LatestRef!.Tag);
        blocked = [];
        var free = await RunAsync([.. Many, "1.5.0", "1.6.0", "1.7.0"]);
        Assert.Equal("1.7.0", free.Status.LatestRef!.Tag);
        Assert.Null(free.Status.PassedOver);
    }

    [Fact]
    public async Task WhereEverythingIsBlocked_TheRegistrysWordsAreTheMessage()
    {
        harness.Policy("  digestReflectionPolicy: IfNotPresent\n");
        harness.Registry.Override = async context =>
        {
            if (!context.Request.Path.Value!.Contains("/manifests/", StringComparison.Ordinal)) return false;
            await StandInRegistry.FailAsync(context, 412, "PROJECTPOLICYVIOLATION", "not scanned");
            return true;
        };
        var policy = await RunAsync(Many);
        Assert.Equal("Failed", Ready(policy).Reason);
        Assert.Contains(":1.4.0", Ready(policy).Message, StringComparison.Ordinal);
        Assert.Contains("not scanned", Ready(policy).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatRidesInTheList_IsNotElected()
    {
        var digest = new string('a', 64);
        string[] riders = [$"sha256-{digest}", $"sha256-{digest}.att", $"sha256-{digest}.sbom"];
        harness.Policy(order: "alphabetical: {}");
        var policy = await RunAsync(["2026-01-01", "2026-02-01", .. riders]);
        Assert.Equal("2026-02-01", policy.Status.LatestRef!.Tag);
        Assert.Equal(5, (await harness.FindAsync<ImageRepository>())!.Status.LastScanResult!.TagCount);
        harness.Policy(order: "numerical: {}");
        Assert.Equal("102", (await RunAsync(["101", "102", .. riders])).Status.LatestRef!.Tag);
        harness.Policy(order: "alphabetical: {}", more: "  filterTags: {pattern: '^sha256-.*att$'}\n");
        Assert.Equal(riders[1], (await RunAsync(["101", "102", .. riders])).Status.LatestRef!.Tag);
    }

    [Fact]
    public async Task ANumberWithLetters_IsWarnedOf()
    {
        harness.Policy(order: "numerical: {}");
        await RunAsync(["101", "5e3"]);
        Assert.Single(harness.Source.Events(), e => e.Reason == "NumberWithLetters" && e.Message.Contains("5e3", StringComparison.Ordinal));
    }

    private async Task<ImagePolicy> RunAsync(string[] tags, TimeSpan? after = null)
    {
        harness.Publish(tags);
        harness.Time.Advance(after ?? TimeSpan.FromMinutes(1));
        await harness.ScanAsync();
        return (await harness.ElectAsync()).Object;
    }

    private async Task<ImagePolicy> OtherAsync()
    {
        harness.Time.Advance(TimeSpan.FromMinutes(1));
        await harness.ScanAsync("team", "other");
        return (await harness.ElectAsync("other")).Object;
    }

    private async Task AnnotateAsync(string withdrawn)
    {
        var current = (await harness.FindAsync<ImagePolicy>())!;
        var written = await harness.Source.PatchMetadataAsync(current, current with
        {
            Metadata = current.Metadata with
            {
                Annotations = new Dictionary<string, string> { [WellKnown.WithdrawnAnnotation] = withdrawn },
            },
        }, CancellationToken.None);
        Assert.True(written.IsSuccess, written.Failure?.ToString());
    }

    private static Condition Ready(ImagePolicy policy) => policy.Status.Find(ConditionTypes.Ready)!; // every run sets it
}
