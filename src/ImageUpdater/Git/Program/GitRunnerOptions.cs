using ImageAutomation.Common.Network;

namespace ImageAutomation.ImageUpdater.Git.Program;

/// <summary>How the <c>git</c> program is run.</summary>
public sealed record GitRunnerOptions
{
    /// <summary>Program name or path; default <c>git</c>, looked up in <c>PATH</c>. Version 2.36 or newer.</summary>
    public string Program { get; init; } = "git";

    /// <summary>Whether remotes may be repositories on this machine; default false.</summary>
    public bool AllowLocalRemotes { get; init; }

    /// <summary>Addresses at which remotes, and the APIs that their logins need, may be.</summary>
    public AddressGate Addresses { get; init; } = new();

    /// <summary>Whether a login may go over plain HTTP; default true, as with the reference.</summary>
    public bool AllowPlainLogins { get; init; } = true;

    /// <summary>Folder for key files of one call; default the system's temporary folder.</summary>
    public string SecretsRoot { get; init; } = Path.GetTempPath();

    /// <summary>Most bytes one call may print; default 256 MiB.</summary>
    public long MaxOutputBytes { get; init; } = 256L << 20;

    /// <summary>Most memory that one git process may write to, in bytes; default 512 MiB. Packs that it maps do not count.</summary>
    public long MaxProcessBytes { get; init; } = 512L << 20;

    /// <summary>Longest file that git may write, in bytes; default 4 GiB. A fetch that brings more fails.</summary>
    public long MaxFileBytes { get; init; } = 4L << 30;

    /// <summary>Bound of one call that stays on this machine; default 2 minutes.</summary>
    public TimeSpan LocalTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Variables that git gets besides our own, for example the proxy variables that an operator has set. Empty by default.
    /// </summary>
    public IReadOnlyDictionary<string, string> ExtraEnvironment { get; init; } = new Dictionary<string, string>();

    /// <summary>The proxy variables of a process, in the spelling that git reads.</summary>
    /// <param name="environment">Reads an environment variable.</param>
    public static IReadOnlyDictionary<string, string> ProxiesOf(Func<string, string?> environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in (ReadOnlySpan<string>)["http_proxy", "https_proxy", "all_proxy", "no_proxy"])
            if ((environment(name) ?? environment(name.ToUpperInvariant())) is { Length: > 0 } value) found[name] = value;
        return found;
    }

    /// <summary>Files tried in order for the system's root certificates, used when a Secret adds a root.</summary>
    public IReadOnlyList<string> SystemRootFiles { get; init; } =
    [
        "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem",
        "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    ];
}
