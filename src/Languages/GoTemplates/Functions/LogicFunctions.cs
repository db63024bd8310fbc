using static ImageAutomation.Languages.GoTemplates.GoFunction;
using static ImageAutomation.Languages.GoTemplates.GoType;

namespace ImageAutomation.Languages.GoTemplates.Functions;

/// <summary>Defaults, choices, failure, and what a value is.</summary>
internal static class LogicFunctions
{
    public static IEnumerable<GoFunction> All =>
    [
        Rest("default", (_, a) => a.Length < 2 || GoTruth.IsEmpty(a[1]) ? a[0] : a[1], Any, Any),
        Fixed("empty", (_, a) => GoValue.Of(GoTruth.IsEmpty(a[0])), Any),
        Rest("coalesce", (_, a) => a.FirstOrDefault(v => !GoTruth.IsEmpty(v)), Any),
        Rest("all", (_, a) => GoValue.Of(a.All(GoTruth.Of)), Any),
        Rest("any", (_, a) => GoValue.Of(a.Any(GoTruth.Of)), Any),
        Fixed("ternary", (_, a) => a[2].Boolean ? a[0] : a[1], Any, Any, GoType.Boolean),
        Fixed("fail", (_, a) => throw new FunctionError(a[0].Text), Text),
        Fixed("typeOf", (_, a) => GoValue.Of(TypeName(a[0])), Any),
        Fixed("typeIs", (_, a) => GoValue.Of(TypeName(a[1]) == a[0].Text), Text, Any),
        Fixed("typeIsLike", (_, a) => GoValue.Of(TypeName(a[1]) == a[0].Text || TypeName(a[1]) == "*" + a[0].Text), Text, Any),
        Fixed("kindOf", (_, a) => GoValue.Of(KindName(a[0])), Any),
        Fixed("kindIs", (_, a) => GoValue.Of(KindName(a[1]) == a[0].Text), Text, Any),
        Fixed("deepEqual", (b, a) => GoValue.Of(GoValue.DeepEqual(a[0], a[1], b)), Any, Any),
    ];

    private static string TypeName(GoValue value) => value.IsNothing ? "<nil>" : value.TypeName;

    private static string KindName(GoValue value) => value.IsNothing ? "invalid" : value.Type!.KindName;   // not nothing, so typed
}
