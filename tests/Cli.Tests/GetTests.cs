using ImageAutomation.Common.Resources;
using Xunit;

namespace ImageAutomation.Cli.Tests;

public sealed class GetTests : IDisposable
{
    private readonly FolderHouse house = new();

    public void Dispose() => house.Dispose();

    [Fact]
    public async Task Policies_AreATable()
    {
        await ElectAsync();
        Assert.Equal("""
            NAME    IMAGE             TAG     READY   MESSAGE
            build                             False   waiting to be reconciled
            rest                              False   waiting to be reconciled
            web     example.com/web   1.1.0   True    fine

            """.ReplaceLineEndings("\n"), (await house.RunAsync("get", "policies")).Out);
    }

    [Theory]
    [InlineData("web", "web")]
    [InlineData("web rest", "rest web")]
    [InlineData("-l team=a", "web")]
    [InlineData("-l team!=a", "build rest")]
    [InlineData("-l team", "build web")]
    [InlineData("-l !team", "rest")]
    [InlineData("-l|team in (a, b),team notin (b)", "web")]
    [InlineData("--status-selector ready=true", "web")]
    [InlineData("--status-selector READY!=True", "build rest")]
    [InlineData("--status-selector ready=false", "")]
    [InlineData("-l team=nope", "")]
    public async Task Policies_AreSelected(string args, string expected)
    {
        await ElectAsync();
        var result = await house.RunAsync(["get", "policies", "--no-header", .. args.Split(args.Contains('|', StringComparison.Ordinal) ? '|' : ' ')]);
        Assert.Equal(0, result.Code);
        Assert.Equal(expected, string.Join(' ', result.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[0])));
    }

    [Fact]
    public async Task All_ShowsThreeTables_WithTheKindBeforeTheName()
    {
        var result = await house.RunAsync("get", "all", "-l", "team=a");
        Assert.Equal("""
            NAME                  LAST SCAN   SUSPENDED   READY   MESSAGE
            imagerepository/web               False       False   waiting to be reconciled

            NAME              IMAGE   TAG   READY   MESSAGE
            imagepolicy/web                 False   waiting to be reconciled


            """.ReplaceLineEndings("\n"), result.Out);
        Assert.Equal(5, FolderHouse.Json(await house.RunAsync("get", "all", "-o", "json")).AsArray().Count);
    }

    [Fact]
    public async Task WhatDoesNotExist_IsNamed()
    {
        var result = await house.RunAsync("get", "policies", "nope", "-n", "shop");
        Assert.Equal(new CliResult(1, "", "imgauto: ImagePolicy object 'nope' not found in \"shop\" namespace\n"), result);
        Assert.Equal(new CliResult(0, "", "no ImagePolicy objects found in \"other\" namespace\n"), await house.RunAsync("get", "policies", "-n", "other"));
        Assert.Contains("not a label selector", (await house.RunAsync("get", "policies", "-l", "a=b=c")).Error, StringComparison.Ordinal);
        Assert.Contains("not a status selector", (await house.RunAsync("get", "policies", "--status-selector", "ready")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_AreShownUnderBothNames()
    {
        var first = await house.RunAsync("events", "-o", "json");
        Assert.Equal("[]\n", first.Out);
        Assert.Equal(first, await house.RunAsync("get", "events", "-o", "json"));
    }

    [Fact]
    public async Task Events_OfOneObject_AreThoseOfItsKindAndName()
    {
        await using (var source = house.Open())
        {
            foreach (var (kind, name) in new[] { (ResourceKinds.ImagePolicy, "web"), (ResourceKinds.ImageRepository, "web"), (ResourceKinds.ImagePolicy, "build") })
                await source.RecordEventAsync(new() { Kind = kind, Key = new ObjectKey("shop", name), Severity = Common.Sources.EventSeverity.Info, Reason = "R", Message = $"{kind.Kind} {name}", Time = DateTimeOffset.UnixEpoch }, CancellationToken.None);
        }

        Assert.Equal("ImagePolicy web", (string?)Assert.Single(FolderHouse.Json(await house.RunAsync("events", "--for", "imagepolicy/web", "-o", "json")).AsArray())!["message"]);
        Assert.Equal(3, FolderHouse.Json(await house.RunAsync("events", "-o", "json")).AsArray().Count);
        Assert.StartsWith("no events", (await house.RunAsync("events", "-n", "other")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AWatch_GoesOn_UntilItIsStopped()
    {
        using var stop = new CancellationTokenSource();
        var time = new TestSupport.FakeTime();
        var watching = Imgauto.RunAsync(["get", "policies", "web", "-w", "--resources", house.Resources, "--state", house.State], time: time, cancellationToken: stop.Token);
        await ElectAsync();
        time.Advance(TimeSpan.FromSeconds(1));
        time.Advance(TimeSpan.FromSeconds(1));
        await stop.CancelAsync();
        var result = await watching;
        Assert.Equal(130, result.Code);
        var lines = result.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith("NAME", lines[0], StringComparison.Ordinal);
        Assert.Contains("waiting", lines[1], StringComparison.Ordinal);
    }

    private Task ElectAsync() => house.SetStatusAsync<ImagePolicy>("web", p => p with
    {
        Status = p.Status with { LatestRef = new ImageRef { Name = "example.com/web", Tag = "1.1.0" }, Conditions = [FolderHouse.Ready("True", "fine")] },
    });
}
