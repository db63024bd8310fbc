using ImageAutomation.TestSupport;
using Xunit;

namespace ImageAutomation.ImageUpdater.Tests.Publishing;

/// <summary>Markers that name no policy: a typing error must not look like a value that is up to date.</summary>
public sealed class UnboundMarkerTests : PublishingTest
{
    [ProgramFact("git")]
    public async Task AMarkerThatNamesNoPolicy_IsTold_OnceAsLongAsNothingIsNew()
    {
        Start();
        Harness.Repository.Commit("typo.yaml", PublishingHarness.Deployment(PublishingHarness.Image + ":1.0.0", "team:ap"));
        Harness.Policy("waiting", "alphabetical: {}"); // exists, has elected nothing yet
        Harness.Repository.Commit("waiting.yaml", PublishingHarness.Deployment(PublishingHarness.Image + ":1.0.0", "team:waiting"));
        Harness.Repository.Commit("other.yaml", PublishingHarness.Deployment(PublishingHarness.Image + ":1.0.0", "elsewhere:app"));
        await using var running = Harness.Start();
        await Harness.ElectAsync("1.1.0");
        await Eventually.HoldsAsync(() => Harness.Tag() == "1.1.0" && Told().Count > 0);
        Assert.StartsWith(
            "2 markers mark nothing, nothing is updated there: other.yaml:", Told().Single().Message, StringComparison.Ordinal);
        Assert.EndsWith(
            ": the marker \"team:ap\" names no ImagePolicy; correct it or create the policy", Told().Single().Message,
            StringComparison.Ordinal);

        await Harness.ElectAsync("1.2.0");
        await Eventually.HoldsAsync(() => Harness.Tag() == "1.2.0");
        Harness.Repository.Commit("typo2.yaml", PublishingHarness.Deployment(PublishingHarness.Image + ":1.0.0", "team:ap"));
        await Harness.ElectAsync("1.3.0");
        await Eventually.HoldsAsync(() => Harness.Tag() == "1.3.0" && Told().Count > 1);
        Assert.Equal([1, 1], Told().Select(e => (int)e.Count));
        Assert.StartsWith("3 markers mark nothing", Told()[1].Message, StringComparison.Ordinal);
    }

    [ProgramFact("git")]
    public async Task WhatSeemsToBeMeantAsAMarker_IsListedWithItsReason()
    {
        Start();
        (string File, string Line, string Why)[] cases =
        [
            ("single.yaml", "a: b # {'$imagepolicy': 'team:app'}", "its quotes are single"),
            ("bare.yaml", "a: b # {$imagepolicy: team:app}", "its key has no quotes"),
            ("smart.yaml", "a: b # {\u201c$imagepolicy\u201d: \u201cteam:app\u201d}", "typographic"),
            ("before.yaml", "a: b # see {\"$imagepolicy\": \"team:app\"}", "text stands before it"),
            ("behind.yaml", "a: b # {\"$imagepolicy\": \"team:app\"} see", "text stands behind it"),
            ("comma.yaml", "a: b # {\"$imagepolicy\": \"team:app\",}", "a comma"),
            ("case.yaml", "a: b # {\"$ImagePolicy\": \"team:app\"}", "lower case"),
            ("number.yaml", "a: b # {\"$imagepolicy\": 1}", "texts alone"),
            ("upper.YAML", "a: b # {\"$imagepolicy\": \"team:app\"}", "only files that end in"),
            ("upper.YML", "a: b # {\"$imagepolicy\": \"team:app\"}", "only files that end in"),
            ("helm.tpl", "a: b # {\"$imagepolicy\": \"team:app\"}", "only files that end in"),
            ("x.json", "{\"a\": \"b\"} # {\"$imagepolicy\": \"team:app\"}", "only files that end in"),
            ("second.yaml", "a: b\na: c # {\"$imagepolicy\": \"team:app\"}", "second of two equal keys"),
            ("part.yaml", "a: b # {\"$imagepolicy\": \"team:app:tagg\"}", "can name no policy"),
            ("above.yaml", "# {\"$imagepolicy\": \"team:app\"}\na: b", "marks nothing here"),
            ("other.yaml", "a: b # {\"$imagepolicy\": \"otherns:app\"}", "names no ImagePolicy"),
            ("none.yaml", "a: 'b {\"$imagepolicy\": \"team:app\"}'", "it stands in no comment"),
        ];
        foreach (var (file, line, _) in cases) Harness.Repository.Commit(file, line + "\n");
        var ready = await Harness.RunAsync("1.1.0", "app");
        var markers = ready.Status.IgnoredMarkers!; // there are some
        Assert.Equal(cases.Length, markers.Total);
        Assert.All(
            cases, c => Assert.Contains(markers.Entries!, m => m.Path == c.File && m.Reason.Contains(c.Why, StringComparison.Ordinal)));
        Assert.Equal("1.1.0", Harness.Tag());
    }

    [ProgramFact("git")]
    public async Task MarkersOutsideOfTheUpdatePath_AreSaidToBeThere_When_NoneIsBelow()
    {
        Start();
        Harness.Repository.Commit("apps/plain.yaml", "a: b\n");
        Harness.Automation(more: "  update: {path: ./apps}\n");
        var ready = await Harness.RunAsync("1.1.0", "app");
        Assert.Contains(
            "it lies outside of spec.update.path 'apps', below which there is no marker at all",
            Assert.Single(ready.Status.IgnoredMarkers!.Entries!).Reason, StringComparison.Ordinal);
    }

    private List<Common.Sources.RecordedEvent> Told() => [.. Harness.Events().Where(e => e.Reason == "MarkersIgnored")];
}
