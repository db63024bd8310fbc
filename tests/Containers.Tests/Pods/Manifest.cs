using System.Globalization;
using System.Runtime.CompilerServices;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace ImageAutomation.Containers.Tests.Pods;

/// <summary>What a Deployment of <c>config/manager</c> gives its only container: the part of it that an engine can hold it to.</summary>
internal sealed record Manifest
{
    private Manifest(YamlNode deployment)
    {
        Namespace = Text(deployment, "metadata", "namespace")!; // every object of config/manager has one
        var pod = At(deployment, "spec", "template", "spec")!; // a Deployment has a template
        var container = Assert.Single(Rows(pod, "containers"));
        Assert.Empty(Rows(pod, "initContainers"));
        Account = Text(pod, "serviceAccountName")!; // as above
        Program = Text(container, "image")!; // named after the program; kustomization.yaml gives it a place
        GracePeriod = TimeSpan.FromSeconds(Number(Text(pod, "terminationGracePeriodSeconds") ?? "30")); // 30 is the default of Kubernetes
        User = Secured("runAsUser");
        Group = Secured("runAsGroup");
        VolumeGroup = Text(pod, "securityContext", "fsGroup");
        IsRootReadOnly = Secured("readOnlyRootFilesystem") == "true";
        MayGainPrivileges = Secured("allowPrivilegeEscalation") != "false";
        HasDefaultSeccomp = Secured("seccompProfile", "type") == "RuntimeDefault";
        DroppedCapabilities = [.. Rows(container, "securityContext", "capabilities", "drop").Select(Scalar)];
        AddedCapabilities = [.. Rows(container, "securityContext", "capabilities", "add").Select(Scalar)];
        MemoryBytes = Bytes(Text(container, "resources", "limits", "memory")!); // a limit is part of what is shipped; absent is a fault
        NanoCpus = (long)(Cpus(Text(container, "resources", "limits", "cpu")!) * 1e9); // as above
        Arguments = [.. Rows(container, "args").Select(Scalar)];
        Environment = Rows(container, "env").ToDictionary(e => Text(e, "name")!, Value); // an entry has a name
        ReadyPort = Ports(container)[Text(container, "readinessProbe", "httpGet", "port")!]; // a probe has a port
        ReadyPath = Text(container, "readinessProbe", "httpGet", "path")!; // and a path
        var empty = Rows(pod, "volumes").Where(v => At(v, "emptyDir") is not null).Select(v => Text(v, "name")).ToHashSet();
        Mounts = [.. Rows(container, "volumeMounts").Select(m => empty.Contains(Text(m, "name"))
            ? Text(m, "mountPath")!
            : throw new InvalidOperationException($"volume {Text(m, "name")} is no emptyDir: tell this class how an engine mounts it"))];

        string? Secured(params string[] path) => Text(container, ["securityContext", .. path]) ?? Text(pod, ["securityContext", .. path]);
        string Value(YamlNode e) => Text(e, "value") ?? (Text(e, "valueFrom", "fieldRef", "fieldPath") == "metadata.namespace"
            ? Namespace
            : throw new InvalidOperationException($"variable {Text(e, "name")}: tell this class where its value comes from"));
    }

    public string Namespace { get; }

    public string Account { get; }

    public string Program { get; }

    public TimeSpan GracePeriod { get; }

    public string? User { get; }

    public string? Group { get; }

    /// <summary>Owns the volumes, and is a group of the process.</summary>
    public string? VolumeGroup { get; }

    public bool IsRootReadOnly { get; init; }

    public bool MayGainPrivileges { get; }

    public bool HasDefaultSeccomp { get; }

    public IReadOnlyList<string> DroppedCapabilities { get; }

    public IReadOnlyList<string> AddedCapabilities { get; }

    public long MemoryBytes { get; }

    public long NanoCpus { get; }

    public IReadOnlyList<string> Arguments { get; }

    public IReadOnlyDictionary<string, string> Environment { get; }

    public int ReadyPort { get; }

    public string ReadyPath { get; }

    /// <summary>Paths of the writable volumes.</summary>
    public IReadOnlyList<string> Mounts { get; }

    /// <summary>Path of the state folder: the value of <c>--storage-path</c>.</summary>
    public string State => Arguments.Single(a => a.StartsWith("--storage-path=", StringComparison.Ordinal)).Split('=')[1];

    public static Manifest Reflector { get; } = Load("reflector.yaml");

    public static Manifest Updater { get; } = Load("updater.yaml");

    /// <summary>A folder of the repository.</summary>
    public static string Folder(string name, [CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", name)); // a source file has a folder

    private static Manifest Load(string file)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(File.ReadAllText(Path.Combine(Folder("config/manager"), file))));
        return new Manifest(stream.Documents.Select(d => d.RootNode).Single(n => Text(n, "kind") == "Deployment"));
    }

    private static YamlNode? At(YamlNode node, params ReadOnlySpan<string> path)
    {
        var found = node;
        foreach (var name in path)
        {
            if (found is not YamlMappingNode map || !map.Children.TryGetValue(new YamlScalarNode(name), out var next)) return null;
            found = next;
        }

        return found;
    }

    private static string? Text(YamlNode node, params ReadOnlySpan<string> path) => (At(node, path) as YamlScalarNode)?.Value;

    private static IEnumerable<YamlNode> Rows(YamlNode node, params ReadOnlySpan<string> path) =>
        At(node, path) is YamlSequenceNode rows ? rows.Children : [];

    private static string Scalar(YamlNode node) => ((YamlScalarNode)node).Value!; // these lists are lists of text

    private static Dictionary<string, int> Ports(YamlNode container) =>
        Rows(container, "ports").ToDictionary(p => Text(p, "name")!, p => Number(Text(p, "containerPort")!)); // a port has both here

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static double Cpus(string text) =>
        text.EndsWith('m') ? Number(text[..^1]) / 1000.0 : double.Parse(text, CultureInfo.InvariantCulture);

    private static long Bytes(string text) => text[^2..] switch
    {
        "Ki" => (long)Number(text[..^2]) << 10,
        "Mi" => (long)Number(text[..^2]) << 20,
        "Gi" => (long)Number(text[..^2]) << 30,
        _ => Number(text),
    };
}
