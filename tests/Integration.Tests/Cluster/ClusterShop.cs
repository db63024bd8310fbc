using System.Runtime.CompilerServices;
using System.Text;
using ImageAutomation.TestSupport;
using ImageAutomation.TestSupport.Git;
using ImageAutomation.TestSupport.Kubernetes;
using ImageAutomation.TestSupport.Registry;
using Xunit;

namespace ImageAutomation.Integration.Tests.Cluster;

/// <summary>A real API server, a registry and a real Git server with a login, shared by tests that each take a namespace.</summary>
public sealed class ClusterShop : IAsyncLifetime
{
    public const string GitPassword = "git-s3cret-word";

    private readonly TemporaryFolder folder = new();
    private KubeServer cluster = null!; // started before any test runs; null only where all tests are skipped
    private GitHttpServer git = null!; // as above

    public StandInRegistry Registry { get; private set; } = null!; // as above

    public string Server => Kubectl("config", "view", "-o", "jsonpath={.clusters[0].cluster.server}");

    public async Task InitializeAsync()
    {
        if (KubeServer.Missing is not null || TestTool.Find("kubectl") is null || TestTool.Find("git") is null) return;
        cluster = await KubeServer.StartAsync();
        Registry = await StandInRegistry.StartAsync();
        git = await GitHttpServer.StartAsync(folder.Path, "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("bot:" + GitPassword)));
        Kubectl("apply", "-k", Config("crd"));
        Kubectl("apply", "-k", Config("crd/source"));
    }

    public async Task DisposeAsync()
    {
        if (git is not null) await git.DisposeAsync();
        if (Registry is not null) await Registry.DisposeAsync();
        if (cluster is not null) await cluster.DisposeAsync();
        folder.Dispose();
    }

    /// <summary>A namespace with one image, one policy, one repository in Git and one automation.</summary>
    public BareRepository Open(string ns)
    {
        var remote = BareRepository.Create(folder.Combine(ns + ".git"));
        remote.Commit("app.yaml", Manifest(ns, "1.0.0"));
        Registry.Tags[ns] = ["1.0.0"];
        Kubectl("create", "namespace", ns);
        Apply($$"""
            apiVersion: v1
            kind: Secret
            metadata: {name: git, namespace: {{ns}}}
            stringData: {username: bot, password: {{GitPassword}}}
            ---
            apiVersion: image.toolkit.fluxcd.io/v1
            kind: ImageRepository
            metadata: {name: app, namespace: {{ns}}}
            spec: {image: "{{Registry.Host}}/{{ns}}", interval: 1s}
            ---
            apiVersion: image.toolkit.fluxcd.io/v1
            kind: ImagePolicy
            metadata: {name: app, namespace: {{ns}}, annotations: {event.toolkit.fluxcd.io/team: blue, note: private} }
            spec: {imageRepositoryRef: {name: app}, policy: {semver: {range: 1.x} } }
            ---
            apiVersion: source.toolkit.fluxcd.io/v1
            kind: GitRepository
            metadata: {name: fleet, namespace: {{ns}}}
            spec: {url: "{{git.Url(ns + ".git")}}", interval: 1m, ref: {branch: main}, secretRef: {name: git} }
            ---
            apiVersion: image.toolkit.fluxcd.io/v1
            kind: ImageUpdateAutomation
            metadata: {name: app, namespace: {{ns}}}
            spec: {interval: 1s, sourceRef: {kind: GitRepository, name: fleet}, git: {commit: {author: {name: bot, email: bot@example.org} } } }
            """);
        return remote;
    }

    /// <summary>The file in Git with a version.</summary>
    public string Manifest(string ns, string tag) => $"image: {Registry.Host}/{ns}:{tag} # {{\"$imagepolicy\": \"{ns}:app\"}}\n";

    /// <summary>Arguments and environment of a program that works in one namespace.</summary>
    public (string[] Arguments, Dictionary<string, string> Environment) Program(string ns, string name, params string[] more) => (
        [.. more, "--kubeconfig", cluster.Kubeconfig, "--metrics-addr=127.0.0.1:0", "--health-addr=127.0.0.1:0",
            "--watch-all-namespaces=false", "--enable-leader-election", "--storage-path", folder.Combine(ns + "-" + name)],
        new() { ["RUNTIME_NAMESPACE"] = ns });

    public string Kubectl(params string[] arguments) =>
        TestProcess.Run("kubectl", null, null, ["--kubeconfig", cluster.Kubeconfig, .. arguments]);

    private void Apply(string yaml) =>
        TestProcess.Run("kubectl", null, Encoding.UTF8.GetBytes(yaml), ["--kubeconfig", cluster.Kubeconfig, "apply", "-f", "-"]);

    private static string Config(string name, [CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "config", name)); // a source file has a folder
}
