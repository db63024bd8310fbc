using System.Text;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.ImageUpdater.Editing;
using ImageAutomation.ImageUpdater.Editing.Markers;
using ImageAutomation.ImageUpdater.Editing.Splicing;
using ImageAutomation.ImageUpdater.Editing.Targets;
using Xunit;

namespace ImageAutomation.ImageUpdater.Tests.Editing;

public sealed class SetterTests
{
    [Theory]
    [InlineData(
        "image: ghcr.io/acme/app:1.9 # {\"$imagepolicy\": \"team:app\"}",
        "image: ghcr.io/acme/app:1.10 # {\"$imagepolicy\": \"team:app\"}")]
    [InlineData("newTag: \"1.9\" # {\"$imagepolicy\": \"team:app:tag\"}", "newTag: \"1.10\" # {\"$imagepolicy\": \"team:app:tag\"}")]
    [InlineData("newTag: 1.9 # {\"$imagepolicy\": \"team:app:tag\"}", "newTag: \"1.10\" # {\"$imagepolicy\": \"team:app:tag\"}")]
    [InlineData("newTag: v1.9 # {\"$imagepolicy\": \"team:app:tag\"}", "newTag: \"1.10\" # {\"$imagepolicy\": \"team:app:tag\"}")]
    [InlineData(
        "repository: x # {\"$imagepolicy\": \"team:app:name\"}", "repository: ghcr.io/acme/app # {\"$imagepolicy\": \"team:app:name\"}")]
    [InlineData("digest: sha256:aa # {\"$imagepolicy\": \"team:app:digest\"}", "digest: \"\" # {\"$imagepolicy\": \"team:app:digest\"}")]
    [InlineData("l:\n- app:1.9 # {\"$imagepolicy\": \"team:app\"}", "l:\n- ghcr.io/acme/app:1.10 # {\"$imagepolicy\": \"team:app\"}")]
    [InlineData(
        "image: &img app:1.9 # {\"$imagepolicy\": \"team:app\"}\nb: *img",
        "image: &img ghcr.io/acme/app:1.10 # {\"$imagepolicy\": \"team:app\"}\nb: *img")]
    [InlineData(
        "l:\n  # {\"$imagepolicy\": \"team:app\"}\n  - app:1.9", "l:\n  # {\"$imagepolicy\": \"team:app\"}\n  - ghcr.io/acme/app:1.10")]
    [InlineData("l:\n- # {\"$imagepolicy\": \"team:app\"}\n  app:1.9", "l:\n- # {\"$imagepolicy\": \"team:app\"}\n  ghcr.io/acme/app:1.10")]
    [InlineData(
        "l: [\n  # {\"$imagepolicy\": \"team:app\"}\n  app:1.9\n]",
        "l: [\n  # {\"$imagepolicy\": \"team:app\"}\n  ghcr.io/acme/app:1.10\n]")]
    [InlineData(
        "a: app:1.9\t#\t{\"$imagepolicy\": \"team:app\"}\r\nb: c\r\n",
        "a: ghcr.io/acme/app:1.10\t#\t{\"$imagepolicy\": \"team:app\"}\r\nb: c\r\n")]
    [InlineData("a: 'x'# {\"$imagepolicy\": \"team:app\"}", "a: 'ghcr.io/acme/app:1.10'# {\"$imagepolicy\": \"team:app\"}")]
    [InlineData("a: one\n  two # {\"$imagepolicy\": \"team:app\"}", "a: ghcr.io/acme/app:1.10 # {\"$imagepolicy\": \"team:app\"}")]
    [InlineData(
        "a: >+2 # {\"$imagepolicy\": \"team:app\"}\n    one\n   two\n\nb: c",
        "a: >2- # {\"$imagepolicy\": \"team:app\"}\n  ghcr.io/acme/app:1.10\n\nb: c")]
    [InlineData("a: | # {\"$imagepolicy\": \"team:app:digest\"}\n  x\nb: c", "a: \"\" # {\"$imagepolicy\": \"team:app:digest\"}\nb: c")]
    [InlineData(
        "kind: A\rimage: app:1.9 # {\"$imagepolicy\": \"team:app\"}\rz: |\r  x\r",
        "kind: A\rimage: ghcr.io/acme/app:1.10 # {\"$imagepolicy\": \"team:app\"}\rz: |\r  x\r")]
    [InlineData(
        "a: app:1 # {\"$imagepolicy\": \"team:app\"}\na: app:1 # {\"$imagepolicy\": \"team:app\"}\n",
        "a: ghcr.io/acme/app:1.10 # {\"$imagepolicy\": \"team:app\"}\na: app:1 # {\"$imagepolicy\": \"team:app\"}\n")]
    [InlineData(
        "a: [b]\n'a': {c: [app:1, # {\"$imagepolicy\": \"team:app\"}\n]}\nd: app:1 # {\"$imagepolicy\": \"team:app\"}\n",
        "a: [b]\n'a': {c: [app:1, # {\"$imagepolicy\": \"team:app\"}\n]}\nd: ghcr.io/acme/app:1.10 # {\"$imagepolicy\": \"team:app\"}\n")]
    public void SetsTheScalar_AndNothingElse(string before, string after) => Assert.Equal(after, Edit(before));

    [Theory]
    [InlineData("image: app:1.9 # pinned {\"$imagepolicy\": \"team:app\"}")]
    [InlineData("image: app:1.9 # {\"$imagepolicy\": \"team/app\"}")]
    [InlineData("image: app:1.9 # {\"$imagepolicy\": \"other:app\"}")]
    [InlineData("image: app:1.9 # {'$imagepolicy': 'team:app', \"$imagepolicy\": \"x\"}")]
    [InlineData("image: app:1.9 # {\"$imagepolicy\": \"team:app\"} x")]
    [InlineData("image: app:1.9 # {\"$imagepolicy\": \"team:app\", \"n\": 1}")]
    [InlineData("{image: app:1.9} # {\"$imagepolicy\": \"team:app\"}")]
    [InlineData("# {\"$imagepolicy\": \"team:app\"}\nimage: app:1.9")]
    [InlineData("image: # {\"$imagepolicy\": \"team:app\"}\n  app:1.9")]
    [InlineData("l:\n# {\"$imagepolicy\": \"team:app\"}\n# two lines\n- app:1.9")]
    [InlineData("l:\n- a\n# {\"$imagepolicy\": \"team:app\"}\n\n- app:1.9")]
    [InlineData("l:\n- a:\n    b: c\n    # {\"$imagepolicy\": \"team:app\"}\n- app:1.9")]
    [InlineData("a: # {\"$imagepolicy\": \"team:app\"}\nb: c")]
    [InlineData("a: |\n  image: app:1.9 # {\"$imagepolicy\": \"team:app\"}\n")]
    [InlineData("app:1.9: b # {\"$imagepolicy\": \"team:app:size\"}")]
    public void LeavesTheFile_When_TheCommentIsNoMarkerOfTheScalar(string text) => Assert.Equal(text, Edit(text));

    [Theory]
    [InlineData("1.2")]
    [InlineData("10")]
    [InlineData("1e3")]
    [InlineData("1.")]
    [InlineData("0x1F")]
    [InlineData("0o17")]
    [InlineData("0123")]
    [InlineData("0b11")]
    [InlineData("1_000")]
    [InlineData("true")]
    [InlineData("Off")]
    [InlineData("y")]
    [InlineData("null")]
    [InlineData("2024-01-02")]
    [InlineData("9999999999999999999999")]
    public void QuotesAPlainValue_When_AReaderTakesItForSomethingElse(string tag) =>
        Assert.Equal($"t: \"{tag}\" # {{\"$imagepolicy\": \"team:app:tag\"}}", Edit("t: v1 # {\"$imagepolicy\": \"team:app:tag\"}", tag));

    [Theory]
    [InlineData("1.2.3")]
    [InlineData("v1")]
    [InlineData("0b12")]
    [InlineData("0x1G")]
    [InlineData("1e999")]
    [InlineData("2024-13-45")]
    [InlineData("yEs")]
    [InlineData("truee")]
    [InlineData("1.2-rc")]
    public void LeavesAPlainValuePlain_When_ItReadsAsText(string tag) =>
        Assert.Equal($"t: {tag} # {{\"$imagepolicy\": \"team:app:tag\"}}", Edit("t: 1 # {\"$imagepolicy\": \"team:app:tag\"}", tag));

    [Fact]
    public void NamesTargets_ByObjectAndField()
    {
        const string Text = """
            kind: Deployment
            apiVersion: apps/v1
            metadata: {name: d, namespace: n}
            spec:
              containers:
              - name: app
                image: a:1 # {"$imagepolicy": "team:app"}
              - name: twice
                image: a:1 # {"$imagepolicy": "team:app:tag"}
              - name: twice
                image: a:1 # {"$imagepolicy": "team:app:name"}
              - - a:1 # {"$imagepolicy": "team:app:digest"}
              "a.b/c[": {"x y": [{name: "q\"", v: b # {"$imagepolicy": "team:app"}
                }]}
            ---
            # empty
            ---
            x: "\u00e9" # {"$imagepolicy": "team:gone"}
            """;
        var found = TargetLocator.Locate("f.yaml", Encoding.UTF8.GetBytes(Text));

        Assert.Equal(
            [
                "0:7 Deployment/n/d spec.containers[name=app].image Full 'a:1'",
                "0:9 Deployment/n/d spec.containers[1].image Tag 'a:1'",
                "0:11 Deployment/n/d spec.containers[2].image Name 'a:1'",
                "0:12 Deployment/n/d spec.containers[3][0] Digest 'a:1'",
                "0:13 Deployment/n/d spec[\"a.b/c[\"][\"x y\"][name=\"q\\\"\"].v Full 'b'",
                "2:18 // x Full 'é'",
            ],
            found.Targets.Select(
                t => $"{t.Document}:{t.Line} {t.Object.Kind}/{t.Object.Namespace}/{t.Object.Name} {t.FieldPath} {t.Part} '{t.Value}'"));
        Assert.Equal("team:gone", found.Targets[^1].Setter);
    }

    [Fact]
    public void ReportsMarkersThatNameNoPolicy()
    {
        var found =
            TargetLocator.Locate("f.yaml", "a: b # {\"$imagepolicy\": \"app\"}\nc: d # {\"$imagepolicy\": \"a:b:c:d\"}\n"u8.ToArray());

        Assert.Empty(found.Targets);
        Assert.Equal([new IgnoredMarker("app", 1), new IgnoredMarker("a:b:c:d", 2)], found.Ignored);
    }

    [Fact]
    public void RefusesATarget_When_TheBytesAreOthers()
    {
        var found = TargetLocator.Locate("f.yaml", "a: bcd # {\"$imagepolicy\": \"team:app\"}\n"u8.ToArray());

        var applied = TargetEditor.Apply("f.yaml", "a: xyz # {\"$imagepolicy\": \"team:app\"}\n"u8.ToArray(), [(found.Targets[0], "new")]);

        Assert.Equal("StaleTarget", applied.Failure?.Reason);
    }

    [Theory]
    [InlineData("a: b\n  c: d # \"$imagepolicy\"\n", 2, 4, "mapping values are not allowed in this context")]
    [InlineData("# \"$imagepolicy\"\r\na:\r\n\tb: c\r\n", 3, 1, "found character that cannot start any token")]
    [InlineData("é: [é # \"$imagepolicy\"\n", 2, 1, "did not find expected ',' or ']'")]
    [InlineData("a: b # \"$imagepolicy\"\n--- c\n", 2, 1, "invalid document separator")]
    [InlineData("a: \"b # \"$imagepolicy\"\n", 1, 10, "did not find expected key")]
    [InlineData("- \"$imagepolicy\"\n", 1, 1, "the document is not a mapping")]
    [InlineData("a: \u0001 # \"$imagepolicy\"\n", 1, 4, "control characters are not allowed")]
    public void ReportsWhere_When_AFileIsNotYaml(string text, int line, int column, string message)
    {
        var found = TargetLocator.Locate("f.yaml", Encoding.UTF8.GetBytes(text));

        Assert.Equal(new FileProblem(line, column, message), found.Problem);
    }

    private static string Edit(string text, string tag = "1.10")
    {
        var image = new ElectedImage(new ObjectKey("team", "app"), new ImageRef { Name = "ghcr.io/acme/app", Tag = tag });
        return EditingData.Show(
            EditProperties.Check(FileEditor.Create([image]).Value, "f.yaml", Encoding.UTF8.GetBytes(text)).Content.Span);
    }
}
