namespace ImageAutomation.ImageReflector.Hooks;

/// <summary>A webhook request as it came in. Nothing in it is believed before it is authenticated, and no part is ever stored.</summary>
internal sealed class HookRequest
{
    /// <summary>HTTP method in upper case.</summary>
    public required string Method { get; init; }

    /// <summary>All header lines by name, compared in any case; a name that came twice has two values.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Headers { get; init; }

    /// <summary>The raw body, bounded by the listener.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Media type of <c>Content-Type</c> in lower case without parameters; empty when the header is missing.</summary>
    public string MediaType =>
        Header("Content-Type") is { } type ? type.Split(';', 2)[0].Trim().ToLowerInvariant() : "";

    /// <summary>The value of a header that came exactly once; null when it is missing or came more than once.</summary>
    public string? Header(string name) =>
        Headers.TryGetValue(name, out var values) && values.Count == 1 ? values[0] : null;

    /// <summary>Whether a header came at all, however often.</summary>
    public bool Has(string name) => Headers.TryGetValue(name, out var values) && values.Count > 0;
}
