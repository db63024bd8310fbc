using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using ImageAutomation.TestSupport;
using ImageAutomation.TestSupport.Git;
using ImageAutomation.TestSupport.Kubernetes;
using ImageAutomation.TestSupport.Registry;
using Xunit;

namespace ImageAutomation.Integration.Tests.Cluster;

/// <summary>
/// One API server with both controllers, a registry and a Git server that ask for passwords, for all tests of commands. Each test works
/// in a namespace of its own. Objects labelled <c>idle</c> are nobody's: their status is what a test writes.
/// </summary>
public sealed class CommandHouse : IAsyncLifetime
{
    public const string RegistryPassword = "r3gistry-s3cret";
    public const string GitPassword = "g1t-s3cret";

    private readonly TemporaryFolder folder = new();
    private KubeServer? cluster;
    private ControllerProcess? reflector;
    private ControllerProcess? updater;
    private GitHttpServer? git;
    private int namespaces;

    public string Kubeconfig => cluster?.Kubeconfig ?? "";

    public TemporaryFolder Folder => folder;

    internal StandInRegistry Registry { get; private set; } = null!; // set where there is a cluster; no test runs without

    public async Task InitializeAsync()
    {
        if (KubeServer.Missing is not null || TestTool.Find("kubectl") is null || TestTool.Find("git") is null) return;
        // rbac: nothing but what a test binds.
        cluster = await KubeServer.StartAsync(
            "--user", "id=reader,policy=read-only", "--user", "id=stranger,policy=none", "--user", "id=clerk,user=clerk,policy=rbac");
        Kubectl("apply", "-k", Config("crd"));
        Kubectl("apply", "-k", Config("crd/source"));
        Registry = await StandInRegistry.StartAsync();
        Registry.Override = async context =>
        {
            if (context.Request.Headers.Authorization == Basic("puller", RegistryPassword)) return false;
            await StandInRegistry.ChallengeAsync(context, "Basic realm=\"stand-in\"");
            return true;
        };
        git = await GitHttpServer.StartAsync(folder.Path, Basic("bot", GitPassword));
        string[] common = ["--kubeconfig", Kubeconfig, "--metrics-addr=127.0.0.1:0", "--health-addr=127.0.0.1:0",
            "--watch-label-selector=!idle"];
        reflector = ControllerProcess.Reflector([.. common, "--storage-path", folder.Combine("reflector")]);
        updater = ControllerProcess.Updater([.. common, "--storage-path", folder.Combine("updater")]);
    }

    public string Said => reflector?.Said + updater?.Said;

    /// <summary>
    /// A namespace with Secrets, an ImageRepository, an ImagePolicy <c>web</c>, a GitRepository and an ImageUpdateAutomation <c>fleet</c>.
    /// </summary>
    /// <param name="isIdle">Whether nobody works on them.</param>
    internal Scene Scene(bool isIdle)
    {
        var ns = $"shop{Interlocked.Increment(ref namespaces)}";
        var remote = BareRepository.Create(folder.Combine($"{ns}.git"));
        var image = $"{Registry.Host}/{ns}/web";
        Registry.Tags[$"{ns}/web"] = ["1.0.0", "1.1.0", "2.0.0"];
        remote.Commit("app.yaml", Manifest(ns, image, "1.0.0"));
        Kubectl("create", "namespace", ns);
        var labels = isIdle ? "labels: {idle: \"yes\", team: a}" : "labels: {team: a}";
        var auth = Convert.ToBase64String(Encoding.UTF8.GetBytes($"puller:{RegistryPassword}"));
        Apply($$$"""
            apiVersion: v1
            kind: Secret
            metadata: {name: pull, namespace: {{{ns}}}}
            type: kubernetes.io/dockerconfigjson
            stringData: {.dockerconfigjson: '{"auths": {"{{{Registry.Host}}}": {"auth": "{{{auth}}}"} } }'}
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: git, namespace: {{{ns}}}}
            stringData: {username: bot, password: {{{GitPassword}}}}
            ---
            apiVersion: image.toolkit.fluxcd.io/v1
            kind: ImageRepository
            metadata: {name: web, namespace: {{{ns}}}, {{{labels}}}}
            spec: {image: "{{{image}}}", interval: 1h, secretRef: {name: pull}}
            ---
            apiVersion: image.toolkit.fluxcd.io/v1
            kind: ImagePolicy
            metadata: {name: web, namespace: {{{ns}}}, {{{labels}}}}
            spec: {imageRepositoryRef: {name: web}, policy: {semver: {range: 1.x} } }
            ---
            apiVersion: source.toolkit.fluxcd.io/v1
            kind: GitRepository
            metadata: {name: fleet, namespace: {{{ns}}}}
            spec: {url: "{{{git!.Url($"{ns}.git")}}}", interval: 1m, ref: {branch: main}, secretRef: {name: git}}
            ---
            apiVersion: image.toolkit.fluxcd.io/v1
            kind: ImageUpdateAutomation
            metadata: {name: fleet, namespace: {{{ns}}}, {{{labels}}}}
            spec: {interval: 1h, sourceRef: {kind: GitRepository, name: fleet}, git: {commit: {author: {name: bot, email: bot@example.org} } } }
            """); // git was started with the cluster
        return new Scene(this, ns, image, remote);
    }

    public static string Manifest(string ns, string image, string tag) =>
        $"apiVersion: v1\nkind: Pod\nmetadata: {{name: web}}\nspec: {{containers: [{{name: web,\n  image: {image}:{tag} # "
        + $"{{\"$imagepolicy\": \"{ns}:web\"}}\n  }}]}}\n";

    /// <summary>Runs <c>imgauto</c> as the cluster's administrator.</summary>
    internal Task<ImgautoCall> ImgautoAsync(params string[] arguments) =>
        ImgautoCall.RunAsync(new Dictionary<string, string>(), [.. arguments, "--kubeconfig", Kubeconfig]);

    public string Kubectl(params string[] arguments) => TestProcess.Run("kubectl", null, null, ["--kubeconfig", Kubeconfig, .. arguments]);

    public void Apply(string yaml) =>
        TestProcess.Run("kubectl", null, Encoding.UTF8.GetBytes(yaml), ["--kubeconfig", Kubeconfig, "apply", "-f", "-"]);

    // kubectl prints an object
    public JsonNode Get(string kind, string ns, string name) => JsonNode.Parse(Kubectl("get", kind, name, "-n", ns, "-o", "json"))!;

    public async Task DisposeAsync()
    {
        reflector?.Dispose();
        updater?.Dispose();
        if (git is not null) await git.DisposeAsync();
        if (Registry is not null) await Registry.DisposeAsync();
        if (cluster is not null) await cluster.DisposeAsync();
        folder.Dispose();
    }

    private static string Basic(string user, string password) =>
        "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));

    private static string Config(string name, [CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "config", name)); // a source file has a folder
}
