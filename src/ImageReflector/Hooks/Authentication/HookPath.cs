using System.Security.Cryptography;
using System.Text;

namespace ImageAutomation.ImageReflector.Hooks.Authentication;

/// <summary>The path that a Receiver is served at.</summary>
/// <remarks>
/// Source: Flux, notification controller, <c>GetWebhookPath</c>. Nothing stands between the parts, so two Receivers without a token can
/// share a path: whoever routes asks each of them. A path is as good as a password for some types; it is never logged.
/// </remarks>
internal static class HookPath
{
    /// <summary>What every path begins with.</summary>
    public const string Prefix = "/hook/";

    /// <summary><c>/hook/</c> and the SHA-256 of token, name and namespace in lower-case hexadecimal digits.</summary>
    /// <param name="token">The bytes as they are stored; empty for <c>generic-oidc</c>.</param>
    /// <param name="name">The Receiver's name.</param>
    /// <param name="ns">The Receiver's namespace.</param>
    public static string Of(ReadOnlySpan<byte> token, string name, string ns)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(token);
        hash.AppendData(Encoding.UTF8.GetBytes(name));
        hash.AppendData(Encoding.UTF8.GetBytes(ns));
        return Prefix + Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
