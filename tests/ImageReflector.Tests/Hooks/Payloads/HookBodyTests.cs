using System.Text;
using System.Text.Json;
using ImageAutomation.ImageReflector.Hooks.Payloads;
using Xunit;

namespace ImageAutomation.ImageReflector.Tests.Hooks.Payloads;

public sealed class HookBodyTests
{
    private static readonly Dictionary<string, string> Form = new()
    {
        ["Content-Type"] = "application/x-www-form-urlencoded; charset=utf-8",
    };

    [Theory]
    [InlineData("{\"a\":1}", "{\"a\":1}")]
    [InlineData(" [1, 2]\r\n", "[1, 2]")]
    [InlineData("\uFEFF{}", "{}")]
    [InlineData("null", "null")]
    public void ReadsJson(string body, string expected) => Assert.Equal(expected, Read(body).GetRawText());

    [Theory]
    [InlineData("")]
    [InlineData(" \t\r\n")]
    [InlineData("\uFEFF")]
    public void ReadsNothing_Of_AnEmptyBody(string body) => Assert.Equal(JsonValueKind.Undefined, Read(body).ValueKind);

    [Theory]
    [InlineData("{")]
    [InlineData("{}{}")]
    [InlineData("{\"a\":1,}")]
    [InlineData("[1] // x")]
    [InlineData("nul")]
    [InlineData("\u0000")]
    [InlineData("{\"a\":1,\"a\":2}")]
    [InlineData("{\"a\":1,\"\\u0061\":2}")]
    [InlineData("{\"x\":[{\"a\":1,\"b\":2,\"a\":1}]}")]
    [InlineData("{\"\\ud800\":1}")]
    [InlineData("{\"x\":{\"a\\udc00\":1,\"b\":2}}")]
    public void Refuses(string body)
    {
        Assert.False(HookBody.Read(HookCase.Request(body)).TryGet(out _, out var failure));
        Assert.Equal(HookBody.InvalidBody, failure.Reason);
    }

    [Fact]
    public void Refuses_When_ItIsNotUtf8() =>
        Assert.NotNull(HookBody.Read(HookCase.Request([.. "{\"a\":\""u8, 0xC3, 0x28, .. "\"}"u8])).Failure);

    [Theory]
    [InlineData(32, true)]
    [InlineData(33, false)]
    [InlineData(10_000, false)]
    public void BoundsTheDepth(int depth, bool isRead)
    {
        var arrays = new string('[', depth) + new string(']', depth);
        Assert.Equal(isRead, HookBody.Read(HookCase.Request(arrays)).IsSuccess);
        var objects = string.Concat(Enumerable.Repeat("{\"a\":", depth)) + "1" + new string('}', depth);
        Assert.Equal(isRead, HookBody.Read(HookCase.Request(objects)).IsSuccess);
        Assert.False(HookBody.Read(HookCase.Request(new string('[', depth))).IsSuccess);
    }

    [Theory]
    [InlineData("payload=%7B%22a%22%3A%22b+c%22%7D", "{\"a\":\"b c\"}")]
    [InlineData("x=1&payload={}&y=2", "{}")]
    [InlineData("payload=%7b%22%C3%A9%22:1%7d", "{\"é\":1}")]
    [InlineData("{\"image\":\"a\"}", "{\"image\":\"a\"}")]
    public void ReadsAForm(string body, string expected) =>
        Assert.Equal(expected, HookBody.Read(HookCase.Request(body, Form)).Value.GetRawText());

    [Theory]
    [InlineData("payload={}&payload={}")]
    [InlineData("payload=%7")]
    [InlineData("payload=%zz")]
    [InlineData("payload=%FF%FE")]
    [InlineData("payload={\"a\":1,\"a\":2}")]
    [InlineData("x=1&y=2")]
    public void RefusesAForm(string body) => Assert.NotNull(HookBody.Read(HookCase.Request(body, Form)).Failure);

    [Fact]
    public void ReadsNothing_Of_AnEmptyField() =>
        Assert.Equal(JsonValueKind.Undefined, HookBody.Read(HookCase.Request("payload=", Form)).Value.ValueKind);

    [Fact]
    public void SaysNothingOfTheContent()
    {
        var failure = HookBody.Read(HookCase.Request("{\"token\":\"s3cret\"")).Failure;
        Assert.DoesNotContain("s3cret", failure?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadsThreeMebibytes()
    {
        var body = Encoding.UTF8.GetBytes($"{{\"a\":\"{new string('x', (3 * 1024 * 1024) - 8)}\"}}");
        Assert.True(HookBody.Read(HookCase.Request(body)).IsSuccess);
    }

    [Fact]
    public void ReadsAnObjectOfManyMembers_WithoutComparingEachWithEach()
    {
        var members = string.Join(',', Enumerable.Range(0, 250_000).Select(i => $"\"m{i}\":0"));
        Assert.Equal(250_000, Read($"{{{members}}}").GetPropertyCount());
        Assert.NotNull(HookBody.Read(HookCase.Request($"{{{members},\"m0\":0}}")).Failure);
    }

    private static JsonElement Read(string body) => HookBody.Read(HookCase.Request(body)).Value;
}
