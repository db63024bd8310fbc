using System.Globalization;
using System.Text.Json;
using ImageAutomation.Languages.Cel;
using ImageAutomation.Languages.Cel.Values;
using Xunit.Abstractions;

namespace ImageAutomation.Languages.Tests.Cel;

/// <summary>One expression and what has to become of it: a line of the data.</summary>
/// <remarks>Values are written by type, <c>{"int":"1"}</c>; lists and maps of values likewise.</remarks>
public sealed class CelCase : IXunitSerializable
{
    private string line = "{}";

    public CelCase()
    {
    }

    public CelCase(string file, string line) => (File, this.line) = (file, line);

    public string File { get; private set; } = "";

    public JsonElement Data => JsonDocument.Parse(line).RootElement;

    public void Deserialize(IXunitSerializationInfo info) =>
        (File, line) = (info.GetValue<string>(nameof(File)), info.GetValue<string>(nameof(line)));

    public void Serialize(IXunitSerializationInfo info)
    {
        info.AddValue(nameof(File), File);
        info.AddValue(nameof(line), line);
    }

    public override string ToString() => $"{File} {Data.GetProperty("name").GetString()}: {Data.GetProperty("expr").GetString()}";

    /// <summary>A value of the data.</summary>
    internal static CelValue Value(JsonElement element)
    {
        var property = element.EnumerateObject().Single();
        var text = property.Value.ValueKind == JsonValueKind.String ? property.Value.GetString()! : "";
        return property.Name switch
        {
            "null" => CelNull.Value,
            "bool" => CelBool.Of(property.Value.GetBoolean()),
            "int" => new CelInt(long.Parse(text, CultureInfo.InvariantCulture)),
            "uint" => new CelUInt(ulong.Parse(text, CultureInfo.InvariantCulture)),
            "double" => new CelDouble(double.Parse(text, CultureInfo.InvariantCulture)),
            "string" => new CelString(text),
            "bytes" => new CelBytes(Convert.FromBase64String(text)),
            "type" => new CelTypeValue(text),
            "timestamp" => CelTimestamp.Parse(text),
            "duration" => CelDuration.Parse(text),
            "optional" => property.Value.ValueKind == JsonValueKind.Null ? CelOptional.None : CelOptional.Of(Value(property.Value)),
            "list" => new CelList([.. property.Value.EnumerateArray().Select(Value)]),
            "map" => Map(property.Value),
            _ => throw new InvalidOperationException($"no type: {property.Name}"),
        };
    }

    private static CelMap Map(JsonElement entries)
    {
        var map = new CelMapBuilder(0);
        foreach (var entry in entries.EnumerateArray())
            if (map.Add(Value(entry[0]), Value(entry[1])) is { } error) throw new InvalidOperationException(error.Message);
        return map.ToMap();
    }
}
