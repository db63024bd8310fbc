using System.Numerics;
using ImageAutomation.Languages.GoText;

namespace ImageAutomation.Languages.GoTemplates;

/// <summary>A value with its Go type. The default is Go's "no value at all", which is something other than nil.</summary>
/// <param name="Type">Type; null for no value.</param>
/// <param name="Data">
/// bool, long, ulong, double, Complex, byte text, GoValue[] (lists, structs), GoMap, or an object of ours; null for nil.
/// </param>
public readonly record struct GoValue(GoType? Type, object? Data)
{
    /// <summary>An interface that holds nothing.</summary>
    internal static readonly GoValue Nil = new(GoType.Any, null);

    /// <summary>Whether there is a value, nil included.</summary>
    public bool IsValid => Type is not null;

    /// <summary>No value, or a nil interface.</summary>
    public bool IsNothing => Type is null || (Type.Kind == GoKind.Interface && Data is null);

    /// <summary>Whether it is nil in the sense of Go's <c>IsNil</c>.</summary>
    public bool IsNil => Type is null || (Data is null && Type.CanBeNil);

    internal bool Boolean => (bool)Data!;       // asked for only when the kind says so, as those below

    internal long Integer => (long)Data!;

    internal ulong Unsigned => (ulong)Data!;

    internal double Float => (double)Data!;

    internal Complex Complex => (Complex)Data!;

    /// <summary>The text, one character a byte (<see cref="ByteText"/>); only of a value of that kind.</summary>
    public string Text => (string)Data!;

    /// <summary>Elements of a list (none for a nil list) or fields of a struct.</summary>
    public GoValue[] Items => Data as GoValue[] ?? [];

    /// <summary>The map; null for a nil map.</summary>
    public GoMap? Map => Data as GoMap;

    internal GoKind? Kind => Type?.Kind;

    internal string TypeName => Type?.Name ?? "<nil>";

    internal static GoValue Of(bool value) => new(GoType.Boolean, value);

    /// <summary>A text, one character a byte (<see cref="ByteText"/>).</summary>
    public static GoValue Of(string value) => new(GoType.Text, value);

    internal static GoValue Of(double value) => new(GoType.Float64, value);

    internal static GoValue Int(long value) => new(GoType.Int, value);

    internal static GoValue Int64(long value) => new(GoType.Int64, value);

    internal static GoValue List(IEnumerable<GoValue> items) => new(GoType.AnyList, items.Select(i => i.IsValid ? i : Nil).ToArray());

    internal static GoValue Texts(IEnumerable<string> items) => new(GoType.TextList, items.Select(Of).ToArray());

    internal static GoValue Dict(GoMap map) => new(GoType.AnyMap, map);

    /// <summary>Go's <c>reflect.DeepEqual</c>.</summary>
    /// <param name="a">One value.</param>
    /// <param name="b">Another.</param>
    /// <param name="budget">
    /// Pays for each pair, since lists that share their elements can unfold without end; null for values of our own making.
    /// </param>
    public static bool DeepEqual(GoValue a, GoValue b, RenderBudget? budget = null)
    {
        budget?.Spend();
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        if (a.IsNothing || b.IsNothing) return a.IsNothing && b.IsNothing;
        if (a.Type != b.Type) return false;
        if (a.Data is null || b.Data is null) return a.Data is null && b.Data is null;
        if (ReferenceEquals(a.Data, b.Data)) return true;
        switch (a.Kind)
        {
            case GoKind.List or GoKind.Struct when a.Data is GoValue[]:
                return a.Items.Length == b.Items.Length && a.Items.Zip(b.Items).All(p => DeepEqual(p.First, p.Second, budget));
            case GoKind.Map:
                return a.Map!.Count == b.Map!.Count   // neither is nil here
                    && a.Map.Entries.All(e => b.Map.TryGet(e.Key, out var other) && DeepEqual(e.Value, other, budget));
            case GoKind.Float:
                return a.Float == b.Float;
            default:
                return a.Data.Equals(b.Data);
        }
    }
}
