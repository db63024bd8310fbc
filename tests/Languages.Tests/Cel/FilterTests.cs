using System.Text.Json;
using ImageAutomation.Languages.Cel;
using ImageAutomation.Languages.Results;
using ImageAutomation.TestSupport;
using Xunit;

namespace ImageAutomation.Languages.Tests.Cel;

/// <summary>The language as filters of receivers have it: what compiles, what it yields for a body and an object.</summary>
public sealed class FilterTests
{
    private static readonly JsonElement Standard = JsonDocument.Parse(File.ReadAllText(Path.Combine(
        ConformanceFile.Root(), "tests", "Languages.Tests", "data", "cel-filters", "variables.json"))).RootElement;

    public static TheoryData<CelCase> Cases => CelCases.Find("cel-filters");

    [Theory]
    [MemberData(nameof(Cases))]
    public void CompilesAndYields(CelCase given)
    {
        var data = given.Data;
        string[] names = data.TryGetProperty("variables", out _) ? [.. data.Texts("variables")] : ["req", "res"];
        var compiled = CelExpression.Compile(data.Text("expr")!, names, CelResultType.Bool);
        if (data.Text("refused") is { } refused)
        {
            Assert.Equal((FailureKind.Terminal, "InvalidCELExpression"), (compiled.Failure?.Kind, compiled.Failure?.Reason));
            Assert.Contains(refused, compiled.Failure!.Message, StringComparison.Ordinal);
            return;
        }

        Assert.True(compiled.IsSuccess, compiled.Failure?.Message);
        var values = names.ToDictionary(
            name => name, name => CelValue.FromJson(data.TryGetProperty(name, out var own) ? own : Standard.GetProperty(name)));
        var result = compiled.Value.Evaluate(values);
        if (data.Text("failed") is { } failed)
        {
            Assert.Equal((FailureKind.Transient, "CELExpressionFailed"), (result.Failure?.Kind, result.Failure?.Reason));
            Assert.Contains(failed, result.Failure!.Message, StringComparison.Ordinal);
            return;
        }

        Assert.True(result.IsSuccess, result.Failure?.Message);
        Assert.Equal(data.GetProperty("value").GetBoolean(), result.Value);
    }
}
