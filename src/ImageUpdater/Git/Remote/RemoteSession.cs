using System.Globalization;
using System.Text;
using ImageAutomation.ImageUpdater.Git.Failures;
using ImageAutomation.ImageUpdater.Git.Login;
using ImageAutomation.ImageUpdater.Git.Program;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageUpdater.Git.Remote;

/// <summary>What one call to a remote needs besides its arguments: settings, variables, key files. Disposed after the call.</summary>
internal sealed class RemoteSession : IDisposable
{
    private readonly List<KeyValuePair<string, string>> settings = [];
    private readonly Dictionary<string, string> environment = new(StringComparer.Ordinal);
    private readonly List<string> secrets = [];
    private readonly GitRemote remote;
    private readonly GitRunnerOptions options;
    private readonly RemoteAddress address;
    private SecretFolder? folder;
    private string? identity;

    private RemoteSession(GitRemote remote, GitRunnerOptions options, RemoteAddress address)
    {
        this.remote = remote;
        this.options = options;
        this.address = address;
        // git 2.37 and newer; http.proxy and the proxy variables are resolved from the same table.
        foreach (var pin in address.Pins) settings.Add(new("http.curloptResolve", pin));
        secrets.AddRange(remote.Credentials.Values);
        try
        {
            switch (remote.Credentials)
            {
                case GitCredentials.Basic basic:
                    AddHeader("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{basic.User}:{basic.Password}")));
                    break;
                case GitCredentials.Bearer bearer:
                    AddHeader("Bearer " + bearer.Token);
                    break;
                case GitCredentials.Ssh ssh:
                    AddSsh(ssh);
                    break;
            }

            if (remote.Tls is { } tls) AddTls(tls);
            if (remote.Proxy is { } proxy) AddProxy(proxy);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Whether what the remote answers besides Git's protocol may be shown.</summary>
    public bool IsPublic => address.IsPublic;

    /// <summary>Gets everything ready for calls to a remote.</summary>
    /// <returns>The session; a failure when the remote may not be called: its address, or a login over plain HTTP.</returns>
    public static async Task<Result<RemoteSession>> OpenAsync(
        GitRemote remote, GitRunnerOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!options.AllowPlainLogins && remote.Url.Transport == GitTransport.Http && remote.Credentials is not GitCredentials.None)
            return GitFailures.Source(
                $"'{remote.Url.Text}' would get the login over plain http: use an https URL, or allow it with flag --insecure-allow-http");
        return (await RemoteAddress.FindAsync(remote, options, time, cancellationToken))
            .Then<RemoteSession>(found => new RemoteSession(remote, options, found));
    }

    private SecretFolder Folder => folder ??= new SecretFolder(options.SecretsRoot);

    /// <summary>Where the calls go.</summary>
    public GitUrl Url => remote.Url;

    /// <summary>Whether the key is encrypted with another passphrase than the one that was given.</summary>
    public async Task<bool> FindUnfitPassphraseAsync(GitRunner runner, CancellationToken cancellationToken)
    {
        if (remote.Credentials is not GitCredentials.Ssh { Passphrase: not null } || identity is null) return false;
        var call = Call(null, changesMirror: false, "-y", "-f", identity) with { Program = "ssh-keygen", Timeout = null };
        return (await runner.RunAsync(call, cancellationToken)).TryGet(out var output, out _) && output.ExitCode != 0
            && output.ErrorText.Contains("incorrect passphrase", StringComparison.Ordinal);
    }

    /// <summary>A call to the remote, ready to run.</summary>
    public GitCall Call(string? gitDirectory, bool changesMirror, params IReadOnlyList<string> arguments) => new(arguments)
    {
        GitDirectory = gitDirectory,
        ChangesMirror = changesMirror,
        Settings = settings,
        Environment = environment,
        Secrets = secrets,
        Timeout = remote.Timeout,
        AllowedProtocols = remote.Url.Transport switch
        {
            GitTransport.File => options.AllowLocalRemotes ? "file" : "",
            GitTransport.Http => "http",
            GitTransport.Https => "https",
            _ => "ssh",
        },
    };

    /// <inheritdoc/>
    public void Dispose() => folder?.Dispose();

    private void AddHeader(string value)
    {
        // Sent at once, without waiting for a challenge, and to this origin only; redirects are not followed.
        settings.Add(new($"http.{remote.Url.Origin}/.extraHeader", "Authorization: " + value));
        secrets.Add(value);
    }

    private void AddTls(GitTls tls)
    {
        if (tls.AdditionalRoots is { } roots)
        {
            using var all = new MemoryStream();
            if (options.SystemRootFiles.FirstOrDefault(File.Exists) is { } system) all.Write(File.ReadAllBytes(system));
            all.WriteByte((byte)'\n');
            all.Write(roots.Span);
            settings.Add(new("http.sslCAInfo", Folder.Write("roots.pem", all.ToArray())));
        }

        if (tls.ClientCertificate is not { } certificate || tls.ClientKey is not { } key) return;
        settings.Add(new("http.sslCert", Folder.Write("client.pem", certificate.Span)));
        settings.Add(new("http.sslKey", Folder.Write("client.key", key.Span)));
    }

    private void AddProxy(GitProxy proxy)
    {
        settings.Add(new("http.proxy", proxy.ToSetting()));
        settings.Add(new("http.proxyAuthMethod", "basic"));
        if (proxy.Password is not { Length: > 0 } password) return;
        secrets.Add(Uri.EscapeDataString(password));
        secrets.Add(password);
    }

    private void AddSsh(GitCredentials.Ssh ssh)
    {
        var key = identity = Folder.Write("identity", ssh.PrivateKey.Span);
        var known = Folder.Write("known_hosts", [.. ssh.KnownHosts.Span, (byte)'\n']);
        var config = new StringBuilder()
            .Append("User ").AppendLine(ssh.User ?? "git")
            .Append(Destination())
            .Append("IdentityFile \"").Append(key).AppendLine("\"")
            .Append("UserKnownHostsFile \"").Append(known).AppendLine("\"")
            .AppendLine(SshSettings);
        if (OnlyRsaHostKeys(ssh.KnownHosts.Span)) config.AppendLine("HostKeyAlgorithms rsa-sha2-512,rsa-sha2-256,ssh-rsa");
        // Batch mode would also silence the program that answers for the passphrase.
        config.AppendLine(ssh.Passphrase is null ? "BatchMode yes" : "BatchMode no");
        var file = Folder.Write("config", Encoding.UTF8.GetBytes(config.ToString()));
        environment["GIT_SSH_COMMAND"] = $"ssh -F '{file.Replace("'", "'\\''", StringComparison.Ordinal)}'";
        environment["GIT_SSH_VARIANT"] = "ssh";
        if (ssh.Passphrase is not { } passphrase) return;
        environment["SSH_ASKPASS"] =
            Folder.Write("askpass", "#!/bin/sh\nprintf '%s\\n' \"$IMAGEAUTOMATION_PASSPHRASE\"\n"u8, executable: true);
        environment["SSH_ASKPASS_REQUIRE"] = "force";
        environment["IMAGEAUTOMATION_PASSPHRASE"] = passphrase;
    }

    // Connects to the address that was judged, and looks the host's key up by the name that it has in known_hosts.
    private string Destination()
    {
        if (address.Address is not { } to) return "";
        var host = remote.Url.Host.Trim('[', ']').ToLowerInvariant();
        var name = remote.Url.Port is { } port and not 22 ? string.Create(CultureInfo.InvariantCulture, $"[{host}]:{port}") : host;
        return $"HostName {to}\nHostKeyAlias {name}\n";
    }

    private static bool OnlyRsaHostKeys(ReadOnlySpan<byte> knownHosts)
    {
        var found = false;
        foreach (var line in Encoding.UTF8.GetString(knownHosts)
            .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (line[0] == '#') continue;
            if (!line.Contains(" ssh-rsa ", StringComparison.Ordinal)) return false;
            found = true;
        }

        return found;
    }

    private const string SshSettings =
        """
        IdentitiesOnly yes
        IdentityAgent none
        StrictHostKeyChecking yes
        GlobalKnownHostsFile /dev/null
        UpdateHostKeys no
        CheckHostIP no
        PreferredAuthentications publickey
        PasswordAuthentication no
        KbdInteractiveAuthentication no
        GSSAPIAuthentication no
        NumberOfPasswordPrompts 1
        ForwardAgent no
        ForwardX11 no
        ClearAllForwardings yes
        ControlMaster no
        ControlPath none
        PermitLocalCommand no
        ServerAliveInterval 15
        LogLevel ERROR
        """;
}
