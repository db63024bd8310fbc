using System.Globalization;
using System.Text;
using ImageAutomation.TestSupport;
using ImageAutomation.TestSupport.Git;
using ImageAutomation.TestSupport.Kubernetes;
using ImageAutomation.TestSupport.Registry;

namespace ImageAutomation.Bench.Support;

/// <summary>
/// Objects on a real API server, with a real registry and a Git server: ten namespaces, each with a Git repository, ten automations of a
/// folder each, and its share of image repositories with a policy and a marked file each. Two more namespaces are for single changes.
/// </summary>
internal sealed class ClusterFleet(KubeServer server, DockerRegistry registry, GitHttpServer git, TemporaryFolder folder)
{
    /// <summary>Namespace whose repository is scanned at a short interval.</summary>
    public const string Busy = "busy";

    /// <summary>Namespace whose repository is scanned when somebody asks.</summary>
    public const string Asked = "asked";

    /// <summary>A Git repository like theirs, that no controller knows.</summary>
    public const string ByHand = "by-hand";

    public const int Namespaces = 10;
    public const int AutomationsEach = 10;

    /// <summary>Declares everything; the images exist and Git holds the elected tags.</summary>
    public async Task DeclareAsync(int repositories)
    {
        Kubectl("apply", "-k", Config("crd"));
        Kubectl("apply", "-k", Config("crd/source"));
        var pusher = new ImagePusher(registry.Client);
        for (var n = 0; n < Namespaces; n++)
        {
            var yaml = new StringBuilder();
            var files = new Dictionary<string, string?>();
            var ns = $"team-{n.ToString(CultureInfo.InvariantCulture)}";
            Namespace(yaml, ns);
            for (var i = 0; i < repositories / Namespaces; i++)
            {
                var name = $"app-{i.ToString(CultureInfo.InvariantCulture)}";
                await pusher.PushAsync($"{ns}/{name}", ["1.0.0"]);
                Application(yaml, files, ns, name, $"a{(i % AutomationsEach).ToString(CultureInfo.InvariantCulture)}", "1m");
            }

            for (var a = 0; a < AutomationsEach; a++) Automation(yaml, ns, $"a{a.ToString(CultureInfo.InvariantCulture)}");
            Create(ns, yaml, files);
        }

        foreach (var (ns, interval) in new[] { (Busy, "5s"), (Asked, "1h") })
        {
            var yaml = new StringBuilder();
            var files = new Dictionary<string, string?>();
            Namespace(yaml, ns);
            await pusher.PushAsync($"{ns}/app", ["1.0.0"]);
            Application(yaml, files, ns, "app", "a0", interval);
            Automation(yaml, ns, "a0");
            Create(ns, yaml, files);
        }
    }

    /// <summary>Makes <see cref="ByHand"/>.</summary>
    public void CreateByHand()
    {
        var files = new Dictionary<string, string?>();
        Application(new StringBuilder(), files, ByHand, "app", "a0", "1h");
        BareRepository.Create(folder.Combine($"git/{ByHand}.git")).Commit(files);
    }

    public BareRepository Repository(string ns) => BareRepository.Open(folder.Combine($"git/{ns}.git"));

    public string Kubectl(params string[] arguments) =>
        TestProcess.Run("kubectl", null, null, ["--kubeconfig", server.Kubeconfig, .. arguments]);

    /// <summary>How many objects of a kind are Ready.</summary>
    public int Ready(string kind) =>
        Kubectl("get", kind, "-A", "-o", "jsonpath={range .items[*]}{.status.conditions[?(@.type==\"Ready\")].status}{\"\\n\"}{end}")
        .Split('\n').Count(l => l == "True");

    private static string Config(string name, [System.Runtime.CompilerServices.CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "config", name)); // a source file has a folder

    private void Namespace(StringBuilder yaml, string ns)
    {
        BareRepository.Create(folder.Combine($"git/{ns}.git"));
        yaml.Append(
            CultureInfo.InvariantCulture,
            $"apiVersion: v1\nkind: Namespace\nmetadata: {{name: {ns}}}\n---\napiVersion: source.toolkit.fluxcd.io/v1\nkind: "
                + $"GitRepository\nmetadata: {{name: fleet, namespace: {ns}}}\nspec: {{url: '{git.Url($"{ns}.git")}', interval: 1h, ref: "
                + $"{{branch: main}}}}\n");
    }

    private void Application(StringBuilder yaml, Dictionary<string, string?> files, string ns, string name, string path, string interval)
    {
        var image = $"{registry.Host}/{ns}/{name}";
        files.Add(
            $"{path}/{name}.yaml",
            $"apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}}}\nspec:\n  containers:\n    - name: main\n      image: {image}:1.0.0 # "
                + $"{{\"$imagepolicy\": \"{ns}:{name}\"}}\n");
        yaml.Append(
            CultureInfo.InvariantCulture,
            $"---\napiVersion: image.toolkit.fluxcd.io/v1\nkind: ImageRepository\nmetadata: {{name: {name}, namespace: {ns}}}\nspec: "
                + $"{{image: '{image}', interval: {interval}}}\n");
        yaml.Append(
            CultureInfo.InvariantCulture,
            $"---\napiVersion: image.toolkit.fluxcd.io/v1\nkind: ImagePolicy\nmetadata: {{name: {name}, namespace: {ns}}}\nspec: "
                + $"{{imageRepositoryRef: {{name: {name}}}, policy: {{semver: {{range: '>=1.0.0'}}}}}}\n");
    }

    private static void Automation(StringBuilder yaml, string ns, string name) =>
        yaml.Append(
            CultureInfo.InvariantCulture,
            $"---\napiVersion: image.toolkit.fluxcd.io/v1\nkind: ImageUpdateAutomation\nmetadata: {{name: {name}, namespace: {ns}}}\nspec: "
                + $"{{interval: 5m, sourceRef: {{kind: GitRepository, name: fleet}}, update: {{path: ./{name}, strategy: Setters}}, git: "
                + $"{{commit: {{author: {{name: bot, email: bot@example.org}}}}}}}}\n");

    private void Create(string ns, StringBuilder yaml, Dictionary<string, string?> files)
    {
        Repository(ns).Commit(files);
        Kubectl("create", "-f", folder.Write($"{ns}.yaml", yaml.ToString()));
    }
}
