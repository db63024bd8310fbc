using System.Text;
using System.Text.Json.Nodes;
using ImageAutomation.TestSupport;

namespace ImageAutomation.Integration.Tests.Cluster;

/// <summary>kubectl with one kubeconfig.</summary>
internal sealed class Kubectl(string kubeconfig)
{
    /// <summary>Standard output; throws with everything it said when it fails.</summary>
    public string Run(params string[] arguments) => TestProcess.Run("kubectl", null, null, ["--kubeconfig", kubeconfig, .. arguments]);

    /// <summary>Exit code, and everything it said.</summary>
    public (int Code, string Said) Try(params string[] arguments)
    {
        var (code, output, errors) = TestProcess.Try("kubectl", null, null, ["--kubeconfig", kubeconfig, .. arguments]);
        return (code, output + errors);
    }

    /// <summary>Applies manifests.</summary>
    public void Apply(string yaml) => Pipe(yaml, "apply", "-f", "-");

    /// <summary>Runs kubectl with standard input.</summary>
    public void Pipe(string input, params string[] arguments) =>
        TestProcess.Run("kubectl", null, Encoding.UTF8.GetBytes(input), ["--kubeconfig", kubeconfig, .. arguments]);

    /// <summary>One object, or a list of them.</summary>
    public JsonNode Get(params string[] arguments) => JsonNode.Parse(Run(["get", .. arguments, "-o", "json"]))!; // kubectl prints an object

    /// <summary>Events about an object, oldest first: type, reason, message, count.</summary>
    public IReadOnlyList<(string Type, string Reason, string Message, int Count)> Events(string ns, string kind, string name) =>
        [.. Get("events", "-n", ns, "--sort-by=.firstTimestamp")["items"]!.AsArray() // a list has items
            .Where(e => (string?)e!["involvedObject"]!["kind"] == kind && (string?)e["involvedObject"]!["name"] == name)
            .Select(e => ((string)e!["type"]!, (string)e["reason"]!, (string)e["message"]!, (int)e["count"]!))];

    /// <summary>Applies <c>config/crd</c> and <c>config/crd/source</c>, and waits until they are served.</summary>
    public void ApplyCrds()
    {
        Run("apply", "-k", Config("crd"));
        Run("apply", "-k", Config("crd/source"));
        Run("wait", "--for=condition=Established", "--timeout=60s", "crd", "--all");
    }

    public static string Config(string name, [System.Runtime.CompilerServices.CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "config", name)); // a source file has a folder
}
