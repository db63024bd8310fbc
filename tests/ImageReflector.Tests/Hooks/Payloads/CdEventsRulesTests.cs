using System.Text;
using System.Text.Json.Nodes;
using ImageAutomation.ImageReflector.Hooks.Payloads;
using Xunit;

namespace ImageAutomation.ImageReflector.Tests.Hooks.Payloads;

public sealed class CdEventsRulesTests
{
    private const string Published = """
        {"context":{"version":"0.4.1","id":"i","source":"/ci","type":"dev.cdevents.artifact.published.0.2.0",
         "timestamp":"2026-01-01T00:00:00Z"},"subject":{"id":"pkg:oci/api@1","source":"/ci","type":"artifact","content":{}}}
        """;

    [Theory]
    [InlineData("context.version", "\"0.4.0\"")]
    [InlineData("context.source", "\"https://ci.example/a%20b?x#y\"")]
    [InlineData("context.timestamp", "\"2026-01-01T00:00:00.123456789+02:00\"")]
    [InlineData("context.schemaUri", "\"https://cdevents.dev/x\"")]
    [InlineData("context.chainId", "\"c\"")]
    [InlineData("context.links", "[]")]
    [InlineData("context.unknown", "1")]
    [InlineData("subject.source", null)]
    [InlineData("subject.content.user", "\"u\"")]
    [InlineData("subject.content.sbom", "{\"uri\":\"/sbom\"}")]
    [InlineData("subject.content.unknown", "1")]
    [InlineData("customData", "{}")]
    [InlineData("customData", "\"eA==\"")]
    public void AreMet_With(string member, string? value) => Assert.True(AreMet(Published, member, value));

    [Theory]
    [InlineData("context", null)]
    [InlineData("context", "[]")]
    [InlineData("context.version", null)]
    [InlineData("context.version", "\"0.3.0\"")]
    [InlineData("context.version", "\"0.5.0\"")]
    [InlineData("context.version", "\"0.40\"")]
    [InlineData("context.version", "\"0.4.\"")]
    [InlineData("context.version", "4")]
    [InlineData("context.id", null)]
    [InlineData("context.id", "\"\"")]
    [InlineData("context.source", null)]
    [InlineData("context.source", "\"a b\"")]
    [InlineData("context.source", "\"%zz\"")]
    [InlineData("context.source", "\"x%2\"")]
    [InlineData("context.type", null)]
    [InlineData("context.type", "\"dev.cdevents.artifact.published.0.1.1\"")]
    [InlineData("context.type", "\"dev.cdevents.artifact.published.0.3.0\"")]
    [InlineData("context.type", "\"dev.cdevents.artifact.published\"")]
    [InlineData("context.type", "\"dev.cdevents.artifact.eaten.0.2.0\"")]
    [InlineData("context.timestamp", null)]
    [InlineData("context.timestamp", "\"2026-01-01\"")]
    [InlineData("context.timestamp", "\"2026-01-01T00:00:00\"")]
    [InlineData("context.timestamp", "\"2026-01-01T00:00:00+0000\"")]
    [InlineData("context.timestamp", "\"2026-13-01T00:00:00Z\"")]
    [InlineData("context.timestamp", "1767225600")]
    [InlineData("context.links", "{}")]
    [InlineData("context.chainId", "1")]
    [InlineData("subject", null)]
    [InlineData("subject.id", null)]
    [InlineData("subject.type", null)]
    [InlineData("subject.type", "\"branch\"")]
    [InlineData("subject.source", "1")]
    [InlineData("subject.content", null)]
    [InlineData("subject.content", "[]")]
    [InlineData("subject.content.user", "1")]
    [InlineData("subject.content.sbom", "{}")]
    [InlineData("subject.content.sbom", "{\"uri\":\" \"}")]
    [InlineData("customData", "5")]
    [InlineData("customDataContentType", "5")]
    public void AreNotMet_With(string member, string? value) => Assert.False(AreMet(Published, member, value));

    [Theory]
    [InlineData("packaged.0.2.0", "{\"change\":{\"id\":\"c\"}}", true)]
    [InlineData("packaged.0.2.0", "{}", false)]
    [InlineData("packaged.0.2.0", "{\"change\":{\"source\":\"/scm\"}}", false)]
    [InlineData("signed.0.2.0", "{\"signature\":\"s\"}", true)]
    [InlineData("signed.0.2.0", "{\"signature\":\"\"}", false)]
    [InlineData("deleted.0.1.0", "{\"user\":\"u\"}", true)]
    [InlineData("downloaded.0.1.0", "{\"user\":[]}", false)]
    public void LookAtTheContent_Of_EventsAboutArtifacts(string type, string content, bool isValid)
    {
        var body = Published.Replace("published.0.2.0", type, StringComparison.Ordinal);
        Assert.Equal(isValid, AreMet(body, "subject.content", content));
    }

    [Theory]
    [InlineData("pipelinerun.finished.0.2.0", "pipelineRun")]
    [InlineData("change.created.0.3.0", "change")]
    [InlineData("testcaserun.skipped.0.1.0", "testCaseRun")]
    [InlineData("ticket.closed.0.1.0", "ticket")]
    public void KnowTheOtherTypes(string type, string subject) => Assert.True(AreMet(
        Published.Replace("artifact.published.0.2.0", type, StringComparison.Ordinal), "subject.type", $"\"{subject}\""));

    [Fact]
    public void RefuseTheDraftOf06() => Assert.False(AreMet(
        """
        {"context":{"specversion":"0.6.0-draft","id":"i","source":"/ci","type":"dev.cdevents.artifact.published.0.4.0-draft",
         "timestamp":"2026-01-01T00:00:00Z"},"subject":{"id":"pkg:oci/api@1","content":{}}}
        """));

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("5")]
    public void RefuseOtherJson(string body) => Assert.False(AreMet(body));

    private static bool AreMet(string body, string member, string? value)
    {
        var node = JsonNode.Parse(body)!;
        var path = member.Split('.');
        var parent = path[..^1].Aggregate(node, (one, name) => one[name]!).AsObject(); // the base has all objects
        if (value is null) parent.Remove(path[^1]);
        else parent[path[^1]] = JsonNode.Parse(value);
        return AreMet(node.ToJsonString());
    }

    private static bool AreMet(string body) => CdEventsRules.AreMetBy(HookBody.Parse(Encoding.UTF8.GetBytes(body)).Value);
}
