using System.Text;
using System.Text.Json;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.ImageUpdater.Editing;
using ImageAutomation.ImageUpdater.Editing.Markers;
using ImageAutomation.ImageUpdater.Editing.Splicing;
using ImageAutomation.ImageUpdater.Editing.Targets;
using Xunit;

namespace ImageAutomation.ImageUpdater.Tests.Editing;

public sealed class ReportTests
{
    private static readonly ElectedImage[] Policies =
    [
        new(new ObjectKey("team", "app"), new ImageRef { Name = "ghcr.io/acme/app", Tag = "v2" }),
        new(new ObjectKey("team", "idle"), new ImageRef { Name = "nginx", Tag = "1" }),
    ];

    [Fact]
    public void SumsUpFiles()
    {
        var editor = FileEditor.Create(Policies).Value;
        var report = PlanReport.Of(
            [
                editor.Plan(
                    "a.yaml", "a: b # {\"$imagepolicy\": \"team:app\"}\nc: v2 # {\"$imagepolicy\": \"team:app:tag\"}\n"u8.ToArray()),
                editor.Plan("b.yaml", "a: b # {\"$imagepolicy\": \"team:gone\"}\nc: d # {\"$imagepolicy\": \"team\"}\n"u8.ToArray()),
                editor.Plan("c.yaml", "a: [ # {\"$imagepolicy\": \"team:app\"}\n"u8.ToArray()),
                editor.Plan("d.yaml", "no: marker\n"u8.ToArray()),
            ],
            Policies.Select(p => p.Policy));

        Assert.Equal(4, report.FilesScanned);
        Assert.Equal(
            [new PolicyTargets(new ObjectKey("team", "app"), 2), new PolicyTargets(new ObjectKey("team", "idle"), 0)], report.Policies);
        Assert.Equal([new MarkerReport("b.yaml", 1, "team:gone")], report.UnknownMarkers);
        Assert.Equal([new MarkerReport("b.yaml", 2, "team")], report.IgnoredMarkers);
        Assert.Equal("c.yaml", Assert.Single(report.Problems).File);
        Assert.Equal("a.yaml", Assert.Single(report.Changes).File);
    }

    [Theory]
    [InlineData("l:\n- {name: job, image: x} # M", 2)] // behind a flow mapping
    [InlineData("image: # M\n  name: x", 1)] // behind a key without value
    [InlineData("a: 1\n# M\nimage: x", 2)] // above a key
    [InlineData("l:\n# note\n# M\n- x", 3)] // in a comment of several lines
    [InlineData("l:\n- a\n# M\n- x # why", 3)] // above an item with a comment of its own
    [InlineData("a: &a x\nb: *a # M", 2)] // behind an alias
    [InlineData("a: 1\n---\nl: {b: c} # M", 3)]
    [InlineData("image: x # M", null)]
    [InlineData("l:\n- a\n# M\n- x", null)]
    [InlineData("l: [x, # M\n y]", null)]
    [InlineData("# image: x # M\na: 1", null)] // commented out
    [InlineData("t: |\n  image: x # M\nu: 1", null)] // text
    [InlineData("t: 'it''s\n  x # M'\nu: 1", null)]
    public void NamesMarkersThatMarkNothing(string text, int? line)
    {
        var content = Encoding.UTF8.GetBytes(text.Replace("M", "{\"$imagepolicy\": \"team:app\"}", StringComparison.Ordinal) + "\n");
        var plan = FileEditor.Create(Policies).Value.Plan("a.yaml", content);
        Assert.Null(plan.Targets.Problem);
        Assert.Equal(line is { } at ? [new MarkerReport("a.yaml", at, "team:app")]
            : [], PlanReport.Of([plan], Policies.Select(p => p.Policy)).LooseMarkers);
        Assert.Equal(line is null && !text.Contains("# image", StringComparison.Ordinal)
            && !text.StartsWith("t:", StringComparison.Ordinal), plan.Targets.Targets.Count == 1);
    }

    [Fact]
    public void WritesPlansAsTheDocumentedJson()
    {
        var text = "kind: Foo\nmetadata: {name: é}\na: b # {\"$imagepolicy\": \"team:app:tag\"}\n";
        var plan = FileEditor.Create(Policies).Value.Plan("x/a.yaml", Encoding.UTF8.GetBytes(text));

        var json = JsonSerializer.Serialize(new PlanDocument(plan.Changes), EditingJson.Default.PlanDocument);

        Assert.Equal(
            """{"changes":[{"file":"x/a.yaml","object":{"apiVersion":"","kind":"Foo","namespace":"","name":"\u00E9"},"setter":"team:app:tag","oldValue":"b","newValue":"v2","line":3}]}""",
            json);
    }

    [Fact]
    public void KeepsTargets_When_AnIndexStoresThem()
    {
        var content =
            "l: [{name: x, v: \"a\" # {\"$imagepolicy\": \"team:app\"}\n}]\nt: | # {\"$imagepolicy\": \"team:app:tag\"}\n  b\n"u8.ToArray();
        var found = TargetLocator.Locate("f.yaml", content);

        var stored = JsonSerializer.Serialize(found, EditingJson.Default.FileTargets);
        var read = JsonSerializer.Deserialize(stored, EditingJson.Default.FileTargets);

        Assert.Equal(2, found.Targets.Count);
        Assert.Equal(found.Targets, read?.Targets);
    }

    [Fact]
    public void FailsTheRun_When_AnImageIsNoReference()
    {
        var created = FileEditor.Create([new ElectedImage(new ObjectKey("a", "b"), new ImageRef
        {
            Name = "ghcr.io/Acme/App",
            Tag = "v1",
        })]);

        Assert.Equal("UpdateFailed: encountered invalid image ref \"ghcr.io/Acme/App:v1\"", created.Failure?.ToString());
    }

    [Theory]
    [InlineData(TargetPart.Full, "r.io/a/b:1@sha256:d")]
    [InlineData(TargetPart.Name, "r.io/a/b")]
    [InlineData(TargetPart.Tag, "1")]
    [InlineData(TargetPart.Digest, "sha256:d")]
    [InlineData(TargetPart.TagAndDigest, "1@sha256:d")]
    public void GivesEachPart(TargetPart part, string expected) =>
        Assert.Equal(expected, SetterValue.For(new ImageRef { Name = "r.io/a/b", Tag = "1", Digest = "sha256:d" }, part));
}
