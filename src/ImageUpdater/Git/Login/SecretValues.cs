using System.Text;
using ImageAutomation.Common.Resources.Core;

namespace ImageAutomation.ImageUpdater.Git.Login;

/// <summary>Reads values of a Secret, whichever of its two forms holds them.</summary>
internal static class SecretValues
{
    /// <summary>The bytes of a key; null when the key is not there.</summary>
    public static ReadOnlyMemory<byte>? Bytes(Secret secret, string key)
    {
        // As on the API server, stringData wins.
        if (secret.StringData?.TryGetValue(key, out var text) == true) return Encoding.UTF8.GetBytes(text);
        // The cast matters: a null array would turn into empty memory, which is not null.
        return secret.Data?.TryGetValue(key, out var data) == true ? (ReadOnlyMemory<byte>?)data : null;
    }

    /// <summary>
    /// The text of a key, without trailing line ends (keys made with <c>echo</c> have one); null when the key is not there.
    /// </summary>
    public static string? Text(Secret secret, string key) =>
        Bytes(secret, key) is { } bytes ? Encoding.UTF8.GetString(bytes.Span).TrimEnd('\r', '\n') : null;

    /// <summary>Whether the key is there.</summary>
    public static bool Has(Secret secret, string key) => Bytes(secret, key) is not null;
}
