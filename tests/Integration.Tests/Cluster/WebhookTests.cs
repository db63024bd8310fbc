using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ImageAutomation.TestSupport;
using ImageAutomation.TestSupport.Kubernetes;
using Xunit;

namespace ImageAutomation.Integration.Tests.Cluster;

/// <summary>Webhooks in a cluster, with the rights of <c>config/rbac</c> and <c>config/receivers</c> and no other ones.</summary>
public sealed class WebhookTests
{
    private const string Manifest = """{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json"}""";

    private static readonly string[] ShortLease = ["--enable-leader-election", "--leader-election-lease-duration=4s",
        "--leader-election-renew-deadline=3s", "--leader-election-retry-period=500ms"];

    [ClusterFact("kubectl", "git")]
    public async Task APushedTag_IsACommit_OnEveryReplica_WithTheRolesAlone()
    {
        await using var server = await KubeServer.StartAsync(
            "--user", "id=reflector,user=system:serviceaccount:flux-system:image-reflector-controller,policy=rbac");
        await using var house = await StartAsync(server);
        var (fleet, kubectl) = (house.Fleet, house.Fleet.Kubectl);
        var leader = house.Reflector();
        await Eventually.HoldsAsync(() => leader.Leads, () => fleet.Said);
        fleet.Updater();
        await fleet.ReadyAsync();
        kubectl.Run("wait", "-n", "hooks", "--for=condition=Ready", "receiver/registry", "--timeout=60s");
        var status = fleet.Get("receiver/registry")["status"]!; // it is Ready
        var path = (string)status["webhookPath"]!;
        Assert.Equal(
            $"Receiver initialized for path: {path}", (string?)Fleet.Condition(fleet.Get("receiver/registry"), "Ready")!["message"]);

        house.Push("1.1.0");
        Assert.Equal(HttpStatusCode.OK, await house.TellAsync(leader, path, "1.1.0"));
        await fleet.ArrivesAsync("1.1.0");
        Assert.Equal(1, Lists(fleet)); // by the first scan; nothing was listed for the webhook

        var standby = house.Reflector();
        await Eventually.HoldsAsync(() => standby.Said.Contains("standing by", StringComparison.Ordinal), () => fleet.Said);
        await Eventually.HoldsAsync(async () => await house.TellAsync(standby, path, "none") == HttpStatusCode.OK, () => fleet.Said);
        house.Push("1.2.0");
        Assert.Equal(HttpStatusCode.OK, await house.TellAsync(standby, path, "1.2.0"));
        await fleet.ArrivesAsync("1.2.0");

        Assert.DoesNotContain("orbidden", fleet.Said, StringComparison.Ordinal);
        Assert.DoesNotContain(path, fleet.Said, StringComparison.Ordinal);
        Assert.DoesNotContain(path, kubectl.Run("get", "events", "-A", "-o", "json"), StringComparison.Ordinal);
    }

    [ClusterFact("kubectl", "git")]
    public async Task AGitPush_IsLookedAtAtOnce_AndARevertIsHeld()
    {
        await using var server = await KubeServer.StartAsync(
            "--user", "id=reflector,user=system:serviceaccount:flux-system:image-reflector-controller,policy=rbac");
        await using var house = await StartAsync(server);
        var (fleet, kubectl) = (house.Fleet, house.Fleet.Kubectl);
        var reflector = house.Reflector();
        fleet.Updater();
        house.Push("1.1.0");
        await fleet.ReadyAsync();
        await fleet.ArrivesAsync("1.1.0");
        kubectl.Run("patch", "-n", "hooks", Fleet.Automation, "--type=merge", "-p", """{"spec":{"interval":"1h"}}""");
        await fleet.SettleAsync();
        kubectl.Run("wait", "-n", "hooks", "--for=condition=Ready", "receiver/forge", "--timeout=60s");
        var path = (string)fleet.Get("receiver/forge")["status"]!["webhookPath"]!; // it is Ready

        fleet.Remote.Commit("app.yaml", $"image: {fleet.Registry.Host}/app:1.0.0 # {{\"$imagepolicy\": \"hooks:app\"}}\n", "Revert");
        Assert.Equal(HttpStatusCode.OK, await house.PushedAsync(reflector, path, fleet.Remote.Head()!)); // there is a commit
        await Eventually.HoldsAsync(
            () => (int?)fleet.Get(Fleet.Automation)["status"]?["holds"]?["total"] == 1, () => fleet.Get(Fleet.Automation) + fleet.Said);
        Assert.Equal("1.0.0", fleet.Tag);
    }

    [ClusterFact("kubectl", "git")]
    public async Task WhereANotificationControllerLeads_ItsStatusIsLeftAlone_AndItsAddressesAreServed()
    {
        await using var server = await KubeServer.StartAsync(
            "--user", "id=reflector,user=system:serviceaccount:flux-system:image-reflector-controller,policy=rbac");
        await using var house = await StartAsync(server);
        var (fleet, kubectl) = (house.Fleet, house.Fleet.Kubectl);
        kubectl.Apply($$"""
            apiVersion: coordination.k8s.io/v1
            kind: Lease
            metadata: {name: notification-controller-leader-election, namespace: flux-system}
            spec: {holderIdentity: other, leaseDurationSeconds: 3600, renewTime: "{{TimeProvider.System.GetUtcNow():yyyy-MM-ddTHH:mm:ss.ffffffZ}}"}
            """);
        var reflector = house.Reflector();
        fleet.Updater();
        await fleet.ReadyAsync();
        house.Push("1.1.0");
        // as both controllers compute it
        var path = "/hook/" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("test-token" + "registry" + "hooks")));
        await Eventually.HoldsAsync(async () => await house.TellAsync(reflector, path, "1.1.0") == HttpStatusCode.OK, () => fleet.Said);
        await fleet.ArrivesAsync("1.1.0");
        var receiver = fleet.Get("receiver/registry");
        Assert.Null(receiver["status"]?["conditions"]);
        Assert.Null(receiver["metadata"]!["finalizers"]);
    }

    private static int Lists(Fleet fleet) => fleet.Registry.Requests.Count(r => r.Path.EndsWith("/tags/list", StringComparison.Ordinal));

    private static async Task<House> StartAsync(KubeServer server)
    {
        var kubectl = new Kubectl(server.Kubeconfig);
        kubectl.ApplyCrds();
        kubectl.Run("apply", "-k", Kubectl.Config("crd/notification"));
        kubectl.Run("wait", "--for=condition=Established", "--timeout=60s", "crd", "--all");
        kubectl.Run("create", "namespace", "flux-system");
        kubectl.Run("apply", "-k", Kubectl.Config("rbac"));
        kubectl.Run("apply", "-f", Path.Combine(Kubectl.Config("receivers"), "rbac.yaml"));
        kubectl.Apply("""
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: discovery}
            rules: [{nonResourceURLs: ["/openapi/*"], verbs: [get]}]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: discovery}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: discovery}
            subjects: [{kind: Group, name: "system:serviceaccounts", apiGroup: rbac.authorization.k8s.io}]
            """);
        var fleet = await Fleet.StartAsync(server.Kubeconfig, "hooks");
        var house = new House(fleet, server);
        house.Push("1.0.0");
        fleet.ApplyApp("1h");
        kubectl.Apply($$"""
            apiVersion: v1
            kind: Secret
            metadata: {name: hook, namespace: hooks}
            stringData: {token: test-token}
            ---
            apiVersion: notification.toolkit.fluxcd.io/v1
            kind: Receiver
            metadata: {name: registry, namespace: hooks}
            spec: {type: harbor, secretRef: {name: hook}, resources: [{kind: ImageRepository, name: app}]}
            ---
            apiVersion: notification.toolkit.fluxcd.io/v1
            kind: Receiver
            metadata: {name: forge, namespace: hooks}
            spec: {type: generic-hmac, secretRef: {name: hook}, resources: [{kind: GitRepository, name: fleet}]}
            """);
        return house;
    }

    private sealed class House(Fleet fleet, KubeServer server) : IAsyncDisposable
    {
        private readonly HttpClient http = new();
        private readonly TemporaryFolder folder = new();
        private readonly List<ControllerProcess> reflectors = [];

        public Fleet Fleet => fleet;

        public ControllerProcess Reflector()
        {
            var reflector = ControllerProcess.Reflector("flux-system",
            [
                "--kubeconfig", AsReflector(), "--metrics-addr=127.0.0.1:0",
                "--health-addr=127.0.0.1:0", "--storage-path", folder.Combine($"r{reflectors.Count}"), "--receiver-addr=127.0.0.1:0",
                .. ShortLease,
            ]);
            reflectors.Add(reflector);
            fleet.Watch(reflector);
            return reflector;
        }

        private string AsReflector()
        {
            var copy = folder.Combine("kubeconfig");
            File.WriteAllText(
                copy, File.ReadAllText(server.Kubeconfig)
                    .Replace("current-context: admin", "current-context: reflector", StringComparison.Ordinal));
            return copy;
        }

        public void Push(string tag)
        {
            fleet.Registry.Manifests[$"app:{tag}"] = Encoding.UTF8.GetBytes(Manifest);
            if (!fleet.Registry.Tags["app"].Contains(tag)) fleet.Push(tag);
        }

        public async Task<HttpStatusCode> TellAsync(ControllerProcess reflector, string path, string tag)
        {
            var body = new JsonObject
            {
                ["type"] = "PUSH_ARTIFACT",
                ["event_data"] = new JsonObject
                {
                    ["resources"] = new JsonArray(
                        new JsonObject { ["tag"] = tag, ["resource_url"] = $"{fleet.Registry.Host}/app:{tag}" }),
                    ["repository"] = new JsonObject { ["repo_full_name"] = "app" },
                },
            };
            return await PostAsync(
                reflector, path, body, request => request.Headers.TryAddWithoutValidation("Authorization", "test-token"));
        }

        public async Task<HttpStatusCode> PushedAsync(ControllerProcess reflector, string path, string commit)
        {
            var url = fleet.Git.Url("fleet.git");
            var body = new JsonObject
            {
                ["ref"] = "refs/heads/main",
                ["after"] = commit,
                ["repository"] = new JsonObject { ["clone_url"] = url, ["ssh_url"] = url },
            };
            var signature = Convert.ToHexStringLower(HMACSHA256.HashData(
                Encoding.UTF8.GetBytes("test-token"), Encoding.UTF8.GetBytes(body.ToJsonString())));
            return await PostAsync(reflector, path, body, request =>
            {
                request.Headers.Add("X-Signature", "sha256=" + signature);
                request.Headers.Add("X-GitHub-Event", "push");
            });
        }

        public async ValueTask DisposeAsync()
        {
            await fleet.DisposeAsync();
            http.Dispose();
            folder.Dispose();
        }

        private async Task<HttpStatusCode> PostAsync(
            ControllerProcess reflector, string path, JsonObject body, Action<HttpRequestMessage> sign)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(await reflector.ServedAsync("webhooks"), path))
            {
                Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"),
            };
            sign(request);
            using var answer = await http.SendAsync(request);
            return answer.StatusCode;
        }
    }
}
