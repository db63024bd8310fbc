namespace ImageAutomation.ImageUpdater.Git.Login;

/// <summary>How a remote knows us. Values are never printed.</summary>
public abstract partial record GitCredentials
{
    private GitCredentials() { }

    /// <summary>No credentials.</summary>
    public static GitCredentials Anonymous { get; } = new None();

    /// <summary>The name of the case, never a value.</summary>
    public sealed override string ToString() => GetType().Name;

    /// <summary>Values that must not reach a message.</summary>
    internal abstract IReadOnlyList<string> Values { get; }

    /// <summary>Anonymous access.</summary>
    public sealed record None : GitCredentials
    {
        internal override IReadOnlyList<string> Values => [];
    }

    /// <summary>User name and password over HTTP.</summary>
    /// <param name="User">User name; no colon.</param>
    /// <param name="Password">Password or token.</param>
    public sealed record Basic(string User, string Password) : GitCredentials
    {
        internal override IReadOnlyList<string> Values =>
            [Password, Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{User}:{Password}"))];
    }

    /// <summary>A bearer token over HTTP.</summary>
    /// <param name="Token">The token.</param>
    public sealed record Bearer(string Token) : GitCredentials
    {
        internal override IReadOnlyList<string> Values => [Token];
    }

    /// <summary>An SSH key.</summary>
    /// <param name="PrivateKey">Private key in any form that OpenSSH reads.</param>
    /// <param name="KnownHosts">Lines of <c>known_hosts</c>; nothing else is trusted.</param>
    /// <param name="Passphrase">Passphrase of the key, or null.</param>
    /// <param name="User">User on the server; <c>git</c> when null.</param>
    public sealed record Ssh(
        ReadOnlyMemory<byte> PrivateKey, ReadOnlyMemory<byte> KnownHosts, string? Passphrase, string? User) : GitCredentials
    {
        internal override IReadOnlyList<string> Values => Passphrase is null ? [] : [Passphrase];
    }
}
