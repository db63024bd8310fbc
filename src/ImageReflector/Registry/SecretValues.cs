using System.Text;
using ImageAutomation.Common.Resources.Core;

namespace ImageAutomation.ImageReflector.Registry;

/// <summary>Reads a Secret's values the way the API server would hand them out: <c>stringData</c> wins over <c>data</c>.</summary>
internal static class SecretValues
{
    public static byte[]? Find(Secret secret, string key)
    {
        if (secret.StringData?.TryGetValue(key, out var text) == true) return Encoding.UTF8.GetBytes(text);
        return secret.Data?.TryGetValue(key, out var bytes) == true ? bytes : null;
    }

    /// <summary>The value as text without surrounding white space; null when absent or blank.</summary>
    public static string? FindText(Secret secret, string key)
    {
        var text = Find(secret, key) is { } bytes ? Encoding.UTF8.GetString(bytes).Trim() : "";
        return text.Length == 0 ? null : text;
    }

    public static string Name(Secret secret) => $"{secret.Metadata.Namespace}/{secret.Metadata.Name}";
}
