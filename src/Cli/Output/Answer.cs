using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ImageAutomation.Common.Manifests;

namespace ImageAutomation.Cli.Output;

/// <summary>Prints answers to stdout and everything else to stderr.</summary>
/// <param name="stdout">Takes answers.</param>
/// <param name="stderr">Takes the rest.</param>
/// <param name="stdin">Where requests come from; null means that there are none.</param>
/// <param name="bytes">
/// The stream behind <paramref name="stdout"/>, for answers that are not text in one encoding; null when there is none.
/// </param>
internal sealed class Answer(TextWriter stdout, TextWriter stderr, TextReader? stdin = null, Stream? bytes = null) : IDisposable
{
    private static readonly JsonWriterOptions Ascii = new() { Indented = true, Encoder = JavaScriptEncoder.Default, NewLine = "\n" };
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public TextWriter Out => stdout;

    public TextWriter Error => stderr;

    public TextReader In => stdin ?? TextReader.Null;

    /// <summary>The process's own streams: UTF-8 whatever the locale says, lines end in LF, answers are buffered.</summary>
    public static Answer OfConsole()
    {
        var output = Console.OpenStandardOutput();
        return new Answer(
            new StreamWriter(output, Utf8, bufferSize: 32 * 1024) { NewLine = "\n" },
            TextWriter.Synchronized(new StreamWriter(Console.OpenStandardError(), Utf8, bufferSize: 4 * 1024)
            {
                NewLine = "\n",
                AutoFlush = true,
            }),
            new StreamReader(Console.OpenStandardInput(), Utf8),
            output);
    }

    public void Print(JsonNode document, OutputFormat format)
    {
        if (format == OutputFormat.Yaml)
        {
            stdout.Write(YamlWriter.Write(document is JsonArray list ? [.. list.OfType<JsonNode>()] : [document]));
            return;
        }

        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Ascii)) document.WriteTo(writer);
        stdout.Write(Utf8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
        stdout.Write('\n');
    }

    public void Print(Table table, bool withHeader = true) => stdout.Write(table.ToText(withHeader));

    /// <summary>Prints bytes as they are.</summary>
    public void Print(ReadOnlySpan<byte> answer)
    {
        if (bytes is null)
        {
            stdout.Write(Utf8.GetString(answer));
            return;
        }

        stdout.Flush();
        bytes.Write(answer);
    }

    public void Complain(string message) => stderr.WriteLine($"imgauto: {message}");

    public void Flush() => stdout.Flush();

    public void Dispose()
    {
        stdout.Flush();
        stderr.Flush();
    }
}
