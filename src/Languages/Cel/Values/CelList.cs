using System.Text.Json;

namespace ImageAutomation.Languages.Cel.Values;

/// <summary>A list; one of JSON is read when it is first looked at.</summary>
internal sealed class CelList : CelValue
{
    private readonly JsonElement source;
    private IReadOnlyList<CelValue>? items;

    public CelList(IReadOnlyList<CelValue> items) => this.items = items;

    public CelList(JsonElement source) => this.source = source;

    public IReadOnlyList<CelValue> Items => items ??= Read();

    internal override string TypeName => "list";

    internal override CelKind Kind => CelKind.List;

    private CelValue[] Read()
    {
        var read = new CelValue[source.GetArrayLength()];
        var at = 0;
        foreach (var element in source.EnumerateArray()) read[at++] = JsonValues.From(element);
        return read;
    }
}
