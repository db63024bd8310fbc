using System.Text.Json;
using ImageAutomation.Languages.Cel;
using ImageAutomation.Languages.Cel.Functions;
using Xunit;

namespace ImageAutomation.Languages.Tests.Cel;

/// <summary>The language by itself: cases of google/cel-spec, see the README beside the data.</summary>
public sealed class ConformanceTests
{
    public static TheoryData<CelCase> Cases => CelCases.Find("cel");

    [Theory]
    [MemberData(nameof(Cases))]
    public void YieldsTypeAndValueOfTheSpecification(CelCase given)
    {
        var data = given.Data;
        var types = Entries(data, "variables").ToDictionary(entry => entry.Name, entry => CelType.Parse(entry.Value.GetString()!));
        var values = Entries(data, "values").ToDictionary(entry => entry.Name, entry => CelCase.Value(entry.Value));
        var expectsError = data.TryGetProperty("error", out _);

        var compiled = CelExpression.Compile(data.GetProperty("expr").GetString()!, types, mayMix: true);
        if (expectsError && !compiled.IsSuccess)
        {
            if (data.TryGetProperty("at", out var place))
                Assert.Contains($"': {place.GetString()}: ", compiled.Failure.Message, StringComparison.Ordinal);
            return;
        }

        Assert.True(compiled.IsSuccess, compiled.Failure?.Message);
        if (data.TryGetProperty("type", out var type)) Assert.Equal(type.GetString(), compiled.Value.StaticType.ToString());
        if (!expectsError && !data.TryGetProperty("value", out _)) return;

        var result = compiled.Value.EvaluateValue(values);
        Assert.True(result.IsSuccess != expectsError, result.ToString());
        if (expectsError) return;
        var expected = CelCase.Value(data.GetProperty("value"));
        Assert.Equal(expected.TypeName, result.Value.TypeName);
        var isNaN = expected.ToString() == "NaN" && result.Value.ToString() == "NaN";
        Assert.True(isNaN || Comparison.AreEqual(expected, result.Value, new CelBudget()), $"{result.Value} is not {expected}");
    }

    private static JsonElement.ObjectEnumerator Entries(JsonElement data, string name) =>
        data.TryGetProperty(name, out var entries) ? entries.EnumerateObject() : default;
}
