using System.Text;
using System.Text.Json;

namespace ImageAutomation.ImageReflector.Registry.Http;

/// <summary>The <c>errors</c> of a distribution error answer, made harmless.</summary>
/// <param name="Codes">At most 3 codes, upper case.</param>
/// <param name="Text">Codes and messages in one line, not yet shortened: secrets are scrubbed first. Empty when there were none.</param>
/// <remarks>Source: OCI distribution spec, "Error Codes".</remarks>
internal sealed record RegistryErrorBody(IReadOnlyList<string> Codes, string Text)
{
    public const int MaxBytes = 64 * 1024;

    private const int MaxErrors = 3;
    private const int MaxText = 16 * 1024;
    private const int MaxPlainText = 512;

    public static RegistryErrorBody Empty { get; } = new([], "");

    public bool Has(string code) => Codes.Contains(code);

    public static RegistryErrorBody Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            if (body.Span.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF])) body = body[3..];
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 32 });
            if (document.RootElement.ValueKind != JsonValueKind.Object) return Empty;
            if (!document.RootElement.TryGetProperty("errors", out var errors) || errors.ValueKind != JsonValueKind.Array)
                // token services
                return new RegistryErrorBody(
                    [], Clean(Member(document.RootElement, "message") ?? Member(document.RootElement, "details"), MaxText));
            var codes = new List<string>();
            var texts = new List<string>();
            foreach (var error in errors.EnumerateArray().Where(error => error.ValueKind == JsonValueKind.Object).Take(MaxErrors))
            {
                var code = Clean(Member(error, "code"), 64).ToUpperInvariant();
                if (code.Length > 0) codes.Add(code);
                var message = Once(Clean(Member(error, "message"), MaxText));
                texts.Add(message.Length == 0 ? code : code.Length == 0 ? message : $"{code}: {message}");
            }

            return new RegistryErrorBody(codes, Clean(string.Join("; ", texts.Where(text => text.Length > 0)), MaxText));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException) // the second: half of a surrogate pair
        {
            return Empty; // many proxies answer errors in HTML; the status says enough
        }
    }

    /// <summary>Words of an answer in plain text.</summary>
    public static RegistryErrorBody ReadText(ReadOnlyMemory<byte> body) =>
        new([], Clean(Encoding.UTF8.GetString(body.Span[..Math.Min(body.Length, MaxPlainText)]), MaxPlainText));

    /// <summary>One line without control characters.</summary>
    public static string Clean(string? text, int maxLength)
    {
        var clean = new StringBuilder();
        foreach (var c in text ?? "")
        {
            if (clean.Length == maxLength) break;
            clean.Append(char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029' ? ' ' : c);
        }

        return clean.ToString().Trim();
    }

    // Harbor says everything twice: "x: x".
    private static string Once(string text)
    {
        var middle = text.Length / 2;
        return text.Length > 4 && text.Length % 2 == 0 && text.AsSpan(middle - 1, 2) is ": "
            && text.AsSpan(0, middle - 1).SequenceEqual(text.AsSpan(middle + 1)) ? text[..(middle - 1)] : text;
    }

    private static string? Member(JsonElement error, string name) =>
        error.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
