using System.Text.Json.Nodes;
using ImageAutomation.TestSupport;
using ImageAutomation.TestSupport.Git;
using ImageAutomation.TestSupport.Registry;
using Xunit;

namespace ImageAutomation.Integration.Tests.MainJob;

/// <summary>A real registry with a login, a real Git server over HTTP with a login, and a folder of resources.</summary>
internal sealed class Shop : IAsyncDisposable
{
    public const string RegistryPassword = "registry-s3cret-word";
    public const string GitPassword = "git-s3cret-word";

    private readonly TemporaryFolder folder;
    private readonly GitHttpServer server;

    private Shop(TemporaryFolder folder, DockerRegistry registry, GitHttpServer server)
    {
        this.folder = folder;
        this.server = server;
        State = folder.Combine("state");
        Registry = registry;
        Pusher = new ImagePusher(registry.Client);
        Remote = BareRepository.Create(folder.Combine("fleet.git"));
        Declare("secrets", $$$"""
            apiVersion: v1
            kind: Secret
            metadata: {name: registry, namespace: shop}
            type: kubernetes.io/dockerconfigjson
            stringData:
              .dockerconfigjson: '{"auths":{"{{{registry.Host}}}":{"username":"robot","password":"{{{RegistryPassword}}}"} } }'
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: git, namespace: shop}
            stringData: {username: bot, password: {{{GitPassword}}}}
            """);
        Declare("source", $$$"""
            apiVersion: source.toolkit.fluxcd.io/v1
            kind: GitRepository
            metadata: {name: fleet, namespace: shop}
            spec: {url: "{{{server.Url("fleet.git")}}}", interval: 1m, ref: {branch: main}, secretRef: {name: git}}
            """);
        Automation();
    }

    public DockerRegistry Registry { get; }

    public ImagePusher Pusher { get; }

    public BareRepository Remote { get; }

    public string State { get; set; }

    public string Resources => folder.Combine("resources");

    public static async Task<Shop> OpenAsync()
    {
        var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.Combine("resources"));
        var registry = await DockerRegistry.StartAsync(new DockerRegistryOptions { Login = ("robot", RegistryPassword) });
        return new Shop(folder, registry, await GitHttpServer.StartAsync(folder.Path, GitHttpServer.Basic("bot", GitPassword)));
    }

    public void Declare(string name, string yaml) => folder.Write($"resources/{name}.yaml", yaml);

    public void Remove(string name) => File.Delete(folder.Combine("resources", name + ".yaml"));

    public void Repository(string name, string secret = "{name: registry}", string? image = null, string more = "") => Declare($"repository-{name}", $$$"""
        apiVersion: image.toolkit.fluxcd.io/v1
        kind: ImageRepository
        metadata: {name: {{{name}}}, namespace: shop}
        spec: {image: "{{{image ?? $"{Registry.Host}/shop/{name}"}}}", interval: 1s, timeout: 5s, secretRef: {{{secret}}}{{{more}}}}
        """);

    public void Policy(string name, string order, string more = "", string? repository = null) => Declare($"policy-{name}", $$$"""
        apiVersion: image.toolkit.fluxcd.io/v1
        kind: ImagePolicy
        metadata: {name: {{{name}}}, namespace: shop}
        spec:
          imageRepositoryRef: {name: {{{repository ?? name}}}}
          policy: { {{{order}}} }
        {{{more}}}
        """);

    public void Automation() => Declare("automation", AutomationYaml("shop", "main"));

    public string AutomationYaml(string name, string branch) => $$$"""
        apiVersion: image.toolkit.fluxcd.io/v1
        kind: ImageUpdateAutomation
        metadata: {name: {{{name}}}, namespace: shop}
        spec:
          interval: 2s
          sourceRef: {kind: GitRepository, name: fleet}
          git:
            checkout: {ref: {branch: {{{branch}}}}}
            commit: {author: {name: bot, email: bot@example.org}}
        """;

    public void Manifest(string name, string image) =>
        Remote.Commit($"{name}.yaml", $"image: {image} # {{\"$imagepolicy\": \"shop:{name}\"}}\n", $"Add {name}");

    public Imgauto Run(params string[] more) => Imgauto.Start(["run", Resources, "--state", State, .. more]);

    /// <summary>The Ready condition of an object, as the command line shows it.</summary>
    public async Task<(string Status, string Reason, string Message)> ReadyAsync(string kind, string name)
    {
        var (code, output, said) =
            TestProcess.Try(Imgauto.Program(), null, null, ["get", kind, "--resources", Resources, "--state", State, "-o", "json"]);
        await Task.Yield();
        Assert.True(code == 0, said);
        // the command prints an array of objects
        var found = JsonNode.Parse(output)!.AsArray().FirstOrDefault(o => (string?)o!["metadata"]!["name"] == name);
        // conditions are objects
        var ready = found?["status"]?["conditions"]?.AsArray().FirstOrDefault(c => (string?)c!["type"] == "Ready");
        return ((string?)ready?["status"] ?? "", (string?)ready?["reason"] ?? "", (string?)ready?["message"] ?? "");
    }

    public Task BecomesAsync(string kind, string name, string status, string reason) =>
        Eventually.HoldsAsync(async () => await ReadyAsync(kind, name) is var ready && ready.Status == status
            && ready.Reason == reason, () => $"{kind} {name} is {ReadyAsync(kind, name).GetAwaiter().GetResult()}");

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        await Registry.DisposeAsync();
        folder.Dispose();
    }
}
