using System.Text.Json.Nodes;
using ImageAutomation.Common.Kubernetes;
using Xunit;

namespace ImageAutomation.Common.Tests.Kubernetes;

public sealed class JsonMergePatchTests
{
    [Theory]
    [InlineData("{}", "{}", "{}")]
    [InlineData("""{"a":1}""", """{"a":1}""", "{}")]
    [InlineData("""{"a":1}""", """{"a":2}""", """{"a":2}""")]
    [InlineData("""{"a":1,"b":2}""", """{"b":2}""", """{"a":null}""")]
    [InlineData("""{"a":{"x":1,"y":2}}""", """{"a":{"x":1,"z":3}}""", """{"a":{"y":null,"z":3}}""")]
    [InlineData("""{"a":[1,2]}""", """{"a":[1]}""", """{"a":[1]}""")]
    [InlineData("""{"a":[1]}""", """{"a":{"x":1}}""", """{"a":{"x":1}}""")]
    [InlineData("""{"a":{"x":1}}""", """{"a":{}}""", """{"a":{"x":null}}""")]
    public void ADifference_IsWhatChangedAndNothingElse(string before, string after, string patch)
    {
        var made = JsonMergePatch.Diff(JsonNode.Parse(before)!.AsObject(), JsonNode.Parse(after)!.AsObject());
        Assert.Equal(patch, made.ToJsonString());
    }

    [Fact]
    public void Nothing_CountsAsEmpty()
    {
        Assert.Equal("""{"a":1}""", JsonMergePatch.Diff(null, new JsonObject { ["a"] = 1 }).ToJsonString());
        Assert.Equal("""{"a":null}""", JsonMergePatch.Diff(new JsonObject { ["a"] = 1 }, null).ToJsonString());
    }
}
