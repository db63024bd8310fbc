using System.Text;

namespace ImageAutomation.Common.Resources.Core;

/// <summary>
/// Reads values of a <see cref="Secret"/>, whichever of its two forms holds them: as on the API server, <c>stringData</c> wins.
/// </summary>
public static class SecretValues
{
    /// <summary>The bytes of a key; null when the key is not there.</summary>
    public static ReadOnlyMemory<byte>? Bytes(Secret secret, string key)
    {
        ArgumentNullException.ThrowIfNull(secret);
        if (secret.StringData?.TryGetValue(key, out var text) == true) return Encoding.UTF8.GetBytes(text);
        // The cast matters: a null array would turn into empty memory, which is not null.
        return secret.Data?.TryGetValue(key, out var data) == true ? (ReadOnlyMemory<byte>?)data : null;
    }

    /// <summary>The text of a key without trailing line ends, which <c>echo</c> leaves there; null when the key is not there.</summary>
    /// <remarks>Blanks stay: a password may begin or end with one.</remarks>
    public static string? Text(Secret secret, string key) =>
        Bytes(secret, key) is { } bytes ? Encoding.UTF8.GetString(bytes.Span).TrimEnd('\r', '\n') : null;

    /// <summary>
    /// The text of a key as <see cref="Text"/> reads it; null when the key is not there or holds nothing but white space.
    /// </summary>
    public static string? FilledText(Secret secret, string key) => Text(secret, key) is { } text && !string.IsNullOrWhiteSpace(text) ? text
        : null;

    /// <summary>Whether the key is there.</summary>
    public static bool Has(Secret secret, string key) => Bytes(secret, key) is not null;

    /// <summary><c>namespace/name</c>, for messages.</summary>
    public static string Name(Secret secret)
    {
        ArgumentNullException.ThrowIfNull(secret);
        return $"{secret.Metadata.Namespace}/{secret.Metadata.Name}";
    }
}
