using System.Collections.Frozen;

namespace ImageAutomation.Languages.Cel.Functions;

/// <summary>All functions and operators: the standard ones, and the libraries that Flux turns on.</summary>
/// <remarks>Source: cel-go's standard library, OptionalTypes, ext.Strings, ext.Sets, ext.Encoders.</remarks>
internal static class FunctionTable
{
    private static readonly FrozenDictionary<string, IReadOnlyList<Overload>> All = Build();

    /// <summary>The declarations of a function; null when there is none.</summary>
    public static IReadOnlyList<Overload>? Find(string name) => All.GetValueOrDefault(name);

    private static FrozenDictionary<string, IReadOnlyList<Overload>> Build()
    {
        var table = new Declarations();
        Arithmetic.Declare(table);
        Comparison.Declare(table);
        Containers.Declare(table);
        Conversions.Declare(table);
        TextFunctions.Declare(table);
        TimeFunctions.Declare(table);
        OptionalFunctions.Declare(table);
        StringFunctions.Declare(table);
        SetFunctions.Declare(table);
        EncoderFunctions.Declare(table);
        return table.ToTable();
    }
}
