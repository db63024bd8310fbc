using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.ImageUpdater.Editing.Targets;
using ImageAutomation.ImageUpdater.Git.Objects;
using ImageAutomation.TestSupport;
using Xunit;

namespace ImageAutomation.ImageUpdater.Tests.Publishing;

/// <summary>Files with a marker that cannot be read: they are left alone, and whoever asks is told which and why.</summary>
public sealed class SkippedFilesTests : PublishingTest
{
    private static readonly string Chart = "{{- if .Values.on }}\n" + PublishingHarness.Deployment(PublishingHarness.Image + ":1.0.0")
        + "{{- end }}\n";

    [ProgramFact("git")]
    public async Task SkippedFiles_AreInStatus_AndToldWhenTheyAreNew()
    {
        Start();
        Harness.Repository.Commit("chart/app.yaml", Chart);
        // no marker, no interest
        Harness.Repository.Commit("plain.yaml", Chart.Replace("$imagepolicy", "nothing", StringComparison.Ordinal));
        var automation = await Harness.RunAsync("1.1.0", "app");
        AssertReady(automation);
        Assert.Equal("1.1.0", Harness.Tag());
        var skipped = Assert.Single(automation.Status.SkippedFiles!.Entries!);
        Assert.Equal(("chart/app.yaml", 1), (skipped.Path, automation.Status.SkippedFiles!.Total)); // asserted above
        Assert.StartsWith("line 1, column ", skipped.Reason, StringComparison.Ordinal);
        Assert.Equal(
            $"1 file is left alone, nothing in it is updated: chart/app.yaml: {skipped.Reason}; spec.update.unparsable: Line edits clear "
                + "marker lines of templates", Told().Single().Message);
        // a notice has facts
        Assert.Equal(
            ("Info", "1", "chart/app.yaml"),
            (Told().Single().Severity, Told().Single().Metadata!["skipped"], Told().Single().Metadata!["files"]));

        await Harness.RunAsync();
        await Harness.RunAsync("1.2.0", "app");
        Assert.Single(Told());
        Harness.Repository.Commit("chart/web.yaml", "- [\n" + Chart);
        automation = await Harness.RunOnIntervalAsync();
        Assert.Equal(["chart/app.yaml", "chart/web.yaml"], automation.Status.SkippedFiles!.Entries!.Select(f => f.Path)); // both are broken
        Assert.StartsWith(
            "2 files are left alone, nothing in them is updated: chart/app.yaml: ", Told()[^1].Message, StringComparison.Ordinal);
        Assert.Equal(2, Told().Count);

        Harness.Repository.Commit("chart/app.yaml", "mended: true\n");
        Assert.Equal(1, (await Harness.RunOnIntervalAsync()).Status.SkippedFiles?.Total);
        Harness.Repository.Commit("chart/web.yaml", "mended: true\n");
        Assert.Null((await Harness.RunOnIntervalAsync()).Status.SkippedFiles);
        Assert.Equal(2, Told().Count);
    }

    [ProgramFact("git")]
    public async Task MoreThanStatusRemembers_AreCounted_AndToldOnce()
    {
        Start();
        Harness.Repository.Commit(Enumerable.Range(10, 23).ToDictionary(i => $"f{i}.yaml", _ => (string?)Chart));
        var automation = await Harness.RunAsync("1.1.0", "app");
        Assert.Equal((23, 20), (automation.Status.SkippedFiles!.Total, automation.Status.SkippedFiles.Entries!.Count)); // all are broken
        Assert.Contains("; and 18 more; ", Told().Single().Message, StringComparison.Ordinal);
        await Harness.RunAsync();
        Assert.Single(Told());
        Harness.Repository.Commit("f99.yaml", Chart);
        Assert.Equal(24, (await Harness.RunAsync()).Status.SkippedFiles!.Total); // all are broken
        Assert.Equal(2, Told().Count);
    }

    [ProgramFact("git")]
    public async Task FilesOutsideOfTheUpdatePath_AndFilesOfWhichLinesAreEdited_AreNotSkipped()
    {
        Start(path: "apps/app.yaml");
        Harness.Repository.Commit("chart/app.yaml", Chart);
        Harness.Automation(more: "  update: {path: apps}\n");
        Assert.Null((await Harness.RunAsync("1.1.0", "app")).Status.SkippedFiles);
        Harness.Automation(more: "  update: {unparsable: Line}\n");
        Assert.Null((await Harness.RunAsync()).Status.SkippedFiles);
        Assert.Equal("1.1.0", Harness.Tag("chart/app.yaml"));
        Harness.Repository.Commit("chart/none.yaml", "{{ if }}\nimage: {{ .image }} # {\"$imagepolicy\": \"team:app\"}\n");
        Assert.Equal("chart/none.yaml", (await Harness.RunAsync()).Status.SkippedFiles!.Entries!.Single().Path); // it is broken
    }

    [ProgramFact("git")]
    public async Task AHugeFile_IsSkipped_OnlyWithAMarker()
    {
        Start();
        AssertReady(await Harness.RunAsync("1.1.0", "app")); // from here on it is the difference that is read
        Harness.Repository.Commit("unmarked.yaml", "data: " + new string('x', 33 << 20) + "\n");
        Assert.Null((await Harness.RunAsync()).Status.SkippedFiles);
        Harness.Repository.Commit("marked.yaml", "data: " + new string('y', 33 << 20) + " # {\"$imagepolicy\": \"ns:app\"}\n");
        var automation = await Harness.RunAsync("1.2.0", "app");
        AssertReady(automation);
        Assert.Equal("1.2.0", Harness.Tag());
        var skipped = Assert.Single(automation.Status.SkippedFiles!.Entries!); // one is asserted
        Assert.Equal(("marked.yaml", "the file has 34603044 bytes: too large to be looked at"), (skipped.Path, skipped.Reason));
    }

    [ProgramFact("git")]
    public async Task WhereTheServerDropsOurStatus_NothingIsToldTwice()
    {
        Start();
        Harness.Repository.Commit("chart/app.yaml", Chart);
        await using var running = Harness.Start();
        await Harness.ElectAsync("1.1.0");
        await Eventually.HoldsAsync(() => Harness.Tag() == "1.1.0");
        Harness.Repository.Revert(Harness.Repository.Head()!); // just pushed
        for (var run = 1; run <= 3; run++)
        {
            await Harness.AnnotateAsync(WellKnown.RequestedAtAnnotation, $"t{run}");
            await Eventually.HoldsAsync(
                async () =>
                    (await Harness.GetAsync<ImageUpdateAutomation>("auto")).Status is { Holds.Total: 1, SkippedFiles.Total: 1 } status
                    && status.LastHandledReconcileAt == $"t{run}");
            // As the reference's own CRDs do.
            var automation = await Harness.GetAsync<ImageUpdateAutomation>("auto");
            Assert.True((await Harness.Source.PatchStatusAsync(automation, automation with
            {
                Status = automation.Status with { Holds = null, SkippedFiles = null },
            }, CancellationToken.None)).IsSuccess);
        }

        await Eventually.HoldsAsync(() => Harness.Events().Any(e => e.Reason == "Held"));
        Assert.Equal((1, 1), (Told().Sum(e => e.Count), Harness.Events().Where(e => e.Reason == "Held").Sum(e => e.Count)));
    }

    private List<Common.Sources.RecordedEvent> Told() => [.. Harness.Events().Where(e => e.Reason == "FilesSkipped")];

    [Fact]
    public void AFolderAndARepository_HaveTheSameLimit() => Assert.Equal(FileScreening.LargestFile, new ObjectLimits().MaxObjectBytes);
}
