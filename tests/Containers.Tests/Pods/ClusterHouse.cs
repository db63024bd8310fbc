using System.Text;
using System.Text.Json.Nodes;
using ImageAutomation.Containers.Tests.Engines;
using ImageAutomation.TestSupport;
using ImageAutomation.TestSupport.Git;
using ImageAutomation.TestSupport.Kubernetes;

namespace ImageAutomation.Containers.Tests.Pods;

/// <summary>
/// An API server with all of <c>config/default</c>, and what its Deployments describe run as containers: the arguments and variables of the
/// manifests, the login of a pod with a token of the service account, and so the rights of <c>config/rbac</c> and no other ones.
/// </summary>
internal sealed class ClusterHouse : IAsyncDisposable
{
    private const string ServerName = "kubernetes.default.svc"; // of the server's certificate, too
    private const string LoginFolder = "/var/run/secrets/kubernetes.io/serviceaccount";
    private readonly TemporaryFolder folder = new();
    private readonly List<Pod> pods = [];
    private readonly Dictionary<string, StateVolume> volumes = [];
    private readonly KubeServer server;
    private readonly Forwarder forwarder;

    private ClusterHouse(KubeServer server, RegistryContainer registry)
    {
        (this.server, Registry) = (server, registry);
        forwarder = new Forwarder(new Uri(View("server")).Port);
        Fleet = BareRepository.Create(folder.Combine("fleet.git"));
    }

    public RegistryContainer Registry { get; }

    public GitHost Git { get; private set; } = null!; // started before anybody gets a house

    public BareRepository Fleet { get; }

    /// <summary>What all programs said.</summary>
    public string Said => string.Join('\n', pods.Select(p => p.SaidAsync().GetAwaiter().GetResult()));

    public IReadOnlyList<GitCommitInfo> Commits => [.. Fleet.Log().Where(c => c.AuthorName == "bot")];

    public static async Task<ClusterHouse> StartAsync()
    {
        var house = new ClusterHouse(await KubeServer.StartAsync(), await RegistryContainer.StartAsync());
        house.Git = await GitHost.StartAsync(house.folder.Path);
        foreach (var manifest in (Manifest[])[Manifest.Reflector, Manifest.Updater])
            house.volumes[manifest.Program] = await StateVolume.CreateAsync(manifest);
        house.Kubectl("apply", "-k", Manifest.Folder("config/crd/source"));
        house.Kubectl("apply", "-k", Manifest.Folder("config/default"));
        house.Kubectl("wait", "--for=condition=Established", "--timeout=60s", "crd", "--all");
        return house;
    }

    /// <summary>Tag 1.0.0 in registry and Git, and a namespace with everything that it takes to keep it up to date.</summary>
    public async Task OpenShopAsync(string interval)
    {
        await Registry.Pusher.PushAsync("shop/web", ["1.0.0"]);
        Fleet.Commit("web.yaml", Marked("1.0.0"), "Add web");
        Pipe($$"""
            apiVersion: v1
            kind: Namespace
            metadata: {name: shop}
            ---
            apiVersion: image.toolkit.fluxcd.io/v1
            kind: ImageRepository
            metadata: {name: web, namespace: shop}
            spec: {image: "{{Registry.Host}}/shop/web", interval: {{interval}}, timeout: 20s, insecure: true}
            ---
            apiVersion: image.toolkit.fluxcd.io/v1
            kind: ImagePolicy
            metadata: {name: web, namespace: shop}
            spec: {imageRepositoryRef: {name: web}, policy: {semver: {range: 1.x} } }
            ---
            apiVersion: source.toolkit.fluxcd.io/v1
            kind: GitRepository
            metadata: {name: fleet, namespace: shop}
            spec: {url: "{{Git.Url("fleet.git")}}", interval: 1m, ref: {branch: main} }
            ---
            apiVersion: image.toolkit.fluxcd.io/v1
            kind: ImageUpdateAutomation
            metadata: {name: fleet, namespace: shop}
            spec:
              interval: 2s
              sourceRef: {kind: GitRepository, name: fleet}
              git: {commit: {author: {name: bot, email: bot@example.org} } }
            """, "apply");
    }

    public string Marked(string tag) => $"image: {Registry.Host}/shop/web:{tag} # {{\"$imagepolicy\": \"shop:web\"}}\n";

    public Task ArrivesAsync(string tag, string file = "web.yaml") =>
        Eventually.HoldsAsync(() => Fleet.Read(file) == Marked(tag), () => $"{file}: {Fleet.Read(file)}{Said}", TimeSpan.FromMinutes(2));

    /// <summary>Waits until an object of the shop is Ready.</summary>
    public Task IsReadyAsync(string what) => Eventually.HoldsAsync(
        () => Get(what)["status"]?["conditions"]?.AsArray().Any(c => c is { } row && IsTrue(row, "Ready")) == true,
        () => Get(what) + Said);

    public JsonNode Get(string what) => JsonNode.Parse(Kubectl("get", "-n", "shop", what, "-o", "json"))!; // kubectl prints an object

    /// <summary>Starts what a Deployment describes. Its state is on the volume that the one before it had.</summary>
    public async Task<Pod> StartAsync(Manifest manifest)
    {
        var pod = await Pod.StartAsync(new PodPlan
        {
            Manifest = manifest,
            State = volumes[manifest.Program],
            Environment = new Dictionary<string, string>
            {
                ["KUBERNETES_SERVICE_HOST"] = ServerName,
                ["KUBERNETES_SERVICE_PORT"] = $"{forwarder.Address.Port}",
            },
            Folders = new Dictionary<string, string> { [LoginFolder] = Login(manifest) },
            NamesOfThisMachine = [ServerName],
        });
        pods.Add(pod);
        return pod;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var pod in pods) await pod.DisposeAsync();
        foreach (var volume in volumes.Values) await volume.DisposeAsync();
        await Git.DisposeAsync();
        await Registry.DisposeAsync();
        await forwarder.DisposeAsync();
        await server.DisposeAsync();
        folder.Dispose();
    }

    private static bool IsTrue(JsonNode condition, string type) =>
        (string?)condition["type"] == type && (string?)condition["status"] == "True";

    private string Kubectl(params string[] arguments) =>
        TestProcess.Run("kubectl", null, null, ["--kubeconfig", server.Kubeconfig, .. arguments]);

    private string Pipe(string input, params string[] arguments) =>
        TestProcess.Run("kubectl", null, Encoding.UTF8.GetBytes(input), ["--kubeconfig", server.Kubeconfig, .. arguments, "-f", "-"]);

    private string View(string what) =>
        Kubectl("config", "view", "--raw", "-o", $"jsonpath={{.clusters[0].cluster.{what}}}");

    // What the kubelet puts into a pod.
    private string Login(Manifest manifest)
    {
        const string Request = """{"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","spec":{"expirationSeconds":3600}}""";
        var path = $"/api/v1/namespaces/{manifest.Namespace}/serviceaccounts/{manifest.Account}/token";
        var answer = Pipe(Request, "create", "--raw", path);
        folder.Write($"{manifest.Account}/token", (string)JsonNode.Parse(answer)!["status"]!["token"]!); // the server issues one or refuses
        folder.Write($"{manifest.Account}/ca.crt", Encoding.UTF8.GetString(Convert.FromBase64String(View("certificate-authority-data"))));
        folder.Write($"{manifest.Account}/namespace", manifest.Namespace);
        TestProcess.Run("chmod", null, null, ["-R", "a+rX", folder.Combine(manifest.Account)]);
        return folder.Combine(manifest.Account);
    }
}
