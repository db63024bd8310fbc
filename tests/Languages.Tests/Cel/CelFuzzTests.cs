using System.Text;
using System.Text.Json;
using ImageAutomation.Languages.Cel;
using ImageAutomation.TestSupport;
using ImageAutomation.TestSupport.Fuzzing;
using Xunit;

namespace ImageAutomation.Languages.Tests.Cel;

/// <summary>No text is more than a failure, whatever it becomes when it runs.</summary>
public sealed class CelFuzzTests
{
    private static readonly string[] Words =
    [
        "(", ")", "[", "]", "{", "}", "?", ":", ".", ".?", "[?", "&&", "||", "==", "!=", "<", ">=", " in ", "+", "-", "*", "/", "%", "!",
        ",",
        "'", "\"", "'''", "b'", "r'", "\\u00", "\\xff", "1", "1u", "1.5", "0x", "1e", "req", "res", "req.l", "true", "null", "[]", "{}",
        "has(", ".all(x, ", ".exists(x, ", ".map(x, ", ".filter(x, ", ".optMap(x, ", ".size()", ".matches(", ".format(", ".split('')",
        ".join()", ".first()", ".last()", ".value()", ".orValue(", "optional.of(", "optional.none()", "sets.contains(", "base64.decode(",
        "timestamp(", "duration(", "string(", "int(", "dyn(", "type(", "// ", "\n", "\ud83d\ude00", "%s", "%.3e",
        "9223372036854775807",
    ];

    [Fact]
    public Task Expressions()
    {
        IEnumerable<object[]>[] folders = [CelCases.Find("cel-filters"), CelCases.Find("cel")];
        List<string> seeds =
        [
            .. folders.SelectMany(rows => rows).Select(row => ((CelCase)row[0]).Data.Text("expr")!).Where(text => text.Length < 500),
        ];
        var values = new Dictionary<string, CelValue>
        {
            ["req"] = Json("""{"l":["a","b",1,null,{"x":[]}],"n":1,"s":"text","flag":true,"m":{"a":{"b":"c"}}}"""),
            ["res"] = Json("""{"metadata":{"name":"web","labels":{"a":"b"}}}"""),
        };
        return Fuzz.RunAsync(seeds, Words, bytes =>
        {
            var compiled = CelExpression.Compile(Encoding.UTF8.GetString(bytes), values.Keys, CelResultType.Dyn);
            if (!compiled.IsSuccess) return;
            var result = compiled.Value.EvaluateValue(values);
            _ = result.ToString();
            if (compiled.Value.StaticType.Kind == CelKind.Bool && result.IsSuccess) Assert.Equal("bool", result.Value.TypeName);
        });
    }

    private static CelValue Json(string text) => CelValue.FromJson(JsonDocument.Parse(text).RootElement);
}
