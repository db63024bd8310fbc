using System.Text;
using System.Text.Json.Nodes;

namespace ImageAutomation.Common.Sources.Folder;

/// <summary>A JSON object as text, parsed when it is needed: a tree of nodes takes five to ten times the memory.</summary>
internal sealed class JsonText
{
    private readonly byte[] utf8;

    private JsonText(byte[] utf8) => this.utf8 = utf8;

    public static JsonText Of(JsonObject json) => new(Encoding.UTF8.GetBytes(json.ToJsonString()));

    /// <summary>Takes over text that <see cref="ToString"/> made.</summary>
    public static JsonText Of(string text) => new(Encoding.UTF8.GetBytes(text));

    /// <summary>A tree of its own for each caller.</summary>
    public JsonObject Read() => (JsonObject)JsonNode.Parse(utf8)!; // it was made from an object

    /// <summary>Whether both say the same, whatever the order of their members.</summary>
    public bool SaysTheSameAs(JsonText other) => utf8.AsSpan().SequenceEqual(other.utf8) || JsonNode.DeepEquals(Read(), other.Read());

    public override string ToString() => Encoding.UTF8.GetString(utf8);
}
