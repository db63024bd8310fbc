using ImageAutomation.ImageReflector.Registry.Http;
using ImageAutomation.ImageReflector.Registry.Login;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageReflector.Registry;

/// <summary>A repository and how to reach it: all that one call of <see cref="IRegistryClient"/> needs.</summary>
public sealed class RegistryTarget
{
    /// <summary>Registry host, <c>host[:port]</c> without scheme; every spelling of Docker Hub reaches its API host.</summary>
    public required string Host { get; init; }

    /// <summary>Repository path without host and tag; <c>library/</c> is already put before a bare Docker Hub name.</summary>
    public required string Repository { get; init; }

    /// <summary>Whether plain HTTP may be spoken when HTTPS does not answer. Loopback hosts need no such leave.</summary>
    public bool Insecure { get; init; }

    /// <summary>Pull secrets in the order of <c>spec.secretRef</c>, then the ServiceAccount's; empty means anonymous.</summary>
    public IReadOnlyList<PullSecret> PullSecrets { get; init; } = [];

    /// <summary>
    /// Where a login was looked for besides <see cref="PullSecrets"/>, and why there was none; told when the registry refuses a stranger.
    /// </summary>
    public IReadOnlyList<string> LoginRemarks { get; init; } = [];

    /// <summary>A login fetched on first use (cloud providers); when set, <see cref="PullSecrets"/> are not consulted.</summary>
    public Func<CancellationToken, ValueTask<Result<RegistryCredential>>>? Login { get; init; }

    /// <summary>Whether the registry is a Harbor, where the user says so; else its login tells.</summary>
    public bool IsHarbor { get; init; }

    /// <summary>Additional roots and a client certificate; null means the system's roots alone.</summary>
    public TlsSettings? Tls { get; init; }

    /// <summary>Proxy of this target; null means the environment's.</summary>
    public ProxySettings? Proxy { get; init; }

    /// <summary><c>host/path</c>, for messages.</summary>
    public override string ToString() => $"{Host}/{Repository}";
}
