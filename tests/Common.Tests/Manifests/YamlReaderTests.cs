using ImageAutomation.Common.Manifests;
using Xunit;

namespace ImageAutomation.Common.Tests.Manifests;

public sealed class YamlReaderTests
{
    [Theory]
    [InlineData("a: 1", """{"a":1}""")]
    [InlineData("a: '1'", """{"a":"1"}""")]
    [InlineData("a: 1.0", """{"a":1}""")]
    [InlineData("a: yes", """{"a":true}""")]
    [InlineData("a: !!str yes", """{"a":"yes"}""")]
    [InlineData("a: ~", """{"a":null}""")]
    [InlineData("a:", """{"a":null}""")]
    [InlineData("a: v1.2", """{"a":"v1.2"}""")]
    [InlineData("a: 0x1F", """{"a":31}""")]
    [InlineData("a: 010", """{"a":8}""")]
    [InlineData("a: 2020-01-02", """{"a":"2020-01-02"}""")]
    [InlineData("\uFEFFa: b", """{"a":"b"}""")]
    [InlineData("b: &x {c: 1}\na: *x", """{"b":{"c":1},"a":{"c":1}}""")]
    [InlineData("b: &x {c: 1, d: 2}\na: {<<: *x, d: 3}", """{"b":{"c":1,"d":2},"a":{"d":3,"c":1}}""")]
    [InlineData("{\"a\": [1, null]}", """{"a":[1,null]}""")]
    public void ReadsYamlAsKubernetesToolsDo(string yaml, string json) =>
    Assert.Equal(json, YamlReader.Read(yaml).Value[0].Root.ToJsonString());

    [Fact]
    public void ReadsDocumentsWithTheirLines()
    {
        var documents = YamlReader.Read("# first\na: 1\n---\n---\n# more\nb: 2\n").Value;
        Assert.Equal([2, 6], documents.Select(d => d.Line));
    }

    [Theory]
    [InlineData("a: b: c", "line 1")]
    [InlineData("a: 1\nb: [\n", "line 3")]
    [InlineData("a: 1\na: 2", "set twice")]
    [InlineData("a: *x", "anchor")]
    [InlineData("{{ template }}: x\n  y", "line")]
    public void NamesThePlaceOfAnError(string yaml, string part) =>
    Assert.Contains(part, YamlReader.Read(yaml).Failure?.Message, StringComparison.Ordinal);

    [Fact]
    public void RefusesAliasBombsAndDeepNesting()
    {
        var bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n"
            + string.Join(
                '\n', Enumerable.Range(1, 9).Select(i => $"a{i}: &a{i} [{string.Join(',', Enumerable.Repeat($"*a{i - 1}", 10))}]"));
        Assert.Contains("nodes", YamlReader.Read(bomb).Failure?.Message, StringComparison.Ordinal);
        Assert.NotNull(YamlReader.Read(new string('[', 5_000)).Failure);
    }

    [Fact]
    public void WritesWhatItReadsBack()
    {
        const string Json =
            """{"a":"1.0","b":"yes","c":"","d":"two\nlines\n","e":[],"f":{},"g":[{"h":1}],"i":"null","j":true,"k":"x: y #z"}""";
        var yaml = YamlWriter.Write([System.Text.Json.Nodes.JsonNode.Parse(Json)!]);
        Assert.Equal(Json, YamlReader.Read(yaml).Value[0].Root.ToJsonString());
    }
}
