using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.Common.Sources.Folder;
using ImageAutomation.TestSupport;
using Xunit;

namespace ImageAutomation.Cli.Tests;

/// <summary>Commands that ask a run for something. A stand-in plays the run: it holds the lock and answers requests.</summary>
public sealed class RequestTests : IDisposable
{
    private static readonly HoldEntry Hold = new()
    {
        Path = "a.yaml",
        Object = new ObjectIdentity("v1", "Pod", "", "p"),
        Policy = "shop/web",
        Decision = "Held",
        Value = "example.com:5000/web:1.0.0",
        Rejected = "example.com:5000/web:1.1.0@sha256:abc",
        Commit = "9fceb02d0ae598e95dc970b74767f19372d61af8",
    };

    private readonly FolderHouse house = new();

    public void Dispose() => house.Dispose();

    [Theory]
    [InlineData("policy", "web", "selected ref example.com/web:1.1.0\n")]
    [InlineData("repository", "web", "scan fetched 7 tags\n")]
    [InlineData("automation", "fleet", "done\n")]
    public async Task Reconcile_WaitsForTheResult(string kind, string name, string expected)
    {
        var result = await ServedAsync("True", () => house.RunAsync("reconcile", kind, name, "--timeout", "50s"));
        Assert.Equal((0, expected), (result.Code, result.Out));
    }

    [Fact]
    public async Task Reconcile_TellsOfAFailure()
    {
        var result = await ServedAsync("False", () => house.RunAsync("reconcile", "policy", "web"));
        Assert.Equal((1, ""), (result.Code, result.Out));
        Assert.Contains("imgauto: ImagePolicy reconciliation failed: 'done'", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reconcile_EndsWhenTheTimeIsUp()
    {
        Directory.CreateDirectory(house.State);
        using var held = StateFolder.Lock(house.State).Value;
        var result = await house.RunAsync("reconcile", "policy", "web", "--timeout", "1ms");
        Assert.Equal((1, ""), (result.Code, result.Out));
        Assert.Contains("was not reconciled within 1ms", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reconcile_NeedsARun_AndAnObjectAtWork()
    {
        var alone = await house.RunAsync("reconcile", "policy", "web");
        Assert.Equal(1, alone.Code);
        Assert.Contains("no 'imgauto run' works on this folder", alone.Error, StringComparison.Ordinal);
        var suspended = await house.RunAsync("reconcile", "policy", "rest");
        Assert.Contains("resource is suspended", suspended.Error, StringComparison.Ordinal);
        Assert.Contains("rest.yaml:1", suspended.Error, StringComparison.Ordinal);
        Assert.Contains(
            "ImagePolicy object 'nope' not found in \"shop\" namespace",
            (await house.RunAsync("reconcile", "policy", "nope", "-n", "shop")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resume_AcceptsTheRejectedTag_AndAsksForARun()
    {
        await HoldAsync(Hold);
        var result = await house.RunAsync("resume", "fleet", "--all");
        Assert.Equal((0, "accepted web=1.1.0\n"), (result.Code, result.Out));
        var annotations = (await house.GetAsync<ImageUpdateAutomation>("fleet")).Metadata.Annotations!;
        Assert.Equal("web=1.1.0@9fceb02d0ae5", annotations[WellKnown.AcceptAnnotation]); // a later revert of the same tag is another commit
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$", annotations[WellKnown.RequestedAtAnnotation]);

        var elsewhere = await house.RunAsync("resume", "shop/fleet", "--policy", "other/api", "--tag", "v3");
        Assert.Equal(
            (1, "imgauto: policy 'other/api' is not in the namespace of ImageUpdateAutomation shop/fleet, which writes no others\n"),
            (elsewhere.Code, elsewhere.Error));
        await house.RunAsync("resume", "shop/fleet", "--policy", "shop/api", "--tag", "v3");
        Assert.Equal(
            "web=1.1.0@9fceb02d0ae5,api=v3",
            (await house.GetAsync<ImageUpdateAutomation>("fleet")).Metadata.Annotations![WellKnown.AcceptAnnotation]);
    }

    [Fact]
    public async Task Resume_TakesTheTagOfGit_WhenNothingWasRejected()
    {
        await HoldAsync(Hold with { Rejected = null, Decision = "NewerInGit", Commit = "unknown" });
        Assert.Equal("accepted web=1.0.0\n", (await house.RunAsync("resume", "fleet", "--policy", "web")).Out);
        Assert.Equal("web=1.0.0", (await house.GetAsync<ImageUpdateAutomation>("fleet")).Metadata.Annotations![WellKnown.AcceptAnnotation]);
    }

    [Fact]
    public async Task Resume_SaysWhatItCannotKnow()
    {
        Assert.Contains("has no holds", (await house.RunAsync("resume", "fleet", "--all")).Error, StringComparison.Ordinal);
        await HoldAsync(Hold with { Rejected = "sha256:abc", Value = "sha256:def" });
        var result = await house.RunAsync("resume", "fleet", "--all");
        Assert.Equal((1, ""), (result.Code, result.Out));
        Assert.Contains("shows no tag", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Suspend_NamesTheFile_AndLeavesItAlone()
    {
        var before = await File.ReadAllTextAsync(Path.Combine(house.Resources, "shop.yaml"));
        var result = await house.RunAsync("suspend", "automation", "fleet");
        Assert.Equal((1, ""), (result.Code, result.Out));
        Assert.Contains("shop.yaml:16", result.Error, StringComparison.Ordinal);
        Assert.Contains("suspend: true", result.Error, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllTextAsync(Path.Combine(house.Resources, "shop.yaml")));
        Assert.Contains("set 'suspend: false' there", (await house.RunAsync("resume", "policy", "rest")).Error, StringComparison.Ordinal);
    }

    private Task HoldAsync(HoldEntry hold) =>
        house.SetStatusAsync<ImageUpdateAutomation>(
            "fleet", a => a with { Status = a.Status with { Holds = new HoldsStatus { Total = 1, Entries = [hold] } } });

    private async Task<CliResult> ServedAsync(string ready, Func<Task<CliResult>> call)
    {
        Directory.CreateDirectory(house.State);
        using var held = StateFolder.Lock(house.State).Value;
        using var stop = new CancellationTokenSource(Eventually.Limit);
        var source = house.Open();
        source.Follow();
        await using (source)
        {
            var serving = Task.WhenAll(
                ServeAsync<ImagePolicy>(
                    source, ready,
                    p => p with { Status = p.Status with { LatestRef = new ImageRef { Name = "example.com/web", Tag = "1.1.0" } } },
                    stop.Token),
                ServeAsync<ImageRepository>(
                    source, ready,
                    r =>
                        r with
                        {
                            Status = r.Status with
                            {
                                LastScanResult = new ScanResult
                                {
                                    Revision = "sha256:1",
                                    TagCount = 7,
                                    ScanTime = DateTimeOffset.UnixEpoch,
                                },
                            },
                        }, stop.Token),
                ServeAsync<ImageUpdateAutomation>(source, ready, a => a, stop.Token));
            var result = await call();
            await stop.CancelAsync();
            await serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return result;
        }
    }

    private static async Task ServeAsync<T>(FolderSource source, string ready, Func<T, T> work, CancellationToken cancellationToken)
        where T : class, IReconciledResource<T>
    {
        await foreach (var change in source.WatchAsync<T>(cancellationToken))
        {
            if (change.Object is not { } o || o.ReconcileRequestedAt is not { } token || o.Conditioned.LastHandledReconcileAt == token)
                continue;
            await source.PatchStatusAsync(
                o, work(o).WithConditions([FolderHouse.Ready(ready, "done")], o.Metadata.Generation, token), cancellationToken);
        }
    }
}
