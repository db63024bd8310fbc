using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using ImageAutomation.Common.Kubernetes;
using ImageAutomation.Common.Kubernetes.Login;
using ImageAutomation.TestSupport;
using Xunit;

namespace ImageAutomation.Common.Tests.Kubernetes;

public sealed class KubeConfigTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly FakeTime time = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task TheCurrentContext_IsUsed_OrTheNamedOne()
    {
        var path = Write("{name: c, cluster: {server: 'https://one.example:6443/prefix'}}", "{name: u, user: {token: s3cret}}");
        var one = KubeConfig.Load(path, null, time).Value;
        Assert.Equal(("https://one.example:6443/prefix/", "apps"), (one.Server.ToString(), one.Namespace));
        Assert.Equal("Bearer s3cret", (await HeaderAsync(one)));
        Assert.Null(KubeConfig.Load(path, "bare", time).Value.Namespace);
        Assert.Contains(
            "has no context 'nope'; it has 'bare', 'main'", KubeConfig.Load(path, "nope", time).Failure?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SeveralFiles_AreOne_TheFirstWins()
    {
        var first = folder.Write(
            "a/config",
            "current-context: x\ncontexts: [{name: x, context: {cluster: c, user: u}}]\nusers: [{name: u, user: {tokenFile: token}}]\n");
        folder.Write("a/token", "from-a");
        var second = folder.Write(
            "b/config",
            "current-context: y\nclusters: [{name: c, cluster: {server: 'https://b.example'}}]\nusers: [{name: u, user: {token: from-b}}]\n");
        var found = KubeConfig.Find(null, null, n => n == "KUBECONFIG"
            ? $"{first}{Path.PathSeparator}{folder.Combine("missing")}{Path.PathSeparator}{second}" : null, time).Value;
        Assert.Equal("b.example", found.Server.Host);
        Assert.IsType<TokenFileCredentials>(found.Credentials);
    }

    [Fact]
    public async Task Basic_And_ATokenFile_AreLogins()
    {
        Assert.Equal(
            "Basic dTpw",
            await HeaderAsync(
                KubeConfig.Load(
                    Write("{name: c, cluster: {server: 'https://x'}}", "{name: u, user: {username: u, password: p}}"), null, time).Value));
        folder.Write("token", "one\n");
        var connection =
            KubeConfig.Load(Write("{name: c, cluster: {server: 'https://x'}}", "{name: u, user: {tokenFile: token}}"), null, time).Value;
        Assert.Equal("Bearer one", await HeaderAsync(connection));
        folder.Write("token", "two\n");
        Assert.Equal("Bearer one", await HeaderAsync(connection));
        time.Advance(TokenFileCredentials.Reread);
        Assert.Equal("Bearer two", await HeaderAsync(connection));
        File.Delete(folder.Combine("token"));
        time.Advance(TokenFileCredentials.Reread);
        Assert.Equal("Bearer two", await HeaderAsync(connection)); // in replacement
    }

    [Theory]
    [InlineData("inline")]
    [InlineData("files")]
    public async Task AClientCertificate_ComesWithItsKey_AndTheAuthorityIsTrustedAlone(string how)
    {
        var (certificate, key) = Pair();
        var (user, cluster) = how == "inline"
            ? ($"{{client-certificate-data: {Base64(certificate)}, client-key-data: {Base64(key)}}}",
                $"certificate-authority-data: {Base64(certificate)}")
            : ("{client-certificate: c.crt, client-key: c.key}", "certificate-authority: c.crt");
        folder.Write("c.crt", certificate);
        folder.Write("c.key", key);
        var connection = KubeConfig.Load(
            Write($"{{name: c, cluster: {{server: 'https://x', {cluster}}}}}", $"{{name: u, user: {user}}}"), null, time).Value;
        Assert.True((await connection.Credentials.GetAsync(false, CancellationToken.None)).Value.Certificate?.HasPrivateKey);
        Assert.Equal(1, connection.Authorities?.Count);
    }

    [Fact]
    public void AProxy_KeepsItsPasswordToItself()
    {
        var connection = KubeConfig.Load(
            Write("{name: c, cluster: {server: 'https://x', proxy-url: 'socks5://me:hidden@proxy.example:1080'}}", "{name: u, user: {}}"),
            null, time).Value;
        Assert.Equal("socks5://proxy.example:1080/", connection.Proxy?.GetProxy(connection.Server)?.ToString());
        Assert.Equal("hidden", connection.Proxy?.Credentials?.GetCredential(connection.Server, "")?.Password);
        Assert.DoesNotContain("hidden", connection.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{server: 'ftp://x'}", "{}", "not an http or https address")]
    [InlineData("{server: 'https://x', certificate-authority-data: 's3cret!'}", "{}", "is not base64")]
    [InlineData("{server: 'https://x', certificate-authority-data: czNjcmV0}", "{}", "no PEM certificate")]
    [InlineData("{server: 'https://x', proxy-url: 's3cret'}", "{}", "proxy-url is not")]
    [InlineData("{server: 'https://x', insecure-skip-tls-verify: true, certificate-authority-data: czNjcmV0}", "{}", "decide for one")]
    [InlineData("{server: 'https://x'}", "{client-certificate-data: czNjcmV0}", "needs both")]
    [InlineData("{server: 'https://x'}", "{client-certificate-data: czNjcmV0, client-key-data: czNjcmV0}", "no PEM pair")]
    [InlineData("{server: 'https://x'}", "{token: 's3cret with blanks'}", "blanks")]
    [InlineData("{server: 'https://x'}", "{token: {s3cret: 1}}", "look at $.users")]
    [InlineData("{server: 'https://x'}", "{as: a, as-groups: [s3cret]}", "as-groups")]
    [InlineData("{server: 'https://x'}", "{auth-provider: {name: gcp}}", "use exec")]
    [InlineData("{server: 'https://x'}", "{exec: {apiVersion: client.authentication.k8s.io/v1alpha1, command: x}}", "is not known")]
    [InlineData(
        "{server: 'https://x'}", "{exec: {apiVersion: client.authentication.k8s.io/v1, command: x, interactiveMode: Always}}",
        "needs a terminal")]
    [InlineData("{server: 'http://x.example'}", "{token: s3cret}", "clear text")]
    public void WhatCannotWork_IsSaid_WithoutSecrets(string cluster, string user, string message)
    {
        var failure = KubeConfig.Load(Write($"{{name: c, cluster: {cluster}}}", $"{{name: u, user: {user}}}"), null, time).Failure!;
        Assert.Equal(KubeReasons.InvalidConfig, failure.Reason);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", failure.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("czNjcmV0", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void AMissingFile_IsSaid() =>
    Assert.Contains("cannot be read", KubeConfig.Load(folder.Combine("nope"), null, time).Failure?.Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("client.authentication.k8s.io/v1")]
    [InlineData("client.authentication.k8s.io/v1beta1")]
    public async Task AnExecPlugin_IsAskedOnce_UntilItsCredentialExpiresOrIsRefused(string version)
    {
        Script("""echo x >> "$COUNT"; echo "$KUBERNETES_EXEC_INFO" > "$COUNT.info"; printf '{"apiVersion":"%s","kind":"ExecCredential","status":{"token":"t-%s","expirationTimestamp":"2026-01-02T04:00:00Z"}}' "$1" "$(wc -l < "$COUNT" | tr -d ' ')" """);
        var connection = Exec(
            $"apiVersion: {version}, command: ./plugin, args: [{version}], env: [{{name: COUNT, value: {folder.Combine("count")}}}], "
                + "provideClusterInfo: true");
        Assert.Equal("Bearer t-1", await HeaderAsync(connection));
        Assert.Equal("Bearer t-1", await HeaderAsync(connection));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("Bearer t-2", await HeaderAsync(connection, isRefused: true));
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal("Bearer t-3", await HeaderAsync(connection));
        var told = await File.ReadAllTextAsync(folder.Combine("count.info"));
        Assert.Contains($"\"apiVersion\":\"{version}\"", told, StringComparison.Ordinal);
        Assert.Contains("\"interactive\":false", told, StringComparison.Ordinal);
        Assert.Contains("\"server\":\"https://x\"", told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("exit 3", "exit code 3")]
    [InlineData("echo s3cret", "did not answer with JSON")]
    [InlineData(
        """echo '{"apiVersion":"client.authentication.k8s.io/v1beta1","kind":"ExecCredential","status":{"token":"s3cret"}}'""",
        "ExecCredential of client.authentication.k8s.io/v1")]
    [InlineData("""echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{}}'""", "without token")]
    [InlineData(
        """echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"clientKeyData":"s3cret"}}'""", "alone")]
    [InlineData("head -c 2000000 /dev/zero", "more than 1048576 bytes")]
    public async Task AnExecPluginThatFails_IsNamed_AndNotQuoted(string script, string message)
    {
        Script(script);
        var failure = (await Exec("apiVersion: client.authentication.k8s.io/v1, command: ./plugin").Credentials.GetAsync(
            false, CancellationToken.None)).Failure!;
        Assert.Contains("./plugin", failure.Message, StringComparison.Ordinal);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnExecPluginThatIsNotThere_GivesTheInstallHint() =>
        Assert.Contains(
            "was not found: get it there",
            (await Exec(
                "apiVersion: client.authentication.k8s.io/v1, command: no-such-plugin-here, installHint: get it there").Credentials.GetAsync(false, CancellationToken.None)).Failure?.Message, StringComparison.Ordinal);

    [Fact]
    public async Task APod_HasItsLogin()
    {
        folder.Write("ca.crt", Pair().Certificate);
        folder.Write("token", "pod-token");
        folder.Write("namespace", "flux-system\n");
        static string? Environment(string name) =>
            name switch { "KUBERNETES_SERVICE_HOST" => "fd00::1", "KUBERNETES_SERVICE_PORT" => "443", _ => null };
        var connection = InClusterConfig.Load(Environment, time, folder.Path).Value;
        Assert.Equal(("https://[fd00::1]/", "flux-system"), (connection.Server.ToString(), connection.Namespace));
        Assert.Equal("Bearer pod-token", await HeaderAsync(connection));
        Assert.Contains("not in a cluster", InClusterConfig.Load(_ => null, time, folder.Path).Failure?.Message, StringComparison.Ordinal);
        File.Delete(folder.Combine("token"));
        Assert.Contains(
            "automountServiceAccountToken", InClusterConfig.Load(Environment, time, folder.Path).Failure?.Message,
            StringComparison.Ordinal);
    }

    private static async Task<string?> HeaderAsync(KubeConnection connection, bool isRefused = false) =>
        (await connection.Credentials.GetAsync(isRefused, CancellationToken.None)).Value.Header?.ToString();

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static (string Certificate, string Key) Pair()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=test", key, HashAlgorithmName.SHA256).CreateSelfSigned(
            DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        return (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    private KubeConnection Exec(string entry) =>
        KubeConfig.Load(Write("{name: c, cluster: {server: 'https://x'}}", $"{{name: u, user: {{exec: {{{entry}}}}}}}"), null, time).Value;

    private void Script(string body)
    {
        var path = folder.Write("plugin", "#!/bin/sh\n" + body + "\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private string Write(string cluster, string user) => folder.Write(
        "config",
        $"apiVersion: v1\nkind: Config\ncurrent-context: main\ncontexts:\n- {{name: main, context: {{cluster: c, user: u, namespace: "
            + $"apps}}}}\n- {{name: bare, context: {{cluster: c, user: u}}}}\nclusters:\n- {cluster}\nusers:\n- {user}\n");
}
