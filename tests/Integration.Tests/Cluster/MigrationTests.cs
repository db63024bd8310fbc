using System.Text.RegularExpressions;
using ImageAutomation.TestSupport;
using ImageAutomation.TestSupport.Kubernetes;
using Xunit;

namespace ImageAutomation.Integration.Tests.Cluster;

/// <summary>
/// The commands of <c>docs/migration.md</c>, as they stand there, on a real API server. No pods run there, so steps that wait for pods are
/// left out.
/// </summary>
public sealed partial class MigrationTests
{
    /// <summary>Commands that need what this API server alone does not have: Flux's program, pods, the scale subresource.</summary>
    private static readonly string[] NotHere = ["flux install", "rollout status", " scale deploy "];

    [ClusterFact("kubectl", "git")]
    public async Task EveryKubectlCommandOfTheGuide_Works_InItsOrder()
    {
        await using var server = await KubeServer.StartAsync();
        var kubectl = new Kubectl(server.Kubeconfig);
        kubectl.ApplyCrds();
        await using var fleet = await Fleet.StartAsync(server.Kubeconfig, "moving");
        fleet.ApplyApp();
        kubectl.Apply(FluxDeployments);
        var root = Path.GetFullPath(Path.Combine(Kubectl.Config("crd"), "..", ".."));
        using var folder = new TemporaryFolder();
        Directory.CreateSymbolicLink(folder.Combine("config"), Path.Combine(root, "config"));

        var guide = await File.ReadAllTextAsync(Path.Combine(root, "docs", "migration.md"));
        var commands = Blocks().Matches(guide)
            .SelectMany(b => Command().Matches(b.Groups[1].Value.Replace("\\\n", "", StringComparison.Ordinal)).Select(c => c.Value))
            .ToList();
        // An election that Git does not have yet, for the preview to show.
        kubectl.Run(
            "patch", "-n", "moving", Fleet.Policy, "--subresource=status", "--type=merge", "-p",
            $$"""{"status":{"latestRef":{"name":"{{fleet.Registry.Host}}/app","tag":"1.1.0"} } }""");
        // bin/<configuration>/<framework>
        var program = Path.Combine(
            root, "src", "Cli", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name,
            Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/')));
        var run = 0;
        foreach (var command in commands.Where(c => !NotHere.Any(n => c.Contains(n, StringComparison.Ordinal))))
        {
            var (code, output, errors) = TestProcess.Try(
                "env", folder.Path, null,
                [$"KUBECONFIG={server.Kubeconfig}", $"PATH={program}:{Environment.GetEnvironmentVariable("PATH")}", "bash", "-o",
                    "pipefail", "-c",
                    command.Replace("https://git.example.org/fleet.git", fleet.Git.Url("fleet.git"), StringComparison.Ordinal)]);
            var isFine = code == 0
                // nothing to warn of
                || ((command.Contains("| grep", StringComparison.Ordinal) || command.StartsWith("grep ", StringComparison.Ordinal))
                    && code == 1)
                // there are changes
                || (command.Contains("imgauto plan", StringComparison.Ordinal) && code == 2
                    && output.Contains("/app:1.1.0 #", StringComparison.Ordinal))
                // there are differences
                || (command.Contains("kubectl diff", StringComparison.Ordinal) && code == 1
                    && output.Contains("image-reflector", StringComparison.Ordinal));
            Assert.True(isFine, $"{command}: {code}: {output}{errors}");
            run++;
        }

        Assert.True(run >= 15, $"only {run} commands were run");
        // The way back: the objects are all still there, and so are Flux's CRDs.
        Assert.Equal("1s", (string?)fleet.Get(Fleet.Repository)["spec"]!["interval"]);
    }

    // What flux install leaves, as far as the guide touches it.
    private const string FluxDeployments = """
        apiVersion: v1
        kind: Namespace
        metadata: {name: flux-system}
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: image-reflector-controller, namespace: flux-system, labels: {app.kubernetes.io/part-of: flux}}
        spec: {replicas: 1, selector: {matchLabels: {app: image-reflector-controller}}, template: {metadata: {labels: {app: image-reflector-controller}}, spec: {containers: [{name: manager, image: x}]}}}
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: image-automation-controller, namespace: flux-system, labels: {app.kubernetes.io/part-of: flux}}
        spec: {replicas: 1, selector: {matchLabels: {app: image-automation-controller}}, template: {metadata: {labels: {app: image-automation-controller}}, spec: {containers: [{name: manager, image: x}]}}}
        """;

    [GeneratedRegex(@"```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Blocks();

    // A command ends with its line, unless a quote is open; a comment is none, whatever quotes it has.
    [GeneratedRegex(@"^(?!#|\s*$)(?:'[^']*'|[^'\n])+", RegexOptions.Multiline)]
    private static partial Regex Command();
}
