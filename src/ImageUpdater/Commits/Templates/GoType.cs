namespace ImageAutomation.ImageUpdater.Commits.Templates;

/// <summary>A Go type: its name is what <c>%T</c> prints, its kind decides what can be done with a value.</summary>
internal sealed class GoType(string name, GoKind kind, string kindName)
{
    public static readonly GoType Boolean = new("bool", GoKind.Boolean, "bool");
    public static readonly GoType Int = new("int", GoKind.Integer, "int");
    public static readonly GoType Int64 = new("int64", GoKind.Integer, "int64");
    public static readonly GoType UInt8 = new("uint8", GoKind.Unsigned, "uint8");
    public static readonly GoType UInt32 = new("uint32", GoKind.Unsigned, "uint32");
    public static readonly GoType UInt64 = new("uint64", GoKind.Unsigned, "uint64");
    public static readonly GoType Float64 = new("float64", GoKind.Float, "float64");
    public static readonly GoType Complex128 = new("complex128", GoKind.Complex, "complex128");
    public static readonly GoType Text = new("string", GoKind.Text, "string");
    public static readonly GoType Any = new("interface {}", GoKind.Interface, "interface");

    /// <summary>Parameter type of built-ins that tell "no value" from nil.</summary>
    public static readonly GoType Reflected = new("reflect.Value", GoKind.Struct, "struct");

    public static readonly GoType AnyList = ListOf(Any);
    public static readonly GoType TextList = ListOf(Text);
    public static readonly GoType IntList = ListOf(Int);
    public static readonly GoType AnyListList = ListOf(AnyList);
    public static readonly GoType AnyMap = MapOf(Text, Any);
    public static readonly GoType TextMap = MapOf(Text, Text);

    public string Name { get; } = name;

    public GoKind Kind { get; } = kind;

    /// <summary>What <c>kindOf</c> prints.</summary>
    public string KindName { get; } = kindName;

    public GoType? Element { get; private init; }

    public GoType? Key { get; private init; }

    /// <summary>Fields of a struct, in order.</summary>
    public IReadOnlyList<GoField> Fields { get; init; } = [];

    /// <summary>Methods by name; the receiver is the first argument of the body and no parameter.</summary>
    public IReadOnlyDictionary<string, GoFunction> Methods { get; init; } = new Dictionary<string, GoFunction>();

    /// <summary>The type's <c>String()</c>, which printing prefers.</summary>
    public Func<GoValue, string>? Stringer { get; init; }

    /// <summary>Whether nil is a value of the type.</summary>
    public bool CanBeNil => Kind is GoKind.Interface or GoKind.List or GoKind.Map or GoKind.Pointer || this == Reflected;

    public static GoType ListOf(GoType element) => new("[]" + element.Name, GoKind.List, "slice") { Element = element };

    public static GoType MapOf(GoType key, GoType element, string? name = null) =>
        new(name ?? $"map[{key.Name}]{element.Name}", GoKind.Map, "map") { Key = key, Element = element };

    /// <summary>The value of a type that nobody has set.</summary>
    public GoValue Zero() => Kind switch
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

    public override string ToString() => Name;
}
