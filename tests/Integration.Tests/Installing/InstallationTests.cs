using ImageAutomation.Common.Configuration;
using ImageAutomation.Common.Kubernetes;
using ImageAutomation.Common.Resources;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Git;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.Common.Sources;
using ImageAutomation.Common.Sources.Cluster;
using ImageAutomation.Integration.Tests.Cluster;
using ImageAutomation.TestSupport.Kubernetes;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ImageAutomation.Integration.Tests.Installing;

/// <summary>The manifests as people apply them, on a real API server that evaluates the roles.</summary>
public sealed class InstallationTests
{
    private static readonly string[] Accounts =
    [
        "--user", "id=reflector,user=system:serviceaccount:flux-system:image-reflector-controller,policy=rbac",
        "--user", "id=updater,user=system:serviceaccount:flux-system:image-automation-controller,policy=rbac",
    ];

    /// <summary>Account, what it does, whether it may.</summary>
    private static readonly (string As, string[] Does, bool May)[] Rights =
    [
        ("reflector", ["get", "imagerepositories", "-A"], true),
        ("reflector", ["get", "imagepolicies", "-A"], true),
        ("reflector",
            ["patch", "imagerepository", "podinfo", "-n", "apps", "--type=merge", "-p",
                """{"metadata":{"finalizers":["finalizers.fluxcd.io"]}}"""], true),
        ("reflector", ["auth", "can-i", "patch", "imagerepository/podinfo", "--subresource=status", "-n", "apps"], true),
        ("reflector", ["auth", "can-i", "update", "imagerepository/podinfo", "--subresource=status", "-n", "apps"], false),
        ("reflector", ["auth", "can-i", "update", "imagerepository/podinfo", "-n", "apps"], false),
        ("reflector", ["auth", "can-i", "patch", "imagepolicy/podinfo", "--subresource=status", "-n", "apps"], true),
        ("reflector", ["auth", "can-i", "update", "imagepolicy/podinfo", "--subresource=status", "-n", "apps"], false),
        ("reflector", ["auth", "can-i", "update", "imagepolicy/podinfo", "-n", "apps"], false),
        ("reflector", ["get", "secret", "login", "-n", "apps"], true),
        ("reflector", ["get", "namespace", "apps"], true),
        ("reflector", ["create", "lease", "-n", "flux-system"], true),
        ("reflector", ["auth", "can-i", "patch", "lease/image-reflector-controller-leader-election", "-n", "flux-system"], true),
        ("reflector", ["auth", "can-i", "patch", "lease/image-automation-controller-leader-election", "-n", "flux-system"], false),
        ("reflector", ["auth", "can-i", "update", "lease/image-reflector-controller-leader-election", "-n", "flux-system"], false),
        ("reflector", ["get", "secrets", "-n", "apps"], false),
        ("reflector", ["get", "secrets", "-A"], false),
        ("reflector", ["delete", "imagerepository", "podinfo", "-n", "apps"], false),
        ("reflector", ["get", "imageupdateautomations", "-A"], false),
        ("reflector", ["get", "configmaps", "-A"], false),
        ("reflector", ["create", "lease", "-n", "apps"], false),
        ("updater", ["get", "imageupdateautomations", "-A"], true),
        ("updater", ["get", "imagepolicies", "-A"], true),
        ("updater", ["get", "gitrepositories", "-A"], true),
        ("updater", ["auth", "can-i", "patch", "imageupdateautomation/fleet", "--subresource=status", "-n", "apps"], true),
        ("updater", ["auth", "can-i", "update", "imageupdateautomation/fleet", "--subresource=status", "-n", "apps"], false),
        ("updater", ["auth", "can-i", "update", "imageupdateautomation/fleet", "-n", "apps"], false),
        ("updater", ["get", "secret", "login", "-n", "apps"], true),
        ("updater", ["create", "lease", "-n", "flux-system"], true),
        ("updater", ["auth", "can-i", "patch", "lease/image-automation-controller-leader-election", "-n", "flux-system"], true),
        ("updater", ["auth", "can-i", "patch", "lease/image-reflector-controller-leader-election", "-n", "flux-system"], false),
        ("updater", ["auth", "can-i", "update", "lease/image-automation-controller-leader-election", "-n", "flux-system"], false),
        ("updater", ["get", "secrets", "-n", "apps"], false),
        ("updater", ["get", "imagerepositories", "-A"], false),
        ("updater",
            ["patch", "imagepolicy", "podinfo", "-n", "apps", "--subresource=status", "--type=merge", "-p",
                """{"status":{"observedGeneration":1}}"""], false),
        ("updater",
            ["patch", "gitrepository", "fleet", "-n", "apps", "--type=merge", "-p",
                """{"spec":{"url":"https://elsewhere.example.com/x"}}"""], false),
    ];

    [ClusterFact("kubectl")]
    public async Task TheDefaultInstallation_IsTaken_AndItsRolesAllowWhatTheControllersNeedAndNoMore()
    {
        await using var server = await InstalledAsync();
        var kubectl = new Kubectl(server.Kubeconfig);

        Assert.Equal(
            "deployment.apps/image-automation-controller deployment.apps/image-reflector-controller",
            string.Join(
                ' ', kubectl.Run("get", "deployments", "-n", "flux-system", "-o", "name").Split('\n', StringSplitOptions.RemoveEmptyEntries)
                    .Order(StringComparer.Ordinal)));
        var wrong = string.Join('\n', Rights.Select(r => (r, Answer: Do(kubectl, r.As, r.Does)))
            .Where(x => (x.Answer.Code == 0) != x.r.May
                || (!x.r.May && !x.Answer.Said.Contains("Forbidden", StringComparison.Ordinal) && x.Answer.Said.Trim() != "no"))
            .Select(x => $"{x.r.As} {string.Join(' ', x.r.Does)} should be {(x.r.May ? "allowed" : "forbidden")}: {x.Answer.Said}"));
        Assert.True(wrong.Length == 0, wrong);

        Apply(kubectl, "-k", "default"); // a second time changes nothing that cannot be changed
    }

    [ClusterFact("kubectl")]
    public async Task TheInstallationWithWebhooks_IsTaken_WithItsSamples()
    {
        await using var server = await InstalledAsync();
        var kubectl = new Kubectl(server.Kubeconfig);
        (string[] What, bool May)[] rights =
        [
            (["patch", "receivers", "--subresource=status", "-n", "apps"], true),
            (["patch", "gitrepositories", "-n", "apps"], true),
            (["delete", "receivers", "-n", "apps"], false),
            (["list", "secrets", "-n", "apps"], false),
            (["get", "lease/notification-controller-leader-election", "-n", "flux-system"], true),
            (["patch", "lease/notification-controller-leader-election", "-n", "flux-system"], false),
        ];

        Apply(kubectl, "-k", "crd/notification");
        Apply(kubectl, "-k", "webhooks");
        kubectl.Run("wait", "--for=condition=Established", "--timeout=60s", "crd", "--all");
        Apply(kubectl, "-f", "receivers/ingress-example.yaml");
        Apply(kubectl, "-f", "samples/receiver.yaml");
        Assert.All(
            rights, right => Assert.Equal(right.May, Do(kubectl, "reflector", ["auth", "can-i", .. right.What]).Code == 0));
    }

    [ClusterFact("kubectl")]
    public async Task TheClientDoesItsWork_WithTheRightsOfTheReflector()
    {
        await using var server = await InstalledAsync();
        var kubectl = new Kubectl(server.Kubeconfig);
        using var client = Client(server, "reflector");
        var source = Source(client, "image-reflector-controller");
        var repository = Assert.Single(await ListAsync<ImageRepository>(source));
        Assert.Single(await ListAsync<ImagePolicy>(source));
        Assert.NotNull((await source.GetAsync<Secret>(new ObjectKey("apps", "login"), CancellationToken.None)).Value);
        Assert.NotNull((await source.GetAsync<Namespace>(new ObjectKey("", "apps"), CancellationToken.None)).Value);
        Assert.True((await source.GetAsync<ServiceAccount>(new ObjectKey("apps", "nobody"), CancellationToken.None)).IsSuccess);

        repository = (await source.PatchMetadataAsync(repository, repository with
        {
            Metadata = repository.Metadata with { Finalizers = [WellKnown.Finalizer] },
        }, CancellationToken.None)).Value;
        repository = (await source.PatchStatusAsync(repository, repository with
        {
            Status = repository.Status with { CanonicalImageName = "x" },
        }, CancellationToken.None)).Value;
        Assert.Equal("x", repository.Status.CanonicalImageName);
        await RecordAsync(source, ResourceKinds.ImageRepository, repository.Key, repository.Metadata.Uid);
        await TestSupport.Eventually.HoldsAsync(
            () => kubectl.Run("get", "events", "-n", "apps").Contains("Tested", StringComparison.Ordinal));
        await LeadsAsync(client, "image-reflector-controller");
    }

    [ClusterFact("kubectl")]
    public async Task TheClientDoesItsWork_WithTheRightsOfTheUpdater()
    {
        await using var server = await InstalledAsync();
        var kubectl = new Kubectl(server.Kubeconfig);
        using var client = Client(server, "updater");
        var source = Source(client, "image-automation-controller");
        var automation = Assert.Single(await ListAsync<ImageUpdateAutomation>(source));
        Assert.Single(await ListAsync<ImagePolicy>(source));
        Assert.Single(await ListAsync<GitRepository>(source));
        Assert.NotNull((await source.GetAsync<Secret>(new ObjectKey("apps", "login"), CancellationToken.None)).Value);

        automation = (await source.PatchMetadataAsync(automation, automation with
        {
            Metadata = automation.Metadata with { Finalizers = [WellKnown.Finalizer] },
        }, CancellationToken.None)).Value;
        automation = (await source.PatchStatusAsync(automation, automation with
        {
            Status = automation.Status with { LastPushCommit = "x" },
        }, CancellationToken.None)).Value;
        Assert.Equal("x", automation.Status.LastPushCommit);
        await RecordAsync(source, ResourceKinds.ImageUpdateAutomation, automation.Key, automation.Metadata.Uid);
        await TestSupport.Eventually.HoldsAsync(
            () => kubectl.Run("get", "events", "-n", "apps").Contains("Tested", StringComparison.Ordinal));
        await LeadsAsync(client, "image-automation-controller");
    }

    private static async Task<KubeServer> InstalledAsync()
    {
        var server = await KubeServer.StartAsync(Accounts);
        var kubectl = new Kubectl(server.Kubeconfig);
        Apply(kubectl, "-k", "default");
        Apply(kubectl, "-k", "crd/source");
        kubectl.Run("wait", "--for=condition=Established", "--timeout=60s", "crd", "--all");
        kubectl.Run("create", "namespace", "apps");
        kubectl.Run("create", "secret", "generic", "login", "-n", "apps", "--from-literal=password=x");
        Apply(kubectl, "-f", "samples/podinfo.yaml");
        return server;
    }

    private static KubeClient Client(KubeServer server, string account) =>
        new(KubeConfig.Load(server.Kubeconfig, account, TimeProvider.System).Value, new KubeClientOptions
        {
            FieldManager = account,
        }, TimeProvider.System);

    private static KubernetesSource Source(KubeClient client, string controller) =>
        new(client, new KubernetesSourceOptions { Controller = controller }, TimeProvider.System, NullLogger<KubernetesSource>.Instance);

    private static async Task<List<T>> ListAsync<T>(KubernetesSource source)
        where T : class, IResource<T>
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var found = new List<T>();
        await foreach (var change in source.WatchAsync<T>(limit.Token))
        {
            if (change.Type == ResourceChangeType.Synced) return found;
            if (change.Object is { } one) found.Add(one);
        }

        throw new InvalidOperationException("the watch ended");
    }

    private static Task RecordAsync(KubernetesSource source, ResourceKind kind, ObjectKey key, string? uid) => source.RecordEventAsync(
        new ResourceEvent
        {
            Kind = kind,
            Key = key,
            Uid = uid,
            Severity = EventSeverity.Info,
            Reason = "Tested",
            Message = "by a test",
            Metadata = new Dictionary<string, string>(),
            Time = TimeProvider.System.GetUtcNow(),
        },
        CancellationToken.None);

    private static async Task LeadsAsync(KubeClient client, string controller)
    {
        var options = new LeaseLockOptions
        {
            Lease = new ObjectKey("flux-system", CommonFlags.LeaseName(controller, null)),
            Identity = "test",
        };
        var led = false;
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await new LeaseLock(client, options, TimeProvider.System, NullLogger<LeaseLock>.Instance).RunAsync(
            _ =>
            {
                led = true;
                return Task.CompletedTask;
            },
            limit.Token);
        Assert.True(led);
    }

    private static void Apply(Kubectl kubectl, string how, string path) =>
        kubectl.Run("apply", "--server-side", "--force-conflicts", how, Kubectl.Config(path));

    private static (int Code, string Said) Do(Kubectl kubectl, string account, string[] does)
    {
        if (does is not ["create", "lease", ..]) return kubectl.Try(["--context", account, .. does]);
        var file = Path.GetTempFileName();
        try
        {
            var metadata = $$$"""{"name":"{{{account}}}-leader-election","namespace":"{{{does[^1]}}}"}""";
            File.WriteAllText(
                file,
                $$$"""{"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{{{metadata}}},"spec":{"holderIdentity":"x"}}""");
            return kubectl.Try("--context", account, "create", "--validate=false", "-f", file);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
