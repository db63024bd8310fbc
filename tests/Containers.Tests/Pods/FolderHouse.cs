using ImageAutomation.TestSupport;
using ImageAutomation.TestSupport.Git;

namespace ImageAutomation.Containers.Tests.Pods;

/// <summary>A registry in a container, Git on this machine, a folder of resources, and <c>imgauto run</c> over it in a container.</summary>
internal sealed class FolderHouse : IAsyncDisposable
{
    private const string Resources = "/resources";
    private readonly TemporaryFolder folder;
    private readonly List<Pod> pods = [];

    private FolderHouse(TemporaryFolder folder, RegistryContainer registry, GitHost git, StateVolume state)
    {
        (this.folder, Registry, Git, State) = (folder, registry, git, state);
        Directory.CreateDirectory(folder.Combine("resources"));
        Open(folder.Combine("resources"));
        Fleet = Repository("fleet");
    }

    public RegistryContainer Registry { get; }

    public GitHost Git { get; }

    public StateVolume State { get; }

    /// <summary>The repository of the automation <c>shop/fleet</c>.</summary>
    public BareRepository Fleet { get; }

    public string Image => $"{Registry.Host}/shop/web";

    /// <summary>Commits of the automation, newest first.</summary>
    public IReadOnlyList<GitCommitInfo> Commits => [.. Fleet.Log().Where(c => c.AuthorName == "bot")];

    public static async Task<FolderHouse> StartAsync()
    {
        var folder = new TemporaryFolder();
        var registry = await RegistryContainer.StartAsync();
        return new FolderHouse(folder, registry, await GitHost.StartAsync(folder.Path), await StateVolume.CreateAsync(Manifest.Updater));
    }

    public void Declare(string name, string yaml) => Open(folder.Write($"resources/{name}.yaml", yaml));

    /// <summary>A new bare repository below the root of the Git server.</summary>
    public BareRepository Repository(string name) => BareRepository.Create(folder.Combine(name + ".git"));

    /// <summary>Tag 1.0.0 in registry and Git, a scan of that interval, a policy for 1.x, and an automation of the fleet.</summary>
    /// <param name="interval">Of the scan.</param>
    /// <param name="url">Of the repository; default: over HTTP.</param>
    /// <param name="source">More of the GitRepository's spec.</param>
    /// <param name="commit">More of the automation's commit settings.</param>
    public async Task OpenShopAsync(string interval = "1s", string? url = null, string source = "", string commit = "")
    {
        await Registry.Pusher.PushAsync("shop/web", ["1.0.0"]);
        Fleet.Commit("web.yaml", Marked("1.0.0"), "Add web");
        Declare("images", $$"""
            apiVersion: image.toolkit.fluxcd.io/v1
            kind: ImageRepository
            metadata: {name: web, namespace: shop}
            spec: {image: "{{Image}}", interval: {{interval}}, timeout: 20s, insecure: true}
            ---
            apiVersion: image.toolkit.fluxcd.io/v1
            kind: ImagePolicy
            metadata: {name: web, namespace: shop}
            spec: {imageRepositoryRef: {name: web}, policy: {semver: {range: 1.x} } }
            """);
        Automation("fleet", url, source, commit);
    }

    /// <summary>A GitRepository and an automation of one name.</summary>
    public void Automation(string name, string? url = null, string source = "", string commit = "") => Declare(name, $$"""
        apiVersion: source.toolkit.fluxcd.io/v1
        kind: GitRepository
        metadata: {name: {{name}}, namespace: shop}
        spec: {url: "{{url ?? Git.Url(name + ".git")}}", interval: 1m, ref: {branch: main}{{source}} }
        ---
        apiVersion: image.toolkit.fluxcd.io/v1
        kind: ImageUpdateAutomation
        metadata: {name: {{name}}, namespace: shop}
        spec:
          interval: 2s
          sourceRef: {kind: GitRepository, name: {{name}} }
          git: {commit: {author: {name: bot, email: bot@example.org}{{commit}} } }
        """);

    /// <summary>The file in Git with a version.</summary>
    public string Marked(string tag) => $"image: {Image}:{tag} # {{\"$imagepolicy\": \"shop:web\"}}\n";

    /// <summary>Waits until a file of the fleet has a version, and shows what the pod said when that does not come.</summary>
    public Task ArrivesAsync(string tag, Pod pod, string file = "web.yaml", TimeSpan? limit = null) => Eventually.HoldsAsync(
        () => Fleet.Read(file) == Marked(tag),
        () => $"{file} is {Fleet.Read(file)}: {pod.SaidAsync().GetAwaiter().GetResult()}",
        limit ?? TimeSpan.FromMinutes(2));

    /// <summary>Runs the image of <c>imgauto</c> within the limits that the updater has in a cluster.</summary>
    public async Task<Pod> RunAsync(bool comesBack = false, bool writableRoot = false)
    {
        var manifest = writableRoot ? Manifest.Updater with { IsRootReadOnly = false } : Manifest.Updater;
        var pod = await Pod.StartAsync(new PodPlan
        {
            Manifest = manifest,
            Program = "imgauto",
            Arguments = ["run", Resources, "--state", manifest.State, "--health-addr", $":{manifest.ReadyPort}"],
            State = State,
            Folders = new Dictionary<string, string> { [Resources] = folder.Combine("resources") },
            ComesBack = comesBack,
        });
        pods.Add(pod);
        return pod;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var pod in pods) await pod.DisposeAsync();
        await State.DisposeAsync();
        await Git.DisposeAsync();
        await Registry.DisposeAsync();
        folder.Dispose();
    }

    // The programs run as another user than the tests.
    private static void Open(string path) => TestProcess.Run("chmod", null, null, ["a+rX", path]);
}
