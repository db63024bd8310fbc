using ImageAutomation.Common.Observability;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.ImageReflector.Scanning;
using ImageAutomation.TestSupport.Registry;
using Microsoft.Extensions.Logging;
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
    public async Task StatusNamesTenTags_InDescendingByteOrder()
    {
        harness.Repository();
        harness.Publish("1", "10", "9", "a", "B", "b", "1.0", "_x", "Z", "c", "d", "0");
        var (repository, _) = await harness.ScanAsync();
        Assert.Equal(["d", "c", "b", "a", "_x", "Z", "B", "9", "10", "1.0"], repository.Status.LastScanResult!.LatestTags);
        Assert.Equal(12, repository.Status.LastScanResult.TagCount);
    }

    [Fact]
    public async Task ARepositoryWithoutTags_IsScannedEveryTime()
    {
        harness.Repository();
        harness.Publish();
        var (repository, outcome) = await harness.ScanAsync();
        Assert.StartsWith("successful scan: found 0 tags with checksum sha256:", Ready(repository).Message, StringComparison.Ordinal);
        Assert.Null(repository.Status.LastScanResult!.LatestTags);
        Assert.Equal(TimeSpan.FromMinutes(1), outcome.RequeueAfter);
        var asked = harness.Registry.Requests.Count;
        await harness.ScanAsync();
        Assert.True(harness.Registry.Requests.Count > asked);
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
        harness.Declare(
            "repository",
            $"apiVersion: image.toolkit.fluxcd.io/v1\nkind: ImageRepository\nmetadata: {{name: app, namespace: team}}\nspec: "
                + $"{{image: '{harness.Image}', interval: {interval}}}\n");
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

    [Fact]
    public async Task QuietRuns_SayWhenTheNextScanIs()
    {
        harness.Repository();
        harness.Publish("1.0.0");
        await harness.ScanAsync();
        Assert.Equal("successful scan, next scan in 1m0s", harness.LastScan?.NothingNewMessage);
        harness.Time.Advance(TimeSpan.FromSeconds(45));
        await harness.ScanAsync();
        Assert.Equal("no change in repository configuration since last scan, next scan in 15s", harness.LastScan?.NothingNewMessage);
        harness.Time.Advance(TimeSpan.FromSeconds(15));
        await harness.ScanAsync();
        Assert.Equal("tags did not change, next scan in 1m0s", harness.LastScan?.NothingNewMessage);
    }

    [Fact]
    public async Task WhatTheRegistryWarnsOf_IsAnEvent_OnceUntilItChanges()
    {
        harness.Repository();
        harness.Publish("1.0.0");
        var told = new List<string>();
        foreach (var warning in (string[])["", "going read-only", "going read-only", "gone\t tomorrow", "", "gone tomorrow"])
        {
            harness.Registry.Override = context =>
            {
                if (warning.Length > 0) context.Response.Headers.Warning = $"299 - \"{warning}\"";
                return Task.FromResult(false);
            };
            await harness.ScanAsync();
            told.Add(string.Join(',', harness.LastScan!.Notices.Select(notice => $"{notice.Reason}: {notice.Message}")));
            harness.Time.Advance(TimeSpan.FromMinutes(1));
        }

        var begin = $"RegistryWarning: the registry of {harness.Image} warns: ";
        Assert.Equal(["", begin + "going read-only", "", begin + "gone  tomorrow", "", begin + "gone tomorrow"], told);
    }

    [Fact]
    public async Task PullSecretsOfTheServiceAccount_ComeAfterTheOwn_AndMustExist()
    {
        harness.Declare(
            "account",
            "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: me, namespace: team}\nimagePullSecrets: [{name: second}, {name: "
                + "third}]\n");
        foreach (var name in (string[])["first", "second"]) DeclareLogin(name);
        harness.Repository("  serviceAccountName: me\n  secretRef: {name: first}\n");
        harness.Publish("1.0.0");
        var (missing, _) = await harness.ScanAsync();
        Assert.Equal("AuthenticationFailed", Ready(missing).Reason);
        Assert.Contains(
            "Secret 'team/third' not found; create it or correct imagePullSecrets of ServiceAccount team/me", Ready(missing).Message,
            StringComparison.Ordinal);

        DeclareLogin("third");
        var users = new List<string>();
        harness.Registry.Override = async context =>
        {
            var header = context.Request.Headers.Authorization.ToString();
            if (header.StartsWith("Basic ", StringComparison.Ordinal))
                users.Add(System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(header[6..])).Split(':')[0]);
            if (users.LastOrDefault() == "third") return false;
            await StandInRegistry.ChallengeAsync(context, "Basic realm=\"x\"");
            return true;
        };
        var (repository, _) = await harness.ScanAsync();
        Assert.Equal("True", Ready(repository).Status);
        // of each that is refused it is asked whether the login or its right is at fault
        Assert.Equal(["first", "second", "third"], users.Distinct());
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

    [Fact]
    public async Task WhatNoConditionTells_IsLogged()
    {
        using var text = new StringWriter();
        using var log = new LineLog(text, LogLevel.Debug, asJson: false, harness.Time);
        using var loggers = LoggerFactory.Create(builder => builder.SetMinimumLevel(LogLevel.Trace).AddProvider(log));
        harness.Logger = loggers.CreateLogger<RepositoryWork>();
        harness.Repository();
        harness.Publish("1.0.0", "no tag", "-x");
        var (repository, _) = await harness.ScanAsync();
        Assert.Equal(1, repository.Status.LastScanResult!.TagCount);
        Assert.Contains(
            $"ImageRepository team/app: 2 names in the listing of {harness.Image} are no tags and were left out", text.ToString(),
            StringComparison.Ordinal);

        harness.SpoilTags();
        harness.Remove("repository");
        await harness.ScanAsync();
        Assert.Contains(
            "The tags of ImageRepository team/app were not deleted with it: Failure: cannot delete from the tag store", text.ToString(),
            StringComparison.Ordinal);
        Assert.Null(await harness.FindAsync<ImageRepository>());
    }

    private void DeclareLogin(string name) => harness.Declare(
        name,
        $"apiVersion: v1\nkind: Secret\nmetadata: {{name: {name}, namespace: team}}\ntype: kubernetes.io/dockerconfigjson\n"
        + "stringData:\n  .dockerconfigjson: '{\"auths\":{\"" + harness.Registry.Host + "\":{\"username\":\"" + name
        + "\",\"password\":\"p\"}}}'\n");

    private static Condition Ready(ImageRepository repository) => repository.Status.Find(ConditionTypes.Ready)!; // every run sets it
}
