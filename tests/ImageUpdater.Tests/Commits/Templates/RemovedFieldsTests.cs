using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.ImageUpdater.Commits.Message;
using ImageAutomation.Languages.Results;
using Xunit;

namespace ImageAutomation.ImageUpdater.Tests.Commits.Templates;

public sealed class RemovedFieldsTests
{
    private static readonly ObjectIdentity Deployment = new("apps/v1", "Deployment", "shop", "app");

    private static readonly MessageData Data = new()
    {
        Automation = new ObjectKey("shop", "auto"),
        Changes =
        [
            new("b.yaml", Deployment, "app:1", "app:2", "shop:app"),
            new("a.yaml", Deployment, "app:1", "app:2", "shop:app"),
            new("a.yaml", Deployment, "1", "2", "shop:app:tag"),
            new("a.yaml", Deployment, "x", "ghcr.io/acme/api:3", "shop:api"),
        ],
        Policies = [new(new ObjectKey("shop", "app"), new ImageRef { Name = "app", Tag = "2" })],
    };

    [Theory]
    [InlineData("{{ range .Updated.Images }}{{ . }}{{ end }}", "template uses removed '.Updated' field. Please use '.Changed' instead.")]
    [InlineData(
        "{{ .Changed.ImageResult.Images }}",
        "template uses removed '.Changed.ImageResult' field. Please use '.Changed.FileChanges' or '.Changed.Objects' instead.")]
    public void AreATerminalFailureOfTheirOwn(string template, string message)
    {
        var failure = MessageTemplate.Parse(template).Value.Render(Data).Failure!;

        Assert.Equal((FailureKind.Terminal, Reasons.RemovedTemplateField, message), (failure.Kind, failure.Reason, failure.Message));
    }

    [Theory]
    [InlineData("{{ if false }}{{ .Updated }}{{ end }}ok")]
    [InlineData("{{ define \"x\" }}{{ .Updated }}{{ end }}ok")]
    public void DoNotMatter_WhereTheyAreNotRead(string template) =>
    Assert.Equal("ok", MessageTemplate.Parse(template).Value.Render(Data).Value);

    [Fact]
    public void OfOtherObjectsArePlainErrors() =>
        Assert.Equal(
            Reasons.GitOperationFailed, MessageTemplate.Parse("{{ .AutomationObject.Updated }}").Value.Render(Data).Failure!.Reason);

    [Theory]
    [InlineData("{{range .Updated.Images}}{{println .}}{{end}}", "app:2\nghcr.io/acme/api:3\n")]
    [InlineData("{{ range $f, $_ := .Updated.Files }}{{ $f }} {{ end }}", "a.yaml b.yaml ")]
    [InlineData(
        "{{ range $o, $images := .Updated.Objects }}{{ $o.Kind }} {{ $o.Name }}:{{ range $images }} {{ . }}{{ end }}{{ end }}",
        "Deployment app: app:2 ghcr.io/acme/api:3")]
    [InlineData(
        "{{ range .Changed.ImageResult.Images }}{{ .Registry }}|{{ .Repository }}|{{ .Identifier }}|{{ .Name }}|{{ .Policy.Namespace }}/{{ "
        + ".Policy.Name }};{{ end }}",
        "index.docker.io|library/app|2|index.docker.io/library/app:2|shop/app;ghcr.io|acme/api|3|ghcr.io/acme/api:3|shop/api;")]
    [InlineData("{{ len .Changed.Changes }} {{ .AutomationObject }}", "3 shop/auto")]
    public void AreThere_WhenAskedFor(string template, string expected) =>
        Assert.Equal(expected, MessageTemplate.Parse(template).Value.Render(Data, new RenderOptions { WithRemovedFields = true }).Value);
}
