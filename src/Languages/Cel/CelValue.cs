using System.Text.Json;
using ImageAutomation.Languages.Cel.Values;

namespace ImageAutomation.Languages.Cel;

/// <summary>A value of the language. Immutable and safe to share.</summary>
public abstract class CelValue
{
    internal CelValue()
    {
    }

    /// <summary>Name of its type, as <c>type(x)</c> yields it.</summary>
    internal abstract string TypeName { get; }

    /// <summary>Kind of its type.</summary>
    internal abstract CelKind Kind { get; }

    /// <summary>Takes a JSON value: numbers become doubles, objects maps, of equal names the last counts.</summary>
    /// <remarks>
    /// What lies below is read when an expression looks at it, so the document must live as long as the value. Halves of surrogate pairs
    /// become U+FFFD. Source: Go's <c>encoding/json</c> into <c>map[string]any</c>, as Flux decodes bodies and objects.
    /// </remarks>
    public static CelValue FromJson(JsonElement element) => JsonValues.From(element);

    /// <summary>A map of named values, for variables that later expressions see as <c>vars.name</c>.</summary>
    public static CelValue FromMap(IReadOnlyDictionary<string, CelValue> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var map = new CelMapBuilder(entries.Count);
        foreach (var (name, value) in entries) map.Set(new CelString(name), value);
        return map.ToMap();
    }

    /// <summary>The text as <c>%s</c> of <c>format</c> writes it, cut to a length that suits a message.</summary>
    public override string ToString() => CelText.Short(this);
}
