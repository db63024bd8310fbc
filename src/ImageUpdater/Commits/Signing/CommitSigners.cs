using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageUpdater.Commits.Signing;

/// <summary>Prepares signers from Secrets.</summary>
/// <param name="options">How keys are handled.</param>
/// <param name="time">Clock for time limits.</param>
internal sealed class CommitSigners(SigningOptions options, TimeProvider time)
{
    private const int MaxRemembered = 1000;

    private readonly byte[] markKey = RandomNumberGenerator.GetBytes(32);
    private readonly ConcurrentDictionary<string, bool> good = new(StringComparer.Ordinal);

    /// <summary>Key of the Secret that holds an armored OpenPGP private key.</summary>
    public const string OpenPgpKey = "git.asc";

    /// <summary>Key of the Secret that holds the passphrase of an OpenPGP key.</summary>
    public const string OpenPgpPassphraseKey = "passphrase";

    /// <summary>Key of the Secret that holds an SSH private key.</summary>
    public const string SshKey = "identity";

    /// <summary>Key of the Secret that holds the passphrase of an SSH key.</summary>
    public const string SshPassphraseKey = "password";

    /// <summary>Prepares a signer; the key is imported and tried once, so that every problem shows here.</summary>
    /// <param name="type"><c>spec.git.commit.signingKey.type</c>: <c>gpg</c> (also null and empty) or <c>ssh</c>.</param>
    /// <param name="secret">The Secret, from the automation's namespace.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The signer, to be disposed by the caller; or a transient failure with reason <c>SourceManagerFailed</c>.</returns>
    /// <remarks>No part of the key appears in an argument list, a log or a message. Source: signing texts of the reference.</remarks>
    public async Task<Result<ICommitSigner>> OpenAsync(string? type, Secret secret, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(secret);
        var run = new SigningProgram(options.Timeout, time);
        switch (type)
        {
            case null or "" or "gpg":
                if (Read(secret, OpenPgpKey) is not { } armored) return Missing(secret, OpenPgpKey);
                return await OpenPgpSigner.OpenAsync(
                    options, run, secret.Metadata.Name, armored, Passphrase(secret, OpenPgpPassphraseKey), cancellationToken);
            case "ssh":
                if (Read(secret, SshKey) is not { } key) return Missing(secret, SshKey);
                return await SshSigner.OpenAsync(
                    options, run, secret.Metadata.Name, key, Passphrase(secret, SshPassphraseKey), cancellationToken);
            default:
                return SigningFailures.Key($"signing key type '{type}' not supported: use 'gpg' or 'ssh'");
        }
    }

    /// <summary>Tries a key once and remembers that it works, for as long as neither type nor Secret change.</summary>
    /// <returns>Null: commits can be signed; else the failure of <see cref="OpenAsync"/>.</returns>
    public async Task<Failure?> CheckAsync(string? type, Secret secret, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(secret);
        var mark = Mark(type, secret);
        if (good.ContainsKey(mark)) return null;
        if (!(await OpenAsync(type, secret, cancellationToken)).TryGet(out var signer, out var failure)) return failure;
        await signer.DisposeAsync();
        if (good.Count >= MaxRemembered) good.Clear(); // costs a few tries
        good[mark] = true;
        return null;
    }

    /// <summary>Removes key folders that killed processes left behind; call it once at start.</summary>
    public void SweepLeftovers() => PrivateFolder.Sweep(options.Folder);

    // Keyed anew by each process: the mark tells nothing about the key.
    private string Mark(string? type, Secret secret)
    {
        using var mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, markKey);
        mac.AppendData(Encoding.UTF8.GetBytes($"{type}\n{secret.Metadata.Namespace}/{secret.Metadata.Name}\n"));
        foreach (var name in (string[])[OpenPgpKey, OpenPgpPassphraseKey, SshKey, SshPassphraseKey])
        {
            var value = Read(secret, name) ?? [];
            mac.AppendData(BitConverter.GetBytes(value.Length));
            mac.AppendData(value);
        }

        return Convert.ToHexString(mac.GetHashAndReset());
    }

    private static byte[]? Read(Secret secret, string key)
    {
        if (secret.Data?.TryGetValue(key, out var bytes) == true && bytes.Length > 0) return bytes;
        return secret.StringData?.TryGetValue(key, out var text) == true && text.Length > 0 ? Encoding.UTF8.GetBytes(text) : null;
    }

    // A line feed at the end comes from the editor, not from the person.
    private static byte[]? Passphrase(Secret secret, string key)
    {
        if (Read(secret, key) is not { } bytes) return null;
        var end = bytes.AsSpan().TrimEnd("\r\n"u8).Length;
        return end == 0 ? null : bytes[..end];
    }

    private static Failure Missing(Secret secret, string key) =>
        SigningFailures.Key($"signing key secret '{secret.Metadata.Name}' does not contain a '{key}' key");
}
