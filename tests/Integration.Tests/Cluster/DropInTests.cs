using ImageAutomation.TestSupport;
using ImageAutomation.TestSupport.Git;
using ImageAutomation.TestSupport.Kubernetes;
using ImageAutomation.TestSupport.Registry;
using Xunit;

namespace ImageAutomation.Integration.Tests.Cluster;

/// <summary>The two controller programs over a real API server, a registry and a real Git server.</summary>
public sealed class DropInTests
{
    [ClusterFact("kubectl", "git")]
    public async Task BothControllers_DoTheMainJob_OnARealApiServer()
    {
        await using var cluster = await KubeServer.StartAsync();
        using var folder = new TemporaryFolder();
        await using var registry = await StandInRegistry.StartAsync();
        await using var git = await GitHttpServer.StartAsync(folder.Path);
        var remote = BareRepository.Create(folder.Combine("fleet.git"));
        remote.Commit("chart.yaml", "{{- if .Values.on }}\nimage: x # {\"$imagepolicy\": \"team:app\"}\n{{- end }}\n");
        remote.Commit("app.yaml", $"image: {registry.Host}/app:1.0.0 # {{\"$imagepolicy\": \"team:app\"}}\n");
        registry.Tags["app"] = ["1.0.0"];
        Kubectl("apply", "-k", Config("crd"));
        Kubectl("apply", "-k", Config("crd/source"));
        Kubectl("create", "namespace", "team");
        Apply($"""
            apiVersion: image.toolkit.fluxcd.io/v1
            kind: ImageRepository
            metadata: {"{name: app, namespace: team}"}
            spec: {"{"}image: "{registry.Host}/app", interval: 1s{"}"}
            ---
            apiVersion: image.toolkit.fluxcd.io/v1
            kind: ImagePolicy
            metadata: {"{name: app, namespace: team}"}
            spec: {"{imageRepositoryRef: {name: app}, policy: {semver: {range: 1.x}}}"}
            ---
            apiVersion: source.toolkit.fluxcd.io/v1
            kind: GitRepository
            metadata: {"{name: fleet, namespace: team}"}
            spec: {"{"}url: "{git.Url("fleet.git")}", interval: 1m, ref: {"{branch: main}"}{"}"}
            ---
            apiVersion: image.toolkit.fluxcd.io/v1
            kind: ImageUpdateAutomation
            metadata: {"{name: app, namespace: team}"}
            spec: {"{interval: 1m, sourceRef: {kind: GitRepository, name: fleet}, git: {commit: {author: {name: bot, email: bot@example.org}}}}"}
            """);

        string[] common = ["--kubeconfig", cluster.Kubeconfig, "--metrics-addr=127.0.0.1:0", "--health-addr=127.0.0.1:0",
            "--enable-leader-election"];
        using var reflector = ControllerProcess.Reflector([.. common, "--storage-path", folder.Combine("reflector")]);
        using var updater = ControllerProcess.Updater([.. common, "--storage-path", folder.Combine("updater")]);
        string Said() => reflector.Said + updater.Said;
        Kubectl(
            "wait", "-n", "team", "--for=condition=Ready", "imagerepository/app", "imagepolicy/app", "imageupdateautomation/app",
            "--timeout=60s");

        registry.Tags["app"] = ["1.0.0", "1.1.0"];
        await Eventually.HoldsAsync(() => remote.Read("app.yaml")!.Contains(":1.1.0 ", StringComparison.Ordinal), Said);
        // Status follows the push.
        await Eventually.HoldsAsync(
            () => Kubectl("get", "-n", "team", "iua", "app", "-o", "jsonpath={.status.lastPushCommit}") == remote.Head(), Said);
        Assert.Contains("1.1.0", Kubectl("get", "-n", "team", "imagepolicies"), StringComparison.Ordinal);
        await Eventually.HoldsAsync(() => Kubectl("get", "events", "-n", "team").Contains("pushed commit", StringComparison.Ordinal), Said);
        Assert.Matches(
            @"^1 chart\.yaml line 1, column 3: .",
            Kubectl(
                "get", "-n", "team", "iua", "app", "-o",
                "jsonpath={.status.skippedFiles.total} {.status.skippedFiles.entries[0].path} {.status.skippedFiles.entries[0].reason}"));
        Assert.Single(
            Kubectl("get", "events", "-n", "team", "-o", "jsonpath={range .items[*]}{.reason} {.message} {.count}{\"\\n\"}{end}")
                .Split('\n'),
            e => e.StartsWith("FilesSkipped 1 file is left alone, nothing in it is updated: chart.yaml: ", StringComparison.Ordinal));

        Kubectl("annotate", "-n", "team", "imagerepository/app", "reconcile.fluxcd.io/requestedAt=t1");
        await Eventually.HoldsAsync(
            () => Kubectl("get", "-n", "team", "imagerepository", "app", "-o", "jsonpath={.status.lastHandledReconcileAt}") == "t1", Said);
        Kubectl("delete", "-n", "team", "imagepolicy/app", "--timeout=30s");
        Assert.Equal(0, await reflector.StopAsync());
        Assert.Equal(0, await updater.StopAsync());

        string Kubectl(params string[] arguments) =>
            TestProcess.Run("kubectl", null, null, ["--kubeconfig", cluster.Kubeconfig, .. arguments]);
        void Apply(string yaml) =>
            TestProcess.Run(
                "kubectl", null, System.Text.Encoding.UTF8.GetBytes(yaml), ["--kubeconfig", cluster.Kubeconfig, "apply", "-f", "-"]);
    }

    private static string Config(string name, [System.Runtime.CompilerServices.CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "config", name)); // a source file has a folder
}
