namespace ImageAutomation.Languages.Cel.Values;

internal sealed class CelNull : CelValue
{
    public static readonly CelNull Value = new();

    private CelNull()
    {
    }

    internal override string TypeName => "null_type";

    internal override CelKind Kind => CelKind.Null;
}

internal sealed class CelBool : CelValue
{
    public static readonly CelBool True = new(true);
    public static readonly CelBool False = new(false);

    private CelBool(bool value) => Value = value;

    public bool Value { get; }

    internal override string TypeName => "bool";

    internal override CelKind Kind => CelKind.Bool;

    public static CelBool Of(bool value) => value ? True : False;
}

internal sealed class CelInt(long value) : CelValue
{
    public long Value { get; } = value;

    internal override string TypeName => "int";

    internal override CelKind Kind => CelKind.Int;
}

internal sealed class CelUInt(ulong value) : CelValue
{
    public ulong Value { get; } = value;

    internal override string TypeName => "uint";

    internal override CelKind Kind => CelKind.UInt;
}

internal sealed class CelDouble(double value) : CelValue
{
    public double Value { get; } = value;

    internal override string TypeName => "double";

    internal override CelKind Kind => CelKind.Double;
}

/// <summary>A text: whole surrogate pairs only, counted in code points.</summary>
internal sealed class CelString(string value) : CelValue
{
    public string Value { get; } = value;

    internal override string TypeName => "string";

    internal override CelKind Kind => CelKind.String;
}

internal sealed class CelBytes(byte[] value) : CelValue
{
    public byte[] Value { get; } = value;

    internal override string TypeName => "bytes";

    internal override CelKind Kind => CelKind.Bytes;
}

/// <summary>A type as a value; parameters are gone.</summary>
internal sealed class CelTypeValue(string name) : CelValue
{
    public string Name { get; } = name;

    internal override string TypeName => "type";

    internal override CelKind Kind => CelKind.Type;
}

/// <summary>A value that may be absent.</summary>
internal sealed class CelOptional : CelValue
{
    public static readonly CelOptional None = new(null);

    private CelOptional(CelValue? value) => Value = value;

    public CelValue? Value { get; }

    internal override string TypeName => "optional_type";

    internal override CelKind Kind => CelKind.Optional;

    public static CelOptional Of(CelValue value) => new(value);
}

/// <summary>A run-time error: goes up until a <c>||</c> or <c>&amp;&amp;</c> that is decided without it.</summary>
internal sealed class CelError(string message) : CelValue
{
    public string Message { get; } = message;

    internal override string TypeName => "error";

    internal override CelKind Kind => CelKind.Error;

    public static CelError NoSuchOverload(string function, params ReadOnlySpan<CelValue> arguments)
    {
        var types = new List<string>();
        foreach (var argument in arguments) types.Add(argument.TypeName);
        return new CelError($"no such overload: {function}({string.Join(", ", types)})");
    }
}
