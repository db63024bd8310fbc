using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ImageAutomation.Common.Manifests;

namespace ImageAutomation.Cli.Output;

/// <summary>Prints answers to stdout and everything else to stderr.</summary>
internal sealed class Answer(TextWriter stdout, TextWriter stderr)
{
    private static readonly JsonWriterOptions Ascii = new() { Indented = true, Encoder = JavaScriptEncoder.Default, NewLine = "\n" };

    public TextWriter Out => stdout;

    public TextWriter Error => stderr;

    public void Print(JsonNode document, OutputFormat format)
    {
        if (format == OutputFormat.Yaml)
        {
            stdout.Write(YamlWriter.Write(document is JsonArray list ? [.. list.OfType<JsonNode>()] : [document]));
            return;
        }

        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, Ascii)) document.WriteTo(writer);
        stdout.Write(System.Text.Encoding.UTF8.GetString(bytes.ToArray()));
        stdout.Write('\n');
    }

    public void Print(Table table, bool withHeader = true) => stdout.Write(table.ToText(withHeader));

    public void Complain(string message) => stderr.WriteLine($"imgauto: {message}");
}
