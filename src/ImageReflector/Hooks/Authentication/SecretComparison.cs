using System.Security.Cryptography;

namespace ImageAutomation.ImageReflector.Hooks.Authentication;

/// <summary>Compares so that the time taken tells nothing: neither where the values differ nor how long the right one is.</summary>
internal static class SecretComparison
{
    /// <summary>Whether two values are equal.</summary>
    public static bool AreEqual(ReadOnlySpan<byte> given, ReadOnlySpan<byte> right)
    {
        Span<byte> first = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> second = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(given, first);
        SHA256.HashData(right, second);
        return CryptographicOperations.FixedTimeEquals(first, second);
    }
}
