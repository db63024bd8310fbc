using System.Text.Json.Nodes;
using ImageAutomation.TestSupport;
using ImageAutomation.TestSupport.Git;
using ImageAutomation.TestSupport.Registry;
using Xunit;

namespace ImageAutomation.Integration.Tests.Cluster;

/// <summary>A namespace with one application: registry, Git server, resources, and the programs that work on it.</summary>
internal sealed class Fleet : IAsyncDisposable
{
    public const string Repository = "imagerepository/app";
    public const string Policy = "imagepolicy/app";
    public const string Automation = "imageupdateautomation/app";

    private readonly TemporaryFolder folder;
    private readonly List<ControllerProcess> programs = [];
    private readonly string through;
    private int storages;
    private int requests;

    private Fleet(string kubeconfig, string through, string ns, TemporaryFolder folder, StandInRegistry registry, GitHttpServer git)
    {
        (this.through, Namespace, this.folder, Registry, Git) = (through, ns, folder, registry, git);
        Kubectl = new Kubectl(kubeconfig);
        Remote = BareRepository.Create(folder.Combine("fleet.git"));
    }

    public string Namespace { get; }

    public Kubectl Kubectl { get; }

    public StandInRegistry Registry { get; }

    public GitHttpServer Git { get; }

    public BareRepository Remote { get; }

    /// <summary>What all programs said.</summary>
    public string Said => string.Join('\n', programs.Select(p => p.Said));

    /// <summary>Commits that were not made by the test.</summary>
    public int Commits => Remote.Log().Count(c => c.AuthorName == "bot");

    /// <summary>The tag in Git.</summary>
    public string? Tag => Remote.Read("app.yaml")?.Split(" #")[0].Split(':')[^1];

    /// <param name="kubeconfig">Kubeconfig of the tests themselves.</param>
    /// <param name="ns">Namespace to make.</param>
    /// <param name="through">Kubeconfig of the programs; null: the same.</param>
    public static async Task<Fleet> StartAsync(string kubeconfig, string ns, string? through = null)
    {
        var folder = new TemporaryFolder();
        var fleet = new Fleet(kubeconfig, through
            ?? kubeconfig, ns, folder, await StandInRegistry.StartAsync(), await GitHttpServer.StartAsync(folder.Path));
        fleet.Remote.Commit("app.yaml", $"image: {fleet.Registry.Host}/app:1.0.0 # {{\"$imagepolicy\": \"{ns}:app\"}}\n");
        fleet.Registry.Tags["app"] = ["1.0.0"];
        fleet.Kubectl.Run("create", "namespace", ns);
        return fleet;
    }

    /// <summary>Applies repository, policy, source and automation.</summary>
    public void ApplyApp(string interval = "1s") => Kubectl.Apply($$"""
        apiVersion: image.toolkit.fluxcd.io/v1
        kind: ImageRepository
        metadata: {name: app, namespace: {{Namespace}} }
        spec: {image: "{{Registry.Host}}/app", interval: {{interval}} }
        ---
        apiVersion: image.toolkit.fluxcd.io/v1
        kind: ImagePolicy
        metadata: {name: app, namespace: {{Namespace}} }
        spec: {imageRepositoryRef: {name: app}, policy: {semver: {range: 1.x} } }
        ---
        apiVersion: source.toolkit.fluxcd.io/v1
        kind: GitRepository
        metadata: {name: fleet, namespace: {{Namespace}} }
        spec: {url: "{{Git.Url("fleet.git")}}", interval: 1m, ref: {branch: main} }
        ---
        apiVersion: image.toolkit.fluxcd.io/v1
        kind: ImageUpdateAutomation
        metadata: {name: app, namespace: {{Namespace}} }
        spec: {interval: 1m, sourceRef: {kind: GitRepository, name: fleet}, git: {commit: {author: {name: bot, email: bot@example.org} } } }
        """);

    /// <summary>Starts the reflector over the namespace of this fleet.</summary>
    public ControllerProcess Reflector(params string[] arguments) =>
        Add(ControllerProcess.Reflector(Namespace, Arguments("reflector", arguments)));

    /// <summary>Starts the updater over the namespace of this fleet.</summary>
    public ControllerProcess Updater(params string[] arguments) =>
        Add(ControllerProcess.Updater(Namespace, Arguments("updater", arguments)));

    /// <summary>Starts both.</summary>
    public (ControllerProcess Reflector, ControllerProcess Updater) Both(params string[] arguments) =>
        (Reflector(arguments), Updater(arguments));

    /// <summary>Waits until all three are Ready, as kubectl sees it.</summary>
    public Task ReadyAsync() => SaysAsync("wait", "--for=condition=Ready", Repository, Policy, Automation, "--timeout=60s");

    /// <summary>Runs kubectl in the namespace; on failure what the programs said is shown.</summary>
    public Task<string> SaysAsync(params string[] arguments)
    {
        var (code, said) = Kubectl.Try(["-n", Namespace, .. arguments]);
        Assert.True(code == 0, $"kubectl {string.Join(' ', arguments)}: {said}\n{Said}");
        return Task.FromResult(said);
    }

    /// <summary>An object of the namespace.</summary>
    public JsonNode Get(string what) => Kubectl.Get("-n", Namespace, what);

    /// <summary>Adds a tag to the registry.</summary>
    public void Push(string tag) => Registry.Tags["app"] = [.. Registry.Tags["app"], tag];

    /// <summary>Waits until Git has a tag.</summary>
    public Task ArrivesAsync(string tag) => Eventually.HoldsAsync(() => Tag == tag, () => $"{Tag} instead of {tag}: {Said}");

    /// <summary>Asks for a run of an object as the flux command line does, and waits until it was done and the object is current.</summary>
    public async Task RequestAsync(string what)
    {
        var token = $"request-{++requests}";
        Kubectl.Run("-n", Namespace, "annotate", "--overwrite", what, $"reconcile.fluxcd.io/requestedAt={token}");
        await Eventually.HoldsAsync(() => Get(what) is var o && (string?)o["status"]?["lastHandledReconcileAt"] == token
            && IsCurrent(o), () => Get(what) + Said);
    }

    /// <summary>Asks all three for a run, one after the other, so that whatever was still to come has come.</summary>
    public async Task SettleAsync()
    {
        foreach (var what in (string[])[Repository, Policy, Automation]) await RequestAsync(what);
    }

    /// <summary>Whether kstatus would call an object Current.</summary>
    public static bool IsCurrent(JsonNode o) =>
        (long?)o["status"]?["observedGeneration"] == (long?)o["metadata"]!["generation"] && Status(o, "Ready") == "True"
        && Status(o, "Reconciling") is null && Status(o, "Stalled") is null;

    /// <summary>Status of a condition; null when it is absent.</summary>
    public static string? Status(JsonNode o, string type) => (string?)Condition(o, type)?["status"];

    /// <summary>A condition; null when it is absent.</summary>
    public static JsonNode? Condition(JsonNode o, string type) =>
        o["status"]?["conditions"]?.AsArray().FirstOrDefault(c => (string?)c!["type"] == type);

    public async ValueTask DisposeAsync()
    {
        foreach (var program in programs) program.Dispose();
        await Registry.DisposeAsync();
        await Git.DisposeAsync();
        folder.Dispose();
    }

    /// <summary>Takes a program that was started elsewhere for one of its own.</summary>
    public void Watch(ControllerProcess program) => Add(program);

    private ControllerProcess Add(ControllerProcess program)
    {
        programs.Add(program);
        return program;
    }

    private string[] Arguments(string program, string[] more) =>
    [
        "--kubeconfig", through, "--metrics-addr=127.0.0.1:0", "--health-addr=127.0.0.1:0", "--watch-all-namespaces=false",
        "--storage-path", folder.Combine($"{program}{storages++}"), .. more,
    ];
}
