using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using ImageAutomation.Languages.GoTemplates.Functions;
using ImageAutomation.Languages.GoText;

namespace ImageAutomation.Languages.GoTemplates;

/// <summary>JSON as Go's <c>encoding/json</c> writes and reads it.</summary>
internal static class GoJson
{
    /// <summary>Writes a value.</summary>
    /// <param name="budget">What may be spent.</param>
    /// <param name="value">The value.</param>
    /// <param name="escapeHtml">Whether <c>&lt; &gt; &amp;</c> are escaped.</param>
    /// <param name="indent">Indentation of one level; null for one line.</param>
    public static string Write(RenderBudget budget, GoValue value, bool escapeHtml, string? indent = null)
    {
        var text = new StringBuilder();
        Write(budget, text, value, escapeHtml, indent, "\n");
        budget.SpendText(text.Length);
        return text.ToString();
    }

    /// <summary>Reads a text.</summary>
    public static GoValue Read(RenderBudget budget, string bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(Encoding.UTF8.GetBytes(ByteText.ToText(bytes)), new JsonDocumentOptions
            {
                MaxDepth = 1000,
            });
            return Convert(budget, document.RootElement);
        }
        catch (JsonException e)
        {
            throw new FunctionError(e.Message);
        }
    }

    private static GoValue Convert(RenderBudget budget, JsonElement element)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        budget.Spend();
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var map = new GoMap();
                foreach (var property in element.EnumerateObject())
                    map.Set(ByteText.FromText(property.Name), Convert(budget, property.Value));
                return GoValue.Dict(map);
            case JsonValueKind.Array:
                return GoValue.List(element.EnumerateArray().Select(e => Convert(budget, e)).ToArray());
            case JsonValueKind.String:
                return GoValue.Of(ByteText.FromText(ReadText(element)));
            case JsonValueKind.Number:
                return element.TryGetDouble(out var number) && double.IsFinite(number)
                    ? GoValue.Of(number)
                    : throw new FunctionError($"json: cannot unmarshal number {element.GetRawText()} into Go value of type float64");
            case JsonValueKind.True or JsonValueKind.False:
                return GoValue.Of(element.GetBoolean());
            default:
                return GoValue.Nil;
        }
    }

    // A lone half of a surrogate pair is U+FFFD in Go and an error in .NET.
    private static string ReadText(JsonElement element)
    {
        try
        {
            return element.GetString() ?? "";
        }
        catch (InvalidOperationException e)
        {
            throw new FunctionError(e.Message);
        }
    }

    private static void Write(RenderBudget budget, StringBuilder text, GoValue value, bool escapeHtml, string? indent, string line)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        budget.Spend();
        if (text.Length > budget.MaxTextBytes) throw new FunctionError($"a text grows beyond {budget.MaxTextBytes} bytes");
        if (value.Type?.Key?.Kind == GoKind.Struct || value.Kind == GoKind.Complex) // no key of JSON is a struct
            throw new FunctionError($"json: unsupported type: {value.Type}");
        if (value.IsNil)
        {
            text.Append("null");
            return;
        }

        switch (value.Kind)
        {
            case GoKind.Boolean:
                text.Append(value.Boolean ? "true" : "false");
                break;
            case GoKind.Integer or GoKind.Unsigned:
                text.Append(CultureInfo.InvariantCulture, $"{value.Data}");
                break;
            case GoKind.Float:
                text.Append(Float(value.Float));
                break;
            case GoKind.Text:
                WriteText(text, value.Text, escapeHtml);
                break;
            case GoKind.List:
                Group(text, '[', ']', indent, line, value.Items, (item, inner) => Write(budget, text, item, escapeHtml, indent, inner));
                break;
            case GoKind.Map:
                WriteEntries(value.Map!.Entries.Select(e => (e.Key.Text, e.Value)));   // not nil; other keys were refused above
                break;
            case GoKind.Struct when value.Data is GoValue[]:
                WriteEntries(Flatten(value));
                break;
            case GoKind.Struct when value.Data is GoTime time:
                WriteText(text, time.Format(GoTime.JsonLayout), escapeHtml);
                break;
            default:
                WriteText(text, value.Type?.Stringer?.Invoke(value)
                    ?? throw new FunctionError($"json: unsupported type: {value.Type}"), escapeHtml);
                break;
        }

        void WriteEntries(IEnumerable<(string Name, GoValue Value)> entries) =>
            Group(text, '{', '}', indent, line, entries, (entry, inner) =>
        {
            WriteText(text, entry.Name, escapeHtml);
            text.Append(indent is null ? ":" : ": ");
            Write(budget, text, entry.Value, escapeHtml, indent, inner);
        });
    }

    private static void Group<T>(
        StringBuilder text, char open, char close, string? indent, string line, IEnumerable<T> items, Action<T, string> write)
    {
        text.Append(open);
        var inner = line + indent;
        var any = false;
        foreach (var item in items)
        {
            if (any) text.Append(',');
            any = true;
            if (indent is not null) text.Append(inner);
            write(item, inner);
        }

        if (any && indent is not null) text.Append(line);
        text.Append(close);
    }

    // Embedded structs lend their fields; "omitempty" leaves out empty texts.
    private static IEnumerable<(string Name, GoValue Value)> Flatten(GoValue value)
    {
        var fields = value.Type!.Fields;   // structs have a type
        for (var i = 0; i < fields.Count; i++)
        {
            if (fields[i].IsEmbedded)
            {
                foreach (var inner in Flatten(value.Items[i])) yield return inner;
                continue;
            }

            var name = fields[i].JsonName ?? fields[i].Name;
            var omitEmpty = name.EndsWith(",omitempty", StringComparison.Ordinal);
            if (!omitEmpty || GoTruth.Of(value.Items[i])) yield return (omitEmpty ? name[..^10] : name, value.Items[i]);
        }
    }

    private static string Float(double value)
    {
        if (!double.IsFinite(value)) throw new FunctionError($"json: unsupported value: {GoFloat.Format(value, 'g', -1)}");
        var magnitude = Math.Abs(value);
        if (magnitude == 0 || (magnitude >= 1e-6 && magnitude < 1e21)) return GoFloat.Format(value, 'f', -1);
        var text = GoFloat.Format(value, 'e', -1);
        return text is [.. var head, 'e', '-', '0', var digit] ? $"{head}e-{digit}" : text;
    }

    private static void WriteText(StringBuilder text, string bytes, bool escapeHtml)
    {
        text.Append('"');
        for (var i = 0; i < bytes.Length;)
        {
            var (rune, width) = ByteText.Decode(bytes, i);
            if (rune == ByteText.RuneError && width == 1) text.Append("\\ufffd");
            else if (rune is '"' or '\\') text.Append('\\').Append((char)rune);
            else if (rune == '\n') text.Append("\\n");
            else if (rune == '\r') text.Append("\\r");
            else if (rune == '\t') text.Append("\\t");
            else if (rune == '\b') text.Append("\\b");
            else if (rune == '\f') text.Append("\\f");
            else if (rune is < 0x20 or 0x2028 or 0x2029 || (escapeHtml && rune is '<' or '>' or '&'))
                text.Append(CultureInfo.InvariantCulture, $"\\u{rune:x4}");
            else text.Append(bytes, i, width);
            i += width;
        }

        text.Append('"');
    }
}
