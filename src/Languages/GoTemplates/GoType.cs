namespace ImageAutomation.Languages.GoTemplates;

/// <summary>A Go type: its name is what <c>%T</c> prints, its kind decides what can be done with a value.</summary>
/// <param name="name">Name.</param>
/// <param name="kind">Kind.</param>
/// <param name="kindName">What <c>kindOf</c> prints.</param>
public sealed class GoType(string name, GoKind kind, string kindName)
{
    internal static readonly GoType Boolean = new("bool", GoKind.Boolean, "bool");
    internal static readonly GoType Int = new("int", GoKind.Integer, "int");
    internal static readonly GoType Int64 = new("int64", GoKind.Integer, "int64");
    internal static readonly GoType UInt8 = new("uint8", GoKind.Unsigned, "uint8");
    internal static readonly GoType UInt32 = new("uint32", GoKind.Unsigned, "uint32");
    internal static readonly GoType UInt64 = new("uint64", GoKind.Unsigned, "uint64");
    internal static readonly GoType Float64 = new("float64", GoKind.Float, "float64");
    internal static readonly GoType Complex128 = new("complex128", GoKind.Complex, "complex128");
    /// <summary>Text.</summary>
    public static readonly GoType Text = new("string", GoKind.Text, "string");
    internal static readonly GoType Any = new("interface {}", GoKind.Interface, "interface");

    /// <summary>Parameter type of built-ins that tell "no value" from nil.</summary>
    internal static readonly GoType Reflected = new("reflect.Value", GoKind.Struct, "struct");

    internal static readonly GoType AnyList = ListOf(Any);
    internal static readonly GoType TextList = ListOf(Text);
    internal static readonly GoType IntList = ListOf(Int);
    internal static readonly GoType AnyListList = ListOf(AnyList);
    internal static readonly GoType AnyMap = MapOf(Text, Any);
    /// <summary>A map from text to text.</summary>
    public static readonly GoType TextMap = MapOf(Text, Text);

    /// <summary>What <c>%T</c> prints.</summary>
    public string Name { get; } = name;

    /// <summary>What can be done with a value.</summary>
    public GoKind Kind { get; } = kind;

    /// <summary>What <c>kindOf</c> prints.</summary>
    internal string KindName { get; } = kindName;

    internal GoType? Element { get; private init; }

    internal GoType? Key { get; private init; }

    /// <summary>Fields of a struct, in order.</summary>
    public IReadOnlyList<GoField> Fields { get; init; } = [];

    /// <summary>Methods by name; the receiver is the first argument of the body and no parameter.</summary>
    public IReadOnlyDictionary<string, GoFunction> Methods { get; init; } = new Dictionary<string, GoFunction>();

    /// <summary>The type's <c>String()</c>, which printing prefers.</summary>
    public Func<GoValue, string>? Stringer { get; init; }

    /// <summary>Whether nil is a value of the type.</summary>
    internal bool CanBeNil => Kind is GoKind.Interface or GoKind.List or GoKind.Map or GoKind.Pointer || this == Reflected;

    /// <summary>The type of lists of a type.</summary>
    public static GoType ListOf(GoType element) => new("[]" + element.Name, GoKind.List, "slice") { Element = element };

    /// <summary>The type of maps; named as Go writes it unless a name is given.</summary>
    public static GoType MapOf(GoType key, GoType element, string? name = null) =>
        new(name ?? $"map[{key.Name}]{element.Name}", GoKind.Map, "map") { Key = key, Element = element };

    /// <summary>The value of a type that nobody has set.</summary>
    internal GoValue Zero() => Kind switch
    {
        GoKind.Boolean => GoValue.Of(false),
        GoKind.Integer => new GoValue(this, 0L),
        GoKind.Unsigned => new GoValue(this, 0UL),
        GoKind.Float => GoValue.Of(0.0),
        GoKind.Text => GoValue.Of(""),
        GoKind.Struct when this == Reflected => default,
        GoKind.Struct => new GoValue(this, Fields.Select(f => f.Type.Zero()).ToArray()),
        _ => new GoValue(this, null),
    };

    /// <inheritdoc/>
    public override string ToString() => Name;
}
