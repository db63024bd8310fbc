using System.Text.Json;
using ImageAutomation.Cli.Batches;
using ImageAutomation.Common.Policies;
using ImageAutomation.TestSupport;
using Xunit;

namespace ImageAutomation.Cli.Tests.Batches;

public sealed class PolicyBatchTests
{
    [Theory]
    [InlineData("""{"policy":{"semver":{"range":">=1.0"}},"tags":["1.0.0","1.2.3","0.9.0"]}""", """{"latest":"1.2.3"}""")]
    [InlineData(
        """{"policy":{"numerical":{}},"filterTags":{"pattern":"^b-(\\d+)$","extract":"$1"},"tags":["b-2","b-10","x"]}""",
        """{"latest":"b-10"}""")]
    [InlineData(
        """{"policy":{"semver":{"range":"nope"}},"tags":[]}""",
        """{"error":{"reason":"InvalidPolicy","message":"invalid policy: improper constraint: \u0022nope\u0022"}}""")]
    [InlineData(
        """{"tags":["1"]}""",
        """{"error":{"reason":"InvalidPolicy","message":"invalid policy: given ImagePolicyChoice object is invalid"}}""")]
    [InlineData(
        """{"policy":{"alphabetical":{}},"tags":[]}""",
        """{"error":{"reason":"Failure","message":"version list argument cannot be empty"}}""")]
    [InlineData("""{"policy":{"alphabetical":{"order":"desc"}},"tags":["b","é"]}""", """{"latest":"b"}""")]
    [InlineData("""{"policy":{"alphabetical":{}},"tags":["b","é"]}""", """{"latest":"\u00E9"}""")]
    [InlineData(
        """{"policy":{"alphabetical":{}},"tags":["b",null]}""",
        """{"error":{"reason":"InvalidRequest","message":"one of the tags is null"}}""")]
    [InlineData("""{"policy":{"alphabetical":{}}}""", """{"error":{"reason":"InvalidRequest","message":"the request has no tags"}}""")]
    public void AnswersOneLineWithOneLine(string line, string expected) => Assert.Equal(expected, PolicyBatch.Answer(line, explain: false));

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"tags\":[1]}")]
    [InlineData("{\"tags\":[\"\\ud800\"]}")]
    [InlineData("{\"tags\":[],\"tags\":[]}")]
    public void AnswersLinesThatAreNotRequests(string line)
    {
        using var answer = JsonDocument.Parse(PolicyBatch.Answer(line, explain: true));
        Assert.Equal(PolicyBatch.InvalidRequest, answer.RootElement.GetProperty("error").GetProperty("reason").GetString());
    }

    [Fact]
    public void ExplainsEveryTagInTheOrderOfTheRequest()
    {
        const string line = """
            {"policy":{"semver":{"range":"1.x"}},"filterTags":{"pattern":"^r-(v?.*?)(-\\w)?$","extract":"$1"},
            "tags":["r-1.0.0","r-1.2.0-a","r-1.2.0-b","r-v1.2.0","r-2.0.0","r-1.3.0-rc.1","r-x","other"]}
            """;
        using var answer = JsonDocument.Parse(PolicyBatch.Answer(line, explain: true));
        Assert.Equal("r-v1.2.0", answer.RootElement.GetProperty("latest").GetString());
        var verdicts = answer.RootElement.GetProperty("verdicts").EnumerateArray()
            .Select(item => $"{item.Text("tag")} {item.Text("verdict")} {item.Text("key")}");
        Assert.Equal(
            [
                "r-1.0.0 Older 1.0.0", "r-1.2.0-a Equal 1.2.0", "r-1.2.0-b Shadowed 1.2.0", "r-v1.2.0 Elected v1.2.0",
                "r-2.0.0 OutOfRange 2.0.0", "r-1.3.0-rc.1 Prerelease 1.3.0-rc.1", "r-x NotAVersion x", "other Excluded ",
            ],
            verdicts);
    }

    [Fact]
    public void ExplainsBesideAnError()
    {
        var answer = PolicyBatch.Answer("""{"policy":{"numerical":{}},"tags":["1","x"]}""", explain: true);
        Assert.Equal(
            """{"error":{"reason":"Failure","message":"failed to parse invalid numeric value \u0027x\u0027"},"verdicts":[{"tag":"1","verdict":"Older","key":"1"},{"tag":"x","verdict":"NotANumber","key":"x"}]}""",
            answer);
    }

    [Fact]
    public void VerdictNamesAreAClosedList() => Assert.Equal(
        ["Elected", "Older", "Equal", "Shadowed", "OutOfRange", "Prerelease", "NotAVersion", "NotANumber", "Excluded"],
        Enum.GetNames<TagVerdict>().Except(["Artifact", "Withdrawn", "Blocked"])); // these are of elections of ImagePolicies alone
}
