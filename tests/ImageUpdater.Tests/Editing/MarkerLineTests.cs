using System.Text;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.ImageUpdater.Editing;
using ImageAutomation.ImageUpdater.Editing.Targets;
using Xunit;

namespace ImageAutomation.ImageUpdater.Tests.Editing;

public sealed class MarkerLineTests
{
    private const string Template = """
        {{- if .Values.enabled }}
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web
          namespace: {{ .Release.Namespace }}
        spec:
          {{- with .Values.labels }}
          labels: {{ toYaml . | nindent 4 }}
          {{- end }}
          script: |
            image: a:1 # {"$imagepolicy": "team:app"}
          containers:
          - name: a
            image: "a:1" # {"$imagepolicy": "team:app"}
          - image: a:1   # {"$imagepolicy": "team:app"}
            args:
            - --tag
            - 'a:1' # {"$imagepolicy": "team:app:tag"}
          - image: {{ .Values.image }} # {"$imagepolicy": "team:app"}
          - image: a:{{ .Values.tag }} # {"$imagepolicy": "team:app"}
          - {image: a:1} # {"$imagepolicy": "team:app"}
          - image: a b # {"$imagepolicy": "team:app"}
          - image: a:1 # use {"$imagepolicy": "team:app"}
          - image: # {"$imagepolicy": "team:app"}
              a:1 # {"$imagepolicy": "team:app"}
          # image: a:1 # {"$imagepolicy": "team:app"}
        {{- end }}
        """;

    [Fact]
    public void LeavesTheFileAlone_When_NotAskedTo()
    {
        var plan = Plan(Template, UnparsableFiles.Skip);

        Assert.Empty(plan.Changes);
        Assert.Equal(1, plan.Targets.Problem?.Line);
    }

    [Theory]
    // a template's first line that reads as a whole document
    [InlineData("{{ if .Values.on }}\nimage: a:1 # {\"$imagepolicy\": \"team:app\"}\n{{ end }}\n", 2)]
    [InlineData("a: b\n...\nimage: a:1 # {\"$imagepolicy\": \"team:app\"}\n", 2)]
    public void TellsOfMarkersBehindTheEndOfADocument_AndEditsThemWhenAskedTo(string text, int line)
    {
        var plan = Plan(text, UnparsableFiles.Skip);
        Assert.Empty(plan.Changes);
        Assert.Equal(line, plan.Targets.Problem?.Line);
        Assert.Equal([3 - (text[0] == '{' ? 1 : 0)], Plan(text, UnparsableFiles.Line).Changes.Select(c => c.Line));
    }

    [Fact]
    public void ReadsTheDocumentBeforeItsEnd_WhenItHoldsMarkersToo()
    {
        var plan = Plan(
            "image: a:1 # {\"$imagepolicy\": \"team:app\"}\n...\nimage: a:1 # {\"$imagepolicy\": \"team:app\"}\n", UnparsableFiles.Skip);
        Assert.Null(plan.Targets.Problem);
        Assert.Equal([1], plan.Changes.Select(c => c.Line));
    }

    [Fact]
    public void EditsLinesThatCanBeReadInOneWay()
    {
        var plan = Plan(Template, UnparsableFiles.Line);

        Assert.NotNull(plan.Targets.Problem);
        Assert.Equal([15, 16, 19], plan.Changes.Select(c => c.Line));
        Assert.All(plan.Changes, c => Assert.Equal(new ObjectIdentity("apps/v1", "Deployment", "", "web"), c.Object));
        Assert.Equal("spec.containers.[].image", plan.Targets.Targets[0].FieldPath);
        var expected = Template
            .Replace("    image: \"a:1\" #", "    image: \"ghcr.io/acme/app:1.10\" #", StringComparison.Ordinal)
            .Replace("- image: a:1   #", "- image: ghcr.io/acme/app:1.10   #", StringComparison.Ordinal)
            .Replace("- 'a:1' #", "- '1.10' #", StringComparison.Ordinal);
        Assert.Equal(expected, EditingData.Show(plan.Content.Span));
    }

    [Fact]
    public void KeepsLineEndsAndMark()
    {
        var plan = Plan("\uFEFFa: {{ x }}-y\r\nb: c # {\"$imagepolicy\": \"team:app:tag\"}\r\n", UnparsableFiles.Line);

        Assert.Equal("\uFEFFa: {{ x }}-y\r\nb: \"1.10\" # {\"$imagepolicy\": \"team:app:tag\"}\r\n", EditingData.Show(plan.Content.Span));
    }

    private static FilePlan Plan(string text, UnparsableFiles unparsable)
    {
        var image = new ElectedImage(new ObjectKey("team", "app"), new ImageRef { Name = "ghcr.io/acme/app", Tag = "1.10" });
        return FileEditor.Create([image], new EditOptions { Unparsable = unparsable }).Value.Plan("f.yaml", Encoding.UTF8.GetBytes(text));
    }
}
