using System.Text.Json.Nodes;
using ImageAutomation.ImageReflector.Hooks.Payloads;
using Xunit;

namespace ImageAutomation.ImageReflector.Tests.Hooks.Payloads;

public sealed class HookPayloadsTests
{
    private static readonly string[] Replacements =
    [
        "null", "0", "-1e300", "true", "[]", "{}", "\"\"", "\"x\"", "[[]]",
        "[null,1,\"x\",{}]", "{\"x\":null}", "\"\\u0000\"", "\"a:b@c/d\"",
    ];

    public static TheoryData<string> Cases => HookCase.Names();

    [Theory]
    [MemberData(nameof(Cases))]
    public void SaysWhatTheBodySays(string name)
    {
        var one = HookCase.Load(name);
        var shown = HookCase.Shown(HookCase.Read(one.Request(one.Body)));
        Assert.True(JsonNode.DeepEquals(one.Expected, shown), $"expected {one.Expected.ToJsonString()}\n but was {shown.ToJsonString()}");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void NeverThrows_When_AMemberIsAnythingElse(string name)
    {
        var one = HookCase.Load(name);
        foreach (var path in Paths(one.Body).ToList())
        {
            foreach (var replacement in Replacements)
            {
                var body = one.Body!.DeepClone(); // it has a member
                Replace(body, path, JsonNode.Parse(replacement));
                var news = HookCase.Read(one.Request(body));
                Assert.All(news.Images, image => Assert.NotEmpty(image.Path));
                _ = CdEventsRules.AreMetBy(HookBody.Read(one.Request(body)).Value);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void NeverThrows_When_AMemberIsMissing(string name)
    {
        var one = HookCase.Load(name);
        foreach (var path in Paths(one.Body).Where(path => path[^1] is string).ToList())
        {
            var body = one.Body!.DeepClone(); // it has a member
            Parent(body, path).AsObject().Remove((string)path[^1]);
            _ = HookCase.Read(one.Request(body));
        }
    }

    [Fact]
    public void IgnoresHalfASurrogatePair_Where_TextIsTaken()
    {
        var news = Read("""{"docker_url":"quay.io/acme/api","updated_tags":["\ud800","1.4.2"],"name":"\udc00"}""");
        Assert.Equal("1.4.2", Assert.Single(news.Images).Tag);
        Assert.Equal(HookNews.Unknown, Read("""{"image":"ghcr.io/acme/api:\ud83d"}"""));
    }

    [Fact]
    public void TakesTextOf1024Characters_However_TheyAreEscaped()
    {
        var tag = string.Concat(Enumerable.Repeat("\\u0061", 1024));
        var news = Read($$"""{"docker_url":"quay.io/acme/api","updated_tags":["{{tag}}","{{tag}}a","{{new string('b', 3_000_000)}}"]}""");
        Assert.Equal(1024, Assert.Single(news.Images).Tag?.Length);
    }

    [Fact]
    public void ReadsThousandItems_And_IgnoresTheRest()
    {
        var tags = string.Join(',', Enumerable.Range(0, 100_000).Select(i => $"\"{i}\""));
        Assert.Equal(1000, Read($$"""{"docker_url":"quay.io/acme/api","updated_tags":[{{tags}}]}""").Images.Count);
        var map = string.Join(',', Enumerable.Range(0, 10_000).Select(i => $"\"{i}\":0"));
        Assert.Equal(1000, Read($$$"""{"docker_url":"quay.io/acme/api","updated_tags":{ {{{map}}} } }""").Images.Count);
        var events = string.Join(',', Enumerable.Repeat("""{"action":"push","target":{"repository":"a/b","tag":"1"}}""", 5000));
        Assert.Equal(1000, Read($$"""{"events":[{{events}}]}""").Images.Count);
        var references = string.Join(',', Enumerable.Repeat("\"1\"", 600));
        var items = string.Join(',', Enumerable.Repeat($$"""{"name_tag":"a","references":[{{references}}]}""", 500));
        var replication = $$"""{"replication":{"successful_artifact":[{{items}}] } }""";
        Assert.Equal(1000, Read($$"""{"type":"REPLICATION","event_data":{{replication}} }""").Images.Count);
    }

    [Fact]
    public void KnowsNoSender_Of_ThousandsOfMembers()
    {
        var members = string.Join(',', Enumerable.Range(0, 1001).Select(i => $"\"m{i}\":0"));
        Assert.Equal(HookNews.Unknown, Read($$"""{"image":"ghcr.io/acme/api:1",{{members}}}"""));
    }

    [Fact]
    public void KnowsNoSender_Of_AnEmptyBody() => Assert.Equal(HookNews.Unknown, Read(""));

    private static HookNews Read(string body) => HookCase.Read(HookCase.Request(body));

    // Each path is keys and positions, from the outside in.
    private static IEnumerable<object[]> Paths(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(pair => Below(pair.Key, pair.Value)),
        JsonArray items => items.Take(3).SelectMany((item, i) => Below(i, item)),
        _ => [],
    };

    private static IEnumerable<object[]> Below(object key, JsonNode? value) =>
        Paths(value).Select(rest => (object[])[key, .. rest]).Prepend([key]);

    private static JsonNode Parent(JsonNode body, object[] path) =>
        path[..^1].Aggregate(body, (node, key) => key is int i ? node[i]! : node[(string)key]!); // the path comes from this body

    private static void Replace(JsonNode body, object[] path, JsonNode? value)
    {
        var parent = Parent(body, path);
        if (path[^1] is int i) parent[i] = value;
        else parent[(string)path[^1]] = value;
    }
}
