using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace ImageAutomation.ImageReflector.Registry.Login;

/// <summary>One way to log in to a registry. Never printed: <see cref="ToString"/> gives the source only.</summary>
public sealed class RegistryCredential
{
    private string? fingerprint;

    /// <summary>Access without a login.</summary>
    public static RegistryCredential Anonymous { get; } = new() { Source = "anonymous access" };

    /// <summary>User name; for Harbor robots as it is written, <c>$</c> included.</summary>
    public string? Username { get; init; }

    /// <summary>Password, sent only as Basic and only to the registry or its token service.</summary>
    public string? Password { get; init; }

    /// <summary>OAuth2 refresh token, exchanged at the token service.</summary>
    public string? IdentityToken { get; init; }

    /// <summary>Access token, sent as Bearer unchanged.</summary>
    public string? RegistryToken { get; init; }

    /// <summary>Where it comes from, for people: <c>Secret ns/name, key ghcr.io</c>.</summary>
    public required string Source { get; init; }

    /// <summary>Whether there is nothing to log in with.</summary>
    public bool IsAnonymous => !CanLogInWithPassword && IdentityToken is null && RegistryToken is null;

    /// <summary>Stands in the place of a user name when the password is an identity token.</summary>
    internal const string TokenUser = "<token>";

    internal bool CanLogInWithPassword => Username == TokenUser ? !string.IsNullOrEmpty(Password) : !string.IsNullOrEmpty(Username)
        || !string.IsNullOrEmpty(Password);

    /// <summary>Keys caches and budgets: a changed Secret is another credential.</summary>
    internal string Fingerprint => fingerprint ??= IsAnonymous ? "anonymous" : ComputeFingerprint();

    /// <inheritdoc/>
    public override string ToString() => Source;

    private string ComputeFingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[4];
        foreach (var part in (ReadOnlySpan<string?>)[Username, Password, IdentityToken, RegistryToken])
        {
            var bytes = Encoding.UTF8.GetBytes(part ?? "");
            BinaryPrimitives.WriteInt32LittleEndian(length, part is null ? -1 : bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
