using System.Text.Json;
using ImageAutomation.Languages.Cel;
using Xunit;

namespace ImageAutomation.Languages.Tests.Cel;

/// <summary>Values that go in and out, and bounds of what an expression may cost.</summary>
public sealed class CelExpressionTests
{
    private static readonly string[] Variables = ["claims", "vars"];
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    [Fact]
    public void HandsValuesToLaterExpressions()
    {
        var claims = CelValue.FromJson(Json("""{"owner":"acme","repo":"acme/web"}"""));
        var vars = new Dictionary<string, CelValue>();
        foreach (var (name, text) in new[] { ("owner", "claims.owner"), ("allowed", "[vars.owner + '/web', vars.owner + '/api']") })
        {
            var expression = CelExpression.Compile(text, Variables, CelResultType.Dyn).Value;
            vars[name] = expression.EvaluateValue(Given(claims, CelValue.FromMap(vars))).Value;
        }

        var validation = CelExpression.Compile("claims.repo in vars.allowed", Variables, CelResultType.Bool).Value;
        Assert.True(validation.Evaluate(Given(claims, CelValue.FromMap(vars))).Value);
    }

    [Fact]
    public void YieldsNoBool_When_ItsValueIsNone()
    {
        var expression = CelExpression.Compile("claims.owner", Variables, CelResultType.Dyn).Value;
        var none = CelValue.FromMap(new Dictionary<string, CelValue>());
        var result = expression.Evaluate(Given(CelValue.FromJson(Json("""{"owner":"acme"}""")), none));
        Assert.Equal("failed to evaluate CEL expression as boolean: 'claims.owner'", result.Failure?.Message);
    }

    [Theory]
    [InlineData("""{"a":1,"a":2}""", "claims.a == 2")]
    [InlineData("""{"a":"\ud800x\ude00"}""", "claims.a == '\ufffdx\ufffd'")]
    [InlineData("""{"\ud800":1}""", "claims['\ufffd'] == 1")]
    [InlineData("""{"a\n\"\/b":1}""", "claims['a\\n\\\"/b'] == 1")]
    [InlineData("""{"a":"\ud83d\ude00"}""", "claims.a == '😀' && claims.a.size() == 1")]
    [InlineData("""{"a":1e400,"b":-0.0,"c":9007199254740993}""", "claims.a > 1e308 && claims.b == 0 && claims.c == 9007199254740992")]
    [InlineData("""{"":{"":[null,true,{}]}}""", "claims[''][''][0] == null && claims[''][''][1] == true && claims[''][''][2] == {}")]
    public void ReadsJsonAsGoDoes(string json, string text)
    {
        var expression = CelExpression.Compile(text, Variables, CelResultType.Bool);
        Assert.True(expression.IsSuccess, expression.Failure?.Message);
        var result = expression.Value.Evaluate(Given(CelValue.FromJson(Json(json)), CelValue.FromJson(Json("{}"))));
        Assert.True(result.IsSuccess, result.Failure?.Message);
        Assert.True(result.Value);
    }

    [Theory]
    [InlineData("claims.l.all(x, claims.l.all(y, x + y >= 0.0))")]
    [InlineData("claims.l.map(x, claims.l.map(y, claims.l.map(z, x))).size() >= 0")]
    [InlineData("claims.l.map(x, claims.big + claims.big).size() >= 0")]
    [InlineData("claims.l.map(x, claims.l + claims.l).size() >= 0")]
    [InlineData("claims.l.map(x, claims.big.split('')).size() >= 0")]
    [InlineData("claims.l.map(x, claims.big.replace('', claims.big)).size() >= 0")]
    [InlineData("claims.big.replace('a', claims.big).size() >= 0")]
    [InlineData("claims.l.map(x, '%s%s'.format([claims, claims])).size() >= 0")]
    [InlineData("claims.l.map(x, string(x)).join(claims.big).size() >= 0")]
    [InlineData("claims.l.all(x, claims.big.matches('^(a|b|c){900}d|[ab]{900}c') || true)")]
    [InlineData("claims.l.all(x, claims.l == claims.l)")]
    [InlineData("claims.l.all(x, sets.equivalent(claims.l, claims.l))")]
    [InlineData("claims.l.all(x, claims.l.map(y, -y).size() > 0)")]
    [InlineData("claims.l.all(x, claims.big.reverse() == claims.big || true)")]
    [InlineData("claims.l.exists(x, claims.missing == 1 || claims.l.exists(y, claims.missing == 1))")]
    public void IsCut_When_ItNeedsTooManySteps(string text)
    {
        var body = JsonSerializer.SerializeToElement(new Body([.. Enumerable.Range(0, 10_000)], new string('a', 200_000)), Options);
        var expression = CelExpression.Compile(text, Variables, CelResultType.Bool);
        Assert.True(expression.IsSuccess, expression.Failure?.Message);
        var result = expression.Value.Evaluate(Given(CelValue.FromJson(body), CelValue.FromJson(Json("{}"))));
        Assert.Contains("needs more than 10000 steps", result.Failure?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LooksThroughALongList_WithinItsSteps()
    {
        var body = JsonSerializer.SerializeToElement(new Body([.. Enumerable.Range(0, 1_500)], ""), Options);
        var expression = CelExpression.Compile("claims.l.exists(x, x == 1499)", Variables, CelResultType.Bool).Value;
        Assert.True(expression.Evaluate(Given(CelValue.FromJson(body), CelValue.FromJson(Json("{}")))).Value);
    }

    [Fact]
    public void IsRefused_When_TooLong()
    {
        var failure = CelExpression.Compile(new string(' ', 9_997) + "true", Variables, CelResultType.Bool).Failure;
        Assert.EndsWith("1:10001: longer than 10000 characters", failure?.Message, StringComparison.Ordinal);
        Assert.True(CelExpression.Compile(new string(' ', 9_996) + "true", Variables, CelResultType.Bool).IsSuccess);
    }

    [Theory]
    [InlineData("(")]
    [InlineData("[")]
    [InlineData("{1:")]
    [InlineData("-(")]
    [InlineData("f(")]
    [InlineData("a.b(")]
    [InlineData("a[")]
    [InlineData("a[?")]
    [InlineData("a?b:")]
    [InlineData("a?(")]
    [InlineData("[1].all(x,")]
    [InlineData("!")]
    [InlineData("-")]
    [InlineData("a.")]
    [InlineData("1+")]
    [InlineData("1<")]
    [InlineData("a&&b||")]
    public void DepthIsAFailure(string part)
    {
        var text = string.Concat(Enumerable.Repeat(part, CelExpression.MaxLength / part.Length));
        Assert.NotNull(CelExpression.Compile(text, Variables, CelResultType.Bool).Failure);
    }

    [Fact]
    public void DeepValuesAreAFailureOrAValue()
    {
        var json = string.Concat(Enumerable.Repeat("[", 60_000)) + string.Concat(Enumerable.Repeat("]", 60_000));
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 100_000 });
        var expression = CelExpression.Compile("vars == claims", ["claims", "vars"], CelResultType.Bool).Value;
        var result = expression.Evaluate(Given(CelValue.FromJson(document.RootElement), CelValue.FromJson(document.RootElement.Clone())));
        Assert.NotNull(result.Failure);
    }

    [Fact]
    public void AMissingVariableIsAFailure()
    {
        var expression = CelExpression.Compile("claims.a == 1", Variables, CelResultType.Bool).Value;
        var result = expression.Evaluate(new Dictionary<string, CelValue>());
        Assert.Contains("no such attribute: claims", result.Failure?.Message, StringComparison.Ordinal);
    }

    private static Dictionary<string, CelValue> Given(CelValue claims, CelValue vars) => new() { ["claims"] = claims, ["vars"] = vars };

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;

    private sealed record Body(int[] L, string Big);
}
