using System.Text.Json.Nodes;
using ImageAutomation.Common.Manifests;
using ImageAutomation.ImageReflector;
using ImageAutomation.ImageUpdater;
using Xunit;

namespace ImageAutomation.Cli.Tests;

/// <summary>The Deployments fit the programs, and run with as little as can be.</summary>
public sealed class ManifestsTests
{
    [Theory]
    [InlineData("reflector", ReflectorSettings.ControllerName)]
    [InlineData("updater", UpdaterSettings.ControllerName)]
    public void ArgumentsArePossible_AndNoneIsWithoutEffect(string file, string controller)
    {
        var (deployment, container) = Deployment(file);
        var arguments = container["args"]!.AsArray().Select(a => (string)a!).ToList(); // every Deployment of ours has arguments
        static string? Environment(string name) => name == "RUNTIME_NAMESPACE" ? "flux-system" : null;
        var settings = file == "reflector"
            ? ReflectorSettings.Flags.Parse(arguments).Then(f => ReflectorSettings.Read(f, Environment)).Value.Controller
            : UpdaterSettings.Flags.Parse(arguments).Then(f => UpdaterSettings.Read(f, Environment)).Value.Controller;

        Assert.Equal(controller, (string?)deployment["metadata"]?["name"]);
        // config/default adds the flag that the warning asks for; config/takeover leaves it out on purpose.
        Assert.DoesNotContain(settings.Warnings, w => !w.StartsWith("--no-cross-namespace-refs is off", StringComparison.Ordinal));
        Assert.Equal(
            ($"{controller}-leader-election", "flux-system"),
            (settings.Kubernetes.LeaderElection?.LeaseName, settings.Kubernetes.LeaderElection?.LeaseNamespace));
        Assert.Contains(container["volumeMounts"]!.AsArray(), m => (string?)m?["mountPath"] == settings.StoragePath);
        Assert.Equal(
            new long?[] { settings.Metrics?.Port, settings.Health?.Port }, container["ports"]!.AsArray()
                .Select(p => (long?)p?["containerPort"]));
    }

    [Theory]
    [InlineData("reflector")]
    [InlineData("updater")]
    public void ThePodMeetsTheRestrictedLevel(string file)
    {
        var (deployment, container) = Deployment(file);
        var pod = deployment["spec"]!["template"]!["spec"]!; // the API asks for them
        var security = container["securityContext"]!;
        Assert.Equal(
            (true, "RuntimeDefault"),
            ((bool)pod["securityContext"]!["runAsNonRoot"]!, (string?)pod["securityContext"]!["seccompProfile"]!["type"]));
        Assert.Equal(
            (false, true, true),
            ((bool)security["allowPrivilegeEscalation"]!, (bool)security["readOnlyRootFilesystem"]!, (bool)security["runAsNonRoot"]!));
        Assert.Equal("""["ALL"]""", security["capabilities"]!["drop"]!.ToJsonString());
        Assert.Null(security["capabilities"]!["add"]);
        Assert.NotNull(container["resources"]!["limits"]!["memory"]);
        Assert.All(pod["volumes"]!.AsArray(), v => Assert.NotNull(v!["emptyDir"]));
        Assert.Equal(
            ("/healthz", "/readyz"),
            ((string?)container["livenessProbe"]!["httpGet"]!["path"], (string?)container["readinessProbe"]!["httpGet"]!["path"]));
    }

    private static (JsonNode Deployment, JsonNode Container) Deployment(string file)
    {
        var deployment =
            Assert.Single(YamlReader.Read(File.ReadAllText(Path.Combine(Repository.Root, "config", "manager", file + ".yaml"))).Value).Root;
        return (deployment, Assert.Single(deployment["spec"]!["template"]!["spec"]!["containers"]!.AsArray())!); // a pod has containers
    }
}
