using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using ImageAutomation.Common.Kubernetes.Login;
using ImageAutomation.Common.Manifests;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Common.Kubernetes;

/// <summary>Reads kubeconfig files, as kubectl writes them.</summary>
public static class KubeConfig
{
    private const int MaxBytes = 4 << 20;

    /// <summary>
    /// Finds the login as kubectl does: the named file, else <c>KUBECONFIG</c>, else the pod's, else <c>~/.kube/config</c>.
    /// </summary>
    /// <param name="path">File that the user named; null for none.</param>
    /// <param name="context">Context; null for the current one.</param>
    /// <param name="environment">Reads environment variables.</param>
    /// <param name="time">Clock.</param>
    public static Result<KubeConnection> Find(string? path, string? context, Func<string, string?> environment, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(environment);
        if (!string.IsNullOrEmpty(path)) return Load(path, context, time);
        if (environment("KUBECONFIG") is { Length: > 0 } paths) return Load(paths, context, time);
        if (context is null && InClusterConfig.IsInCluster(environment)) return InClusterConfig.Load(environment, time);
        return Load(
            Path.Combine(environment("HOME") ?? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".kube", "config"),
            context, time);
    }

    /// <summary>Loads one context.</summary>
    /// <param name="path">
    /// A file, or several in the form of <c>KUBECONFIG</c>; what comes first wins, and missing ones of several are left out.
    /// </param>
    /// <param name="context">Context; null for the current one.</param>
    /// <param name="time">Clock.</param>
    /// <returns>The connection; fails with <see cref="KubeReasons.InvalidConfig"/>, never quoting a secret.</returns>
    public static Result<KubeConnection> Load(string path, string? context, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!Merge(path).TryGet(out var file, out var failure)) return failure;
        var name = context ?? file.CurrentContext;
        if (string.IsNullOrEmpty(name)) return Bad($"'{path}' has no current-context; name a context");
        if (file.Contexts?.FirstOrDefault(c => c.Name == name)?.Context is not { } chosen)
            return Bad($"'{path}' has no context '{name}'; it has {List(file.Contexts?.Select(c => c.Name))}");
        if (file.Clusters?.FirstOrDefault(c => c.Name == chosen.Cluster) is not { Cluster: { } cluster } namedCluster)
            return Bad($"context '{name}' names cluster '{chosen.Cluster}', which '{path}' does not have");
        var user = file.Users?.FirstOrDefault(u => u.Name == chosen.User);
        if (user is null && !string.IsNullOrEmpty(chosen.User))
            return Bad($"context '{name}' names user '{chosen.User}', which '{path}' does not have");
        return Cluster(cluster, namedCluster.Folder)
            .Then(connection => User(user?.User ?? new(), user?.Folder ?? "", connection, cluster, time))
            .Then<KubeConnection>(
                connection => connection with { Namespace = string.IsNullOrEmpty(chosen.Namespace) ? null : chosen.Namespace });
    }

    private static Result<KubeConfigFile> Merge(string path)
    {
        var paths = path.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        var merged = new KubeConfigFile();
        var found = false;
        foreach (var one in paths)
        {
            if (paths.Length > 1 && !File.Exists(one)) continue;
            if (!Read(one).TryGet(out var next, out var failure)) return failure;
            found = true;
            var folder = Path.GetDirectoryName(Path.GetFullPath(one)) ?? "/";
            merged = new KubeConfigFile
            {
                CurrentContext = string.IsNullOrEmpty(merged.CurrentContext) ? next.CurrentContext : merged.CurrentContext,
                Contexts = [.. merged.Contexts ?? [], .. next.Contexts ?? []],
                Clusters = [.. merged.Clusters ?? [], .. (next.Clusters ?? []).Select(c => c with { Folder = folder })],
                Users = [.. merged.Users ?? [], .. (next.Users ?? []).Select(u => u with { Folder = folder })],
            };
        }

        return found ? merged : Bad($"none of the files in '{path}' exists");
    }

    private static Result<KubeConfigFile> Read(string path)
    {
        try
        {
            if (new FileInfo(path).Length > MaxBytes) return Bad($"'{path}' is larger than {MaxBytes} bytes");
            if (!YamlReader.Read(File.ReadAllText(path)).TryGet(out var documents, out var failure))
                return Bad($"'{path}' is not YAML: {failure.Message}");
            return documents.Count == 0 ? new KubeConfigFile() : documents[0].Root.Deserialize(LoginJson.Default.KubeConfigFile) ?? new();
        }
        catch (JsonException e)
        {
            return Bad($"'{path}' is not a kubeconfig: look at {e.Path}"); // not the message: it could quote a value
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Bad($"kubeconfig '{path}' cannot be read: {e.Message}");
        }
    }

    private static Result<KubeConnection> Cluster(KubeConfigFile.ClusterEntry entry, string folder)
    {
        if (!Uri.TryCreate(entry.Server?.TrimEnd('/') + "/", UriKind.Absolute, out var server) || server.Scheme is not ("https" or "http"))
            return Bad("the cluster's server is not an http or https address");
        var connection = new KubeConnection
        {
            Server = server,
            SkipTlsVerify = entry.SkipTlsVerify,
            TlsServerName = string.IsNullOrEmpty(entry.TlsServerName) ? null : entry.TlsServerName,
        };
        if (!string.IsNullOrEmpty(entry.ProxyUrl))
        {
            if (!Uri.TryCreate(entry.ProxyUrl, UriKind.Absolute, out var proxy) || proxy.Scheme is not ("http" or "https" or "socks5"))
                return Bad("the cluster's proxy-url is not an http, https or socks5 address"); // may hold a password
            connection = connection with { Proxy = Proxy(proxy) };
        }

        if (!Pem.Text(entry.AuthorityData, entry.AuthorityFile, folder, "certificate-authority").TryGet(out var pem, out var failure))
            return failure;
        if (pem is null) return connection;
        if (entry.SkipTlsVerify) return Bad("the cluster has both insecure-skip-tls-verify and a certificate authority; decide for one");
        return Pem.Authorities(pem, "certificate-authority").Then<KubeConnection>(roots => connection with { Authorities = roots });
    }

    private static WebProxy Proxy(Uri address)
    {
        var proxy = new WebProxy(new UriBuilder(address) { UserName = "", Password = "" }.Uri);
        if (address.UserInfo.Split(':', 2) is [{ Length: > 0 } user, .. var rest])
            proxy.Credentials =
                new NetworkCredential(Uri.UnescapeDataString(user), rest is [var password] ? Uri.UnescapeDataString(password) : "");
        return proxy;
    }

    private static Result<KubeConnection> User(
        KubeConfigFile.UserEntry user, string folder, KubeConnection connection, KubeConfigFile.ClusterEntry cluster, TimeProvider time)
    {
        if (user.AuthProvider is { } provider)
            return Bad($"auth-provider '{provider.Name}' is not supported, kubectl dropped it too; use exec");
        // Left out silently they would give other rights than the user asked for.
        if (user.ImpersonateGroups is { Count: > 0 } || !string.IsNullOrEmpty(user.ImpersonateUid)
            || user.ImpersonateExtra is { Count: > 0 })
            return Bad("as-groups, as-uid and as-user-extra are not supported; only 'as' is");
        connection = connection with { Impersonate = string.IsNullOrEmpty(user.Impersonate) ? null : user.Impersonate };
        if (!Credentials(user, folder, connection, cluster, time).TryGet(out var credentials, out var failure)) return failure;
        var sends = credentials is not FixedCredentials { IsEmpty: true };
        if (sends && connection.Server is { Scheme: "http", IsLoopback: false })
            return Bad($"'{connection}' is plain http: credentials would travel in clear text; use https");
        return connection with { Credentials = credentials };
    }

    private static Result<IKubeCredentials> Credentials(
        KubeConfigFile.UserEntry user, string folder, KubeConnection connection, KubeConfigFile.ClusterEntry cluster, TimeProvider time)
    {
        if (user.Exec is { } exec)
        {
            var told = new ExecCredential.ExecCluster
            {
                Server = cluster.Server,
                TlsServerName = connection.TlsServerName,
                SkipTlsVerify = connection.SkipTlsVerify,
                AuthorityData = connection.Authorities is { } roots
                    ? Convert.ToBase64String(Encoding.ASCII.GetBytes(roots.ExportCertificatePems())) : null,
                ProxyUrl = cluster.ProxyUrl,
            };
            return ExecCredentials.Create(exec, folder, told, time).Then<IKubeCredentials>(e => e);
        }

        if (!Pem.Text(user.CertificateData, user.CertificateFile, folder, "client-certificate")
            .TryGet(out var certificate, out var failure))
            return failure;
        if (!Pem.Text(user.KeyData, user.KeyFile, folder, "client-key").TryGet(out var key, out failure)) return failure;
        if ((certificate is null) != (key is null)) return Bad("the user has a client certificate or a client key alone; it needs both");
        if (certificate is not null && string.IsNullOrEmpty(user.Token) && !string.IsNullOrEmpty(user.TokenFile))
            return Bad("the user has both a client certificate and a tokenFile; decide for one");
        if (certificate is null && string.IsNullOrEmpty(user.Token) && !string.IsNullOrEmpty(user.TokenFile))
            return new TokenFileCredentials(Path.Combine(folder, user.TokenFile), time);

        var credential = KubeCredential.None;
        if (certificate is not null)
        {
            // both or none, see above
            if (!Pem.Pair(certificate, key!, "the user's client certificate").TryGet(out var pair, out failure)) return failure;
            credential = credential with { Certificate = pair };
        }

        if (!string.IsNullOrEmpty(user.Token))
        {
            if (user.Token.AsSpan().ContainsAnyInRange('\0', ' ')) return Bad("the user's token has blanks or line ends in it");
            credential = credential with { Header = new AuthenticationHeaderValue("Bearer", user.Token) };
        }
        else if (!string.IsNullOrEmpty(user.Username))
        {
            credential = credential with
            {
                Header = new AuthenticationHeaderValue(
                    "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user.Username}:{user.Password}"))),
            };
        }

        return new FixedCredentials(credential);
    }

    private static string List(IEnumerable<string?>? names) => names?.Order(StringComparer.Ordinal).ToList() is { Count: > 0 } all
        ? string.Join(", ", all.Select(n => $"'{n}'")) : "none";

    private static Failure Bad(string message) => Failure.Terminal(KubeReasons.InvalidConfig, message);
}
