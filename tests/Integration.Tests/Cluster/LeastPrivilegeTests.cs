using ImageAutomation.TestSupport;
using ImageAutomation.TestSupport.Kubernetes;
using Xunit;

namespace ImageAutomation.Integration.Tests.Cluster;

/// <summary>Both programs with the permissions of <c>config/rbac</c> and no other ones.</summary>
public sealed class LeastPrivilegeTests
{
    [ClusterFact("kubectl", "git")]
    public async Task AWholeJob_NeedsNoMoreThanTheRoles()
    {
        await using var server = await KubeServer.StartAsync(
            "--user", "id=reflector,user=system:serviceaccount:flux-system:image-reflector-controller,policy=rbac",
            "--user", "id=updater,user=system:serviceaccount:flux-system:image-automation-controller,policy=rbac");
        await using var proxy = await FaultProxy.StartAsync(server);
        var kubectl = new Kubectl(server.Kubeconfig);
        kubectl.ApplyCrds();
        kubectl.Run("create", "namespace", "flux-system");
        kubectl.Run("apply", "-k", Kubectl.Config("rbac"));
        kubectl.Apply(Discovery);
        await using var fleet = await Fleet.StartAsync(server.Kubeconfig, "least");
        fleet.ApplyApp();
        kubectl.Apply(Everything(fleet));

        var (asReflector, asUpdater) = (As(proxy, "reflector"), As(proxy, "updater"));
        using var folder = new TemporaryFolder();
        string[] common = ["--metrics-addr=127.0.0.1:0", "--health-addr=127.0.0.1:0", "--enable-leader-election", "--log-level=debug"];
        using var reflector =
            ControllerProcess.Reflector("flux-system", ["--kubeconfig", asReflector, "--storage-path", folder.Combine("r"), .. common]);
        using var updater =
            ControllerProcess.Updater("flux-system", ["--kubeconfig", asUpdater, "--storage-path", folder.Combine("u"), .. common]);
        string Said() => reflector.Said + updater.Said + string.Join('\n', proxy.Calls.Where(c => c.Status == 403));

        await Eventually.HoldsAsync(() => fleet.Tag == "1.0.0"
            && kubectl.Try(
                "wait", "-A", "--for=condition=Ready", "imagerepositories,imagepolicies,imageupdateautomations", "--all",
                "--timeout=5s").Code == 0, Said);
        fleet.Push("1.1.0");
        await Eventually.HoldsAsync(() => fleet.Tag == "1.1.0", Said);
        foreach (var what in (string[])[Fleet.Repository, Fleet.Policy, Fleet.Automation]) await fleet.RequestAsync(what);
        kubectl.Run("patch", "-n", "least", Fleet.Repository, "--type=merge", "-p", """{"spec":{"suspend":true}}""");
        await Eventually.HoldsAsync(
            () => kubectl.Events("least", "ImageUpdateAutomation", "app")
                .Any(e => e.Message.Contains("pushed commit", StringComparison.Ordinal)), Said);
        kubectl.Run("delete", "imagerepositories,imagepolicies,imageupdateautomations", "--all", "-n", "least", "--timeout=30s");
        kubectl.Run("delete", "namespace", "guest", "--timeout=30s");
        // Seen from inside: the programs' own count of answers.
        var counted = await reflector.MetricsAsync() + await updater.MetricsAsync();
        Assert.Contains("rest_client_requests_total{code=\"200\"", counted, StringComparison.Ordinal);
        Assert.DoesNotContain("rest_client_requests_total{code=\"403\"", counted, StringComparison.Ordinal);
        Assert.Equal(0, await reflector.StopAsync());
        Assert.Equal(0, await updater.StopAsync());

        // Seen from outside: every answer that the two programs got.
        Assert.Equal([], proxy.Calls.Where(c => c.Status is 401 or 403).Distinct());
        Assert.DoesNotContain("orbidden", Said(), StringComparison.Ordinal);
        string[] used = [.. proxy.Calls.Where(c => c.Status < 300).Select(c => $"{c.Method} {c.Target.Split('?')[0]}").Distinct()];
        // the job was a whole one
        foreach (var needed in Needed) Assert.Contains(used, u => u.StartsWith(needed, StringComparison.Ordinal));
    }

    /// <summary>Every right of <c>config/rbac</c> that the job must have used.</summary>
    private static readonly string[] Needed =
    [
        "GET /apis/image.toolkit.fluxcd.io/v1/imagerepositories", "GET /apis/image.toolkit.fluxcd.io/v1/imagepolicies",
        "GET /apis/image.toolkit.fluxcd.io/v1/imageupdateautomations",
        "GET /apis/source.toolkit.fluxcd.io/v1/gitrepositories", "GET /api/v1/namespaces/least/secrets/pull",
        "GET /api/v1/namespaces/least/secrets/git", "GET /api/v1/namespaces/least/serviceaccounts/puller",
        "GET /api/v1/namespaces/guest", "PATCH /apis/image.toolkit.fluxcd.io/v1/namespaces/least/imagerepositories/app/status",
        "PATCH /apis/image.toolkit.fluxcd.io/v1/namespaces/least/imagepolicies/app/status",
        "PATCH /apis/image.toolkit.fluxcd.io/v1/namespaces/least/imageupdateautomations/app/status",
        "POST /api/v1/namespaces/least/events", "POST /apis/coordination.k8s.io/v1/namespaces/flux-system/leases",
        "PATCH /apis/coordination.k8s.io/v1/namespaces/flux-system/leases/image-reflector-controller-leader-election",
        "PATCH /apis/coordination.k8s.io/v1/namespaces/flux-system/leases/image-automation-controller-leader-election",
    ];

    // What every account of a real cluster has.
    private const string Discovery = """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: {name: "system:discovery"}
        rules: [{nonResourceURLs: [/openapi, /openapi/*], verbs: [get]}]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata: {name: "system:discovery"}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: "system:discovery"}
        subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: "system:authenticated"}]
        """;

    private static string As(FaultProxy proxy, string account)
    {
        var copy = proxy.Kubeconfig + "-" + account;
        File.WriteAllText(
            copy, File.ReadAllText(proxy.Kubeconfig)
                .Replace("current-context: admin", "current-context: " + account, StringComparison.Ordinal));
        return copy;
    }

    // Secrets, a ServiceAccount with pull secrets, and a policy of another namespace that is let in by its labels.
    private static string Everything(Fleet fleet) => $$"""
        apiVersion: v1
        kind: Namespace
        metadata: {name: guest, labels: {images: read} }
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: pull, namespace: least}
        type: kubernetes.io/dockerconfigjson
        stringData: {.dockerconfigjson: '{"auths":{} }'}
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: git, namespace: least}
        stringData: {username: bot, password: x}
        ---
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: puller, namespace: least}
        imagePullSecrets: [{name: pull}]
        ---
        apiVersion: image.toolkit.fluxcd.io/v1
        kind: ImageRepository
        metadata: {name: app, namespace: least}
        spec: {image: "{{fleet.Registry.Host}}/app", interval: 1s, secretRef: {name: pull}, serviceAccountName: puller, accessFrom: {namespaceSelectors: [{matchLabels: {images: read} }]} }
        ---
        apiVersion: image.toolkit.fluxcd.io/v1
        kind: ImagePolicy
        metadata: {name: guest, namespace: guest}
        spec: {imageRepositoryRef: {name: app, namespace: least}, policy: {semver: {range: 1.x} } }
        ---
        apiVersion: source.toolkit.fluxcd.io/v1
        kind: GitRepository
        metadata: {name: fleet, namespace: least}
        spec: {url: "{{fleet.Git.Url("fleet.git")}}", interval: 1m, ref: {branch: main}, secretRef: {name: git} }
        """;
}
