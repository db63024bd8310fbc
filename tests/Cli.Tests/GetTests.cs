using ImageAutomation.Cli.Commands;
using ImageAutomation.Common.Resources;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
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
        var result = await house.RunAsync(
            ["get", "policies", "--no-header", .. args.Split(args.Contains('|', StringComparison.Ordinal) ? '|' : ' ')]);
        Assert.Equal(0, result.Code);
        Assert.Equal(
            expected, string.Join(' ', result.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[0])));
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
        Assert.Equal(
            new CliResult(0, "", "no ImagePolicy objects found in \"other\" namespace\n"),
            await house.RunAsync("get", "policies", "-n", "other"));
        Assert.Contains("not a label selector", (await house.RunAsync("get", "policies", "-l", "a=b=c")).Error, StringComparison.Ordinal);
        Assert.Contains(
            "not a status selector", (await house.RunAsync("get", "policies", "--status-selector", "ready")).Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task ThoseThatExist_AreShown_AndEachUnknownOneIsNamed()
    {
        var result = await house.RunAsync("get", "policies", "nope", "web", "shop/rest", "other/web", "--no-header");
        Assert.Equal(1, result.Code);
        Assert.Equal(["rest", "web"], result.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[0]));
        Assert.Equal(
            "imgauto: ImagePolicy object 'nope' not found\nimgauto: ImagePolicy object 'web' not found in \"other\" namespace\n",
            result.Error);
        var json = await house.RunAsync("get", "policies", "nope", "web", "-o", "json");
        Assert.Equal((1, "web"), (json.Code, (string?)Assert.Single(FolderHouse.Json(json).AsArray())!["metadata"]!["name"]));
    }

    [Fact]
    public async Task OneNameMayBeInSeveralNamespaces()
    {
        house.Folder.Write(
            "resources/other.yaml",
            "apiVersion: image.toolkit.fluxcd.io/v1\nkind: ImagePolicy\nmetadata: {name: web, namespace: other}\nspec: "
                + "{imageRepositoryRef: {name: web}, policy: {semver: {range: 1.x}}}\n");
        Assert.Equal(
            ["NAMESPACE", "other", "shop"],
            (await house.RunAsync("get", "policies", "shop/web", "other/web")).Out.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.Split(' ')[0]));
        Assert.StartsWith("ImagePolicy other/web", (await house.RunAsync("describe", "policy", "other/web")).Out, StringComparison.Ordinal);
        Assert.Contains(
            "there are several: other/web and shop/web", (await house.RunAsync("describe", "policy", "web")).Error,
            StringComparison.Ordinal);
        Assert.StartsWith(
            "policy:   other/web",
            (await house.RunAsync("explain", "other/web", "--tags-file", house.Folder.Write("tags.txt", "1.0.0\n"))).Out,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "'shop/web' names the namespace 'shop', and -n the namespace 'other'; give one of them", "get", "policies", "shop/web", "-n",
        "other")]
    [InlineData(
        "'shop/web' names the namespace 'shop', and -n the namespace 'other'; give one of them", "describe", "policy", "shop/web", "-n",
        "other")]
    [InlineData(
        "'shop/web' names the namespace 'shop', and -n the namespace 'other'; give one of them", "explain", "shop/web", "-n", "other")]
    [InlineData(
        "'shop/web' names the namespace 'shop', and -n the namespace 'other'; give one of them", "reconcile", "policy", "shop/web", "-n",
        "other")]
    [InlineData(
        "'shop/web' names the namespace 'shop', and -n the namespace 'other'; give one of them", "suspend", "policy", "shop/web", "-n",
        "other")]
    [InlineData(
        "'shop/fleet' names the namespace 'shop', and -n the namespace 'other'; give one of them", "resume", "shop/fleet", "--all", "-n",
        "other")]
    [InlineData(
        "'shop/web' names the namespace 'shop', and -n the namespace 'other'; give one of them", "events", "--for", "policy/shop/web",
        "-n", "other")]
    [InlineData("the name of an object is empty; write NAME or NAMESPACE/NAME", "describe", "policy", "")]
    [InlineData("the name of an object is empty; write NAME or NAMESPACE/NAME", "get", "policies", "web", " ")]
    [InlineData("'shop/' names no object; write NAME or NAMESPACE/NAME", "describe", "policy", "shop/")]
    [InlineData("'a/b/c' names no object; write NAME or NAMESPACE/NAME", "resume", "policy", "a/b/c")]
    [InlineData("--output 'name' is not one of table, json, yaml", "get", "policies", "-o", "name")]
    [InlineData("--output 'wide' is not one of table, json, yaml", "explain", "web", "-o", "wide")]
    [InlineData("--output 'name' is not one of diff, json", "plan", "-o", "name")]
    [InlineData("--strategy '7' is not one of Setters, ImageFields", "plan", "--strategy", "7")]
    [InlineData("--log-level 'loud' is not one of info, trace, debug, error", "run", "x", "--log-level", "loud")]
    public async Task AWrongCall_SaysWhatIsTaken(string message, params string[] args)
    {
        var result = await Imgauto.RunAsync(args);
        Assert.Equal((1, ""), (result.Code, result.Out));
        Assert.StartsWith($"imgauto: {message}\n", result.Error, StringComparison.Ordinal);
        Assert.Contains("--help' for usage", result.Error, StringComparison.Ordinal);
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
            foreach (var (kind, name) in new[] { (ResourceKinds.ImagePolicy, "web"), (ResourceKinds.ImageRepository, "web"),
                (ResourceKinds.ImagePolicy, "build") })
                await source.RecordEventAsync(new()
                {
                    Kind = kind,
                    Key = new ObjectKey("shop", name),
                    Severity = Common.Sources.EventSeverity.Info,
                    Reason = "R",
                    Message = $"{kind.Kind} {name}",
                    Time = DateTimeOffset.UnixEpoch,
                }, CancellationToken.None);
        }

        Assert.Equal(
            "ImagePolicy web",
            (string?)Assert.Single(
                FolderHouse.Json(await house.RunAsync("events", "--for", "imagepolicy/web", "-o", "json")).AsArray())!["message"]);
        Assert.Single(FolderHouse.Json(await house.RunAsync("events", "--for", "policy/shop/web", "-o", "json")).AsArray());
        Assert.Empty(FolderHouse.Json(await house.RunAsync("events", "--for", "policy/other/web", "-o", "json")).AsArray());
        Assert.Equal(3, FolderHouse.Json(await house.RunAsync("events", "-o", "json")).AsArray().Count);
        Assert.StartsWith("no events", (await house.RunAsync("events", "-n", "other")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void AWatch_ShowsWhatIsNew_AndWhatIsGone_Once()
    {
        var watch = new WatchedObjects();
        string Take(string selected, string there)
        {
            var (changed, gone) = watch.Take(
                ResourceKinds.ImagePolicy, selected.Split(' ').ToDictionary(s => new ObjectKey("n", s[..1])),
                there.Select(c => new ObjectKey("n", $"{c}")));
            return $"{string.Concat(changed.Select(k => k.Name).Order(StringComparer.Ordinal))}-{string.Concat(gone.Select(k => k.Name))}";
        }

        Assert.Equal("ab-", Take("a1 b1", "ab"));
        Assert.Equal("a-", Take("a2", "ab")); // b no longer fits the selector
        Assert.Equal("b-", Take("a2 b1", "ab")); // and fits again
        Assert.Equal("-b", Take("a2", "a"));
        Assert.Equal("-", Take("a2", "a"));
    }

    private Task ElectAsync() => house.SetStatusAsync<ImagePolicy>("web", p => p with
    {
        Status = p.Status with
        {
            LatestRef = new ImageRef { Name = "example.com/web", Tag = "1.1.0" },
            Conditions = [FolderHouse.Ready("True", "fine")],
        },
    });
}
