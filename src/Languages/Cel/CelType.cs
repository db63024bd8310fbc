using System.Globalization;

namespace ImageAutomation.Languages.Cel;

/// <summary>A static type.</summary>
internal sealed class CelType
{
    public static readonly CelType Dyn = new(CelKind.Dyn, "dyn");
    public static readonly CelType Null = new(CelKind.Null, "null");
    public static readonly CelType Bool = new(CelKind.Bool, "bool");
    public static readonly CelType Int = new(CelKind.Int, "int");
    public static readonly CelType UInt = new(CelKind.UInt, "uint");
    public static readonly CelType Double = new(CelKind.Double, "double");
    public static readonly CelType String = new(CelKind.String, "string");
    public static readonly CelType Bytes = new(CelKind.Bytes, "bytes");
    public static readonly CelType Timestamp = new(CelKind.Timestamp, "timestamp");
    public static readonly CelType Duration = new(CelKind.Duration, "duration");
    public static readonly CelType Type = new(CelKind.Type, "type");

    private static readonly Dictionary<string, CelType> ByName = new[]
    {
        Dyn, Null, Bool, Int, UInt, Double, String, Bytes, Timestamp, Duration, Type,
    }.ToDictionary(type => type.Name, StringComparer.Ordinal);

    private CelType(CelKind kind, string name, params CelType[] parameters) => (Kind, Name, Parameters) = (kind, name, parameters);

    public CelKind Kind { get; }

    /// <summary>Its name without parameters.</summary>
    public string Name { get; }

    /// <summary>Element of a list; key and value of a map; what a type or optional is of.</summary>
    public IReadOnlyList<CelType> Parameters { get; }

    public bool IsDyn => Kind is CelKind.Dyn or CelKind.Error;

    public static CelType List(CelType element) => new(CelKind.List, "list", element);

    public static CelType Map(CelType key, CelType value) => new(CelKind.Map, "map", key, value);

    public static CelType TypeOf(CelType type) => new(CelKind.Type, "type", type);

    public static CelType Optional(CelType value) => new(CelKind.Optional, "optional_type", value);

    public static CelType Parameter(string name) => new(CelKind.Parameter, name);

    /// <summary>A parameter that no declaration names.</summary>
    public static CelType Fresh(int number) => Parameter("_var" + number.ToString(CultureInfo.InvariantCulture));

    /// <summary>Reads a type as declarations write it: <c>map(string, list(A))</c>; one capital letter is a parameter.</summary>
    public static CelType Parse(string text)
    {
        var at = 0;
        return Parse(text, ref at);
    }

    /// <summary>Reads types between parentheses: <c>(string, list(A))</c>.</summary>
    public static List<CelType> ParseAll(string text)
    {
        var at = 0;
        return ParseAll(text, ref at);
    }

    /// <summary>The same type with other parameters.</summary>
    public CelType With(params CelType[] parameters) => new(Kind, Name, parameters);

    /// <summary>Whether both are one type; names of parameters do not matter.</summary>
    public bool IsEquivalentTo(CelType other)
    {
        if (Kind != other.Kind || Parameters.Count != other.Parameters.Count) return false;
        for (var i = 0; i < Parameters.Count; i++)
            if (!Parameters[i].IsEquivalentTo(other.Parameters[i])) return false;
        return true;
    }

    /// <summary>Whether both are one type, names of parameters included.</summary>
    public bool IsExactly(CelType other)
    {
        if (Kind != other.Kind || Name != other.Name || Parameters.Count != other.Parameters.Count) return false;
        for (var i = 0; i < Parameters.Count; i++)
            if (!Parameters[i].IsExactly(other.Parameters[i])) return false;
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => Parameters.Count == 0 ? Name : $"{Name}({string.Join(", ", Parameters)})";

    private static CelType Parse(string text, ref int at)
    {
        var start = at;
        while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] == '_')) at++;
        var name = text[start..at];
        if (at >= text.Length || text[at] != '(') return ByName.GetValueOrDefault(name) ?? Parameter(name);
        var parameters = ParseAll(text, ref at);
        return name switch
        {
            "list" => List(parameters[0]),
            "map" => Map(parameters[0], parameters[1]),
            "type" => TypeOf(parameters[0]),
            _ => Optional(parameters[0]),
        };
    }

    private static List<CelType> ParseAll(string text, ref int at)
    {
        List<CelType> parameters = [];
        do
        {
            at++;
            while (text[at] == ' ') at++;
            if (text[at] != ')') parameters.Add(Parse(text, ref at));
        }
        while (text[at] == ',');
        at++;
        return parameters;
    }
}
