using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace ImageAutomation.Common.Manifests;

/// <summary>Writes JSON as YAML, for <c>-o yaml</c>. Never used on a user's file.</summary>
public static class YamlWriter
{
    /// <summary>Writes documents, separated by <c>---</c>.</summary>
    public static string Write(IEnumerable<JsonNode> documents)
    {
        ArgumentNullException.ThrowIfNull(documents);
        var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        var emitter = new Emitter(text, new EmitterSettings().WithMaxSimpleKeyLength(1024).WithIndentedSequences().WithNewLine("\n"));
        emitter.Emit(new StreamStart());
        var first = true;
        foreach (var document in documents)
        {
            emitter.Emit(new DocumentStart(null, null, isImplicit: first));
            Emit(emitter, JsonNode.Parse(document.ToJsonString())); // values as JSON has them, whatever CLR type is behind
            emitter.Emit(new DocumentEnd(isImplicit: true));
            first = false;
        }

        emitter.Emit(new StreamEnd());
        return text.ToString();
    }

    private static void Emit(Emitter emitter, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject obj:
                emitter.Emit(new MappingStart());
                foreach (var (name, value) in obj)
                {
                    emitter.Emit(Text(name));
                    Emit(emitter, value);
                }

                emitter.Emit(new MappingEnd());
                break;
            case JsonArray array:
                emitter.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, isImplicit: true, SequenceStyle.Block));
                foreach (var item in array) Emit(emitter, item);
                emitter.Emit(new SequenceEnd());
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                emitter.Emit(Text(value.GetValue<string>()));
                break;
            default:
                emitter.Emit(new Scalar(node?.ToJsonString() ?? "null"));
                break;
        }
    }

    // What would read back as something else than the same text is quoted.
    private static Scalar Text(string text)
    {
        if (text.Contains('\n', StringComparison.Ordinal))
            return new Scalar(AnchorName.Empty, TagName.Empty, text, ScalarStyle.Literal, true, true);
        var plain = YamlScalars.ToJson(new Scalar(AnchorName.Empty, TagName.Empty, text, ScalarStyle.Plain, true, false)) is JsonValue read
            && read.GetValueKind() == JsonValueKind.String && read.GetValue<string>() == text;
        return new Scalar(AnchorName.Empty, TagName.Empty, text, plain ? ScalarStyle.Any : ScalarStyle.DoubleQuoted, plain, true);
    }
}
