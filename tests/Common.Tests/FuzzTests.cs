using System.Text;
using ImageAutomation.Common.Kubernetes;
using ImageAutomation.Common.Manifests;
using ImageAutomation.Common.References;
using ImageAutomation.TestSupport;
using ImageAutomation.TestSupport.Fuzzing;
using Xunit;

namespace ImageAutomation.Common.Tests;

/// <summary>Files of the operator and of the folder of resources, and names of images.</summary>
public sealed class FuzzTests
{
    private const string Kubeconfig = """
        apiVersion: v1
        kind: Config
        current-context: c
        contexts: [{name: c, context: {cluster: k, user: u, namespace: n}}]
        clusters: [{name: k, cluster: {server: "https://127.0.0.1:6443", insecure-skip-tls-verify: true, proxy-url: "http://p:1"}}]
        users: [{name: u, user: {token: t, username: a, password: b, client-certificate-data: AA==, exec: {command: /bin/true, apiVersion: client.authentication.k8s.io/v1}}}]
        """;

    [Fact]
    public async Task Kubeconfigs()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Combine("config");
        await Fuzz.RunAsync(
            [Kubeconfig],
            ["{", "}", "[", "]", ": ", "- ", "null", "name: ", "server: ", "user: ", "exec: ", "AA==", "\"", "'", "https://", "unix:",
                "\n", "*a", "&a ", "!!binary "],
            bytes =>
            {
                File.WriteAllBytes(file, bytes);
                _ = KubeConfig.Load(file, null, TimeProvider.System);
            });
    }

    [Fact]
    public Task Manifests() => Fuzz.RunAsync(
        ["apiVersion: image.toolkit.fluxcd.io/v1\nkind: ImagePolicy\nmetadata: {name: a, namespace: b}\nspec: {imageRepositoryRef: {name: "
            + "x}, policy: {semver: {range: 1.x}}}\n", "{\"kind\": \"List\", \"items\": [{\"a\": 1e3}]}"],
        ["{", "}", "[", "]", ": ", "- ", "---\n", "*a", "&a ", "<<: ", "!!set ", "0o17", ".inf", "1:30", "\"", "'", "|\n ", "? "],
        bytes => YamlReader.Read(Encoding.UTF8.GetString(bytes)));

    [Fact]
    public Task ImageNames() => Fuzz.RunAsync(
        ["ghcr.io/org/app:1.2.3@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "[::1]:5000/a", "localhost/x"],
        ["/", ":", "@", "sha256:", ".", "//", "[", "]", "-", "_", "%", "://", "\n", "A"],
        bytes => RepositoryName.ParseImage(Encoding.UTF8.GetString(bytes)));
}
