using System.Text.Json;
using System.Text.Unicode;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageReflector.Hooks.Payloads;

/// <summary>Reads the body of a webhook as JSON, within bounds. Its failures carry positions, never content.</summary>
internal static class HookBody
{
    /// <summary>Reason of the failure for a body that is not JSON within the bounds.</summary>
    public const string InvalidBody = nameof(InvalidBody);

    /// <summary>Deepest nesting of arrays and objects.</summary>
    public const int MaxDepth = 32;

    private const string Form = "application/x-www-form-urlencoded";

    // Two readers of one body may choose different ones of two equal keys, so a body with such keys is refused.
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };

    /// <summary>
    /// Reads the body, whatever its media type; of a form the field <c>payload</c>. A form without it is read as JSON: curl calls
    /// everything a form.
    /// </summary>
    /// <returns>The JSON; <c>Undefined</c> for an empty body; or a terminal failure with reason <see cref="InvalidBody"/>.</returns>
    public static Result<JsonElement> Read(HookRequest request)
    {
        var body = request.Body.Span;
        if (request.MediaType != Form) return Parse(body);
        if (!FormField.TryRead(body, "payload"u8, out var field)) return Invalid("its form is malformed, or has the field payload twice");
        return field is null ? Parse(body) : Parse(field);
    }

    /// <summary>Reads bytes as JSON; a byte order mark before them is skipped.</summary>
    /// <returns>The JSON; <c>Undefined</c> for white space alone; or a terminal failure with reason <see cref="InvalidBody"/>.</returns>
    public static Result<JsonElement> Parse(ReadOnlySpan<byte> utf8)
    {
        if (utf8.StartsWith("\uFEFF"u8)) utf8 = utf8["\uFEFF"u8.Length..];
        if (!utf8.ContainsAnyExcept(" \t\r\n"u8)) return default(JsonElement);
        // The parser looks at the bytes of a text only when it is asked for it.
        if (!Utf8.IsValid(utf8)) return Invalid("it is not UTF-8");
        try
        {
            return JsonElement.Parse(utf8, Options);
        }
        catch (JsonException exception)
        {
            return Invalid($"it is not JSON, nests deeper than {MaxDepth}, or has a key twice (line {exception.LineNumber + 1})");
        }
        catch (InvalidOperationException)
        {
            return Invalid("it is not JSON: a key in it holds half of a surrogate pair");
        }
    }

    private static Failure Invalid(string why) => Failure.Terminal(InvalidBody, $"the body cannot be read: {why}");
}
