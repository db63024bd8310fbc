using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace ImageAutomation.Languages.Cel.Values;

/// <summary>A map in the order of its entries; one of JSON is read when it is first looked at.</summary>
internal sealed class CelMap : CelValue
{
    private readonly JsonElement source;
    private CelMapContent? content;

    public CelMap(CelMapContent content) => this.content = content;

    public CelMap(JsonElement source) => this.source = source;

    public IReadOnlyList<CelValue> Keys => Content.Keys;

    internal override string TypeName => "map";

    internal override CelKind Kind => CelKind.Map;

    private CelMapContent Content => content ??= Read();

    /// <summary>The value of a key; numbers of different types are one key when they are equal.</summary>
    public bool TryGet(CelValue key, [NotNullWhen(true)] out CelValue? value)
    {
        value = null;
        return CelMapKey.Of(key) is { } known && Content.Values.TryGetValue(known, out value);
    }

    private CelMapContent Read()
    {
        var map = new CelMapBuilder(0);
        foreach (var property in source.EnumerateObject())
            map.Set(new CelString(JsonValues.Name(property)), JsonValues.From(property.Value));
        return map.Content;
    }
}
