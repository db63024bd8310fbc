using System.Text;
using System.Text.Json;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.ImageUpdater.Commits.Message;

namespace ImageAutomation.Cli.Batches;

/// <summary>Answers the requests of <c>imgauto message render --batch</c>, one JSON line each.</summary>
/// <remarks>
/// Pure but for the clock of the time bound. Shows what the template gives: no trailers, and the fixed text for an empty template.
/// </remarks>
public static class MessageBatch
{
    /// <summary>Answers one request.</summary>
    /// <param name="request">
    /// <c>{"template":"..","data":{"AutomationObject":{"Namespace","Name"},"FileChanges":[{"File","Objects":[{"APIVersion","Kind",
    /// "Namespace","Name","Changes":[{"OldValue","NewValue","Setter"}]}]}],"Values":{}}}</c>; what is missing is empty.
    /// </param>
    /// <param name="time">Clock for the time bound.</param>
    /// <returns>One line of ASCII JSON: <c>{"text":".."}</c> or <c>{"error":{"kind":"parse|exec|request","message":".."}}</c>;
    /// <c>request</c> means the line is not such a request. A request that asks for a removed field has <c>"removedField":true</c> beside
    /// the kind.</returns>
    public static string Answer(string request, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(request);
        string template;
        MessageData data;
        try
        {
            using var document = JsonDocument.Parse(request);
            (template, data) = Read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            // JsonElement says "wrong kind" and "not Unicode" by InvalidOperationException.
            return Error("request", e.Message, isRemoved: false);
        }

        if (!MessageTemplate.Parse(template).TryGet(out var parsed, out var failure))
            return Error("parse", failure.Message, isRemoved: false);
        return parsed.Render(data, options: null, time).TryGet(out var text, out failure)
            ? Write(writer => writer.WriteString("text", text))
            : Error("exec", failure.Message, failure.Reason == Reasons.RemovedTemplateField);
    }

    private static (string Template, MessageData Data) Read(JsonElement request)
    {
        if (request.ValueKind != JsonValueKind.Object) throw new FormatException("a request is a JSON object");
        var data = Member(request, "data");
        var automation = Member(data, "AutomationObject");
        var changes = new List<CommitChange>();
        foreach (var file in Items(data, "FileChanges"))
        {
            foreach (var item in Items(file, "Objects"))
            {
                var identity =
                    new ObjectIdentity(Text(item, "APIVersion"), Text(item, "Kind"), Text(item, "Namespace"), Text(item, "Name"));
                changes.AddRange(
                    Items(item, "Changes")
                        .Select(
                            c =>
                                new CommitChange(
                                    Text(file, "File"), identity, Text(c, "OldValue"), Text(c, "NewValue"), Text(c, "Setter"))));
            }
        }

        var values = Member(data, "Values");
        return (Text(request, "template"), new MessageData
        {
            Automation = new ObjectKey(Text(automation, "Namespace"), Text(automation, "Name")),
            Changes = changes,
            Values = values.ValueKind == JsonValueKind.Undefined ? null : ReadValues(values),
        });
    }

    private static Dictionary<string, string> ReadValues(JsonElement values)
    {
        var read = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var property in values.EnumerateObject()) read[property.Name] = property.Value.GetString() ?? "";
        return read;
    }

    // Missing and null are the same: nothing.
    private static JsonElement Member(JsonElement of, string name) =>
        of.ValueKind != JsonValueKind.Undefined && of.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value
        : default;

    private static List<JsonElement> Items(JsonElement of, string name) =>
        Member(of, name) is { ValueKind: not JsonValueKind.Undefined } list ? [.. list.EnumerateArray()] : [];

    private static string Text(JsonElement of, string name) =>
        Member(of, name) is { ValueKind: not JsonValueKind.Undefined } value ? value.GetString() ?? "" : "";

    private static string Error(string kind, string message, bool isRemoved) => Write(writer =>
    {
        writer.WriteStartObject("error");
        writer.WriteString("kind", kind);
        writer.WriteString("message", message);
        if (isRemoved) writer.WriteBoolean("removedField", true);
        writer.WriteEndObject();
    });

    // The default encoder escapes everything outside ASCII.
    private static string Write(Action<Utf8JsonWriter> body)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            body(writer);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }
}
