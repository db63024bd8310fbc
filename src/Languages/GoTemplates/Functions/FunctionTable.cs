using System.Collections.Frozen;

namespace ImageAutomation.Languages.GoTemplates.Functions;

/// <summary>Every function that message templates may call: Go's own and the hermetic ones of sprig, which win.</summary>
internal static class FunctionTable
{
    public static FrozenDictionary<string, GoFunction> All { get; } = Build();

    private static FrozenDictionary<string, GoFunction> Build()
    {
        var table = Builtins.All.ToDictionary(f => f.Name, StringComparer.Ordinal);
        foreach (var function in (IEnumerable<GoFunction>)[
            .. StringFunctions.All, .. NumberFunctions.All, .. LogicFunctions.All, .. ListFunctions.All, .. DictFunctions.All,
            .. EncodingFunctions.All, .. PathFunctions.All, .. UrlFunctions.All, .. TimeFunctions.All,
            .. RegexFunctions.All, .. SemverFunctions.All, .. PasswordFunctions.All])
            table[function.Name] = function;
        return table.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
