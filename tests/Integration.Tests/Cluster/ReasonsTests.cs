using System.Text.Json.Nodes;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.TestSupport;
using ImageAutomation.TestSupport.Kubernetes;
using Xunit;

namespace ImageAutomation.Integration.Tests.Cluster;

/// <summary>Every condition reason of the API, brought about on a real API server and made well again.</summary>
public sealed class ReasonsTests
{
    // What only a defect of the program brings about has no case; docs/compatibility.md says so.
    private static readonly string[] OnSuccess = [Reasons.Succeeded, Reasons.Progressing, Reasons.ProgressingWithRetry];

    // Cases are specs; this one is of annotations, and has tests of its own.
    private static readonly string[] OfAnnotations = [Reasons.InvalidAnnotation];

    [Fact]
    public void EveryReasonOfTheApi_HasACase()
    {
        var covered = ReasonCases.All("host").Select(c => c.Reason).Concat(OnSuccess).Concat(OfAnnotations)
            .ToHashSet(StringComparer.Ordinal);
        var all = typeof(Reasons).GetFields().Select(f => (string)f.GetRawConstantValue()!); // constants have values
        Assert.Equal([], all.Except(covered));
    }

    [ClusterFact("kubectl", "git")]
    public async Task EveryReason_ComesAbout_WithItsConditions_AndGoesWithTheFix()
    {
        await using var server = await KubeServer.StartAsync();
        var kubectl = new Kubectl(server.Kubeconfig);
        kubectl.ApplyCrds();
        Relax(kubectl);
        await using var fleet = await Fleet.StartAsync(server.Kubeconfig, "reasons");
        fleet.Registry.Tags["empty"] = [];
        fleet.Push("1.1.0"); // something to commit, so that templates are rendered
        var cases = ReasonCases.All(fleet.Registry.Host);
        kubectl.Apply(Surroundings(fleet));
        // A server takes a new schema up after a moment.
        await Eventually.HoldsAsync(() => Applies(kubectl, cases));

        fleet.Both("--no-cross-namespace-refs");
        await Eventually.HoldsAsync(() => Wrong(fleet, cases, AsFailed).Count == 0, () => string.Join("\n", Wrong(fleet, cases, AsFailed))
            + fleet.Said);

        foreach (var c in cases)
            kubectl.Run("patch", "-n", fleet.Namespace, c.Kind, c.Name, "--type=merge", "-p", $$"""{"spec":{{c.Fix}} }""");
        await Eventually.HoldsAsync(() => Wrong(fleet, cases, AsReady).Count == 0, () => string.Join("\n", Wrong(fleet, cases, AsReady))
            + fleet.Said);
        Assert.Equal("1.1.0", fleet.Tag);
        Assert.Equal(1, fleet.Commits); // all these automations write to one repository
    }

    private static string? AsFailed(ReasonCase expected, JsonNode o)
    {
        var generation = (long)o["metadata"]!["generation"]!;
        var (ready, stalled, reconciling) = (Fleet.Condition(o, "Ready"), Fleet.Condition(o, "Stalled"), Fleet.Condition(o, "Reconciling"));
        if ((string?)ready?["status"] != "False" || (string?)ready["reason"] != expected.Reason
            || (string?)ready["message"] is not { Length: > 0 })
            return "Ready";
        if (expected.Stalled
            && ((string?)stalled?["status"] != "True" || (string?)stalled["reason"] != expected.Reason || reconciling is not null))
            return "Stalled";
        if (!expected.Stalled
            && ((string?)reconciling?["status"] != "True" || (string?)reconciling["reason"] != "ProgressingWithRetry"
                || stalled is not null))
            return "Reconciling";
        if ((long?)o["status"]!["observedGeneration"] != (expected.Stalled ? generation : -1)) return "observedGeneration";
        return Current(o, generation);
    }

    private static string? AsReady(ReasonCase expected, JsonNode o)
    {
        if (!Fleet.IsCurrent(o)) return "not current";
        if ((string?)Fleet.Condition(o, "Ready")!["reason"] != "Succeeded") return "Ready";
        return Current(o, (long)o["metadata"]!["generation"]!);
    }

    // Every condition says for which generation it holds.
    private static string? Current(JsonNode o, long generation) =>
        o["status"]!["conditions"]!.AsArray().All(c => (long?)c!["observedGeneration"] == generation) ? null
        : "a condition's observedGeneration";

    private static List<string> Wrong(Fleet fleet, IReadOnlyList<ReasonCase> cases, Func<ReasonCase, JsonNode, string?> check)
    {
        var all = fleet.Kubectl.Get("-n", fleet.Namespace, "imagerepositories,imagepolicies,imageupdateautomations")["items"]!.AsArray();
        return [.. from c in cases
                   let o = all.Single(o => (string?)o!["kind"] == c.Kind && (string?)o["metadata"]!["name"] == c.Name)
                   let wrong = check(c, o)
                   where wrong is not null
                   select $"{c.Kind} {c.Name} ({c.Reason}): {wrong}: {o["status"]?.ToJsonString()}"];
    }

    private static bool Applies(Kubectl kubectl, IReadOnlyList<ReasonCase> cases)
    {
        try
        {
            kubectl.Apply(
                string.Join(
                    "\n---\n",
                    cases.Select(
                        c =>
                            $"apiVersion: image.toolkit.fluxcd.io/v1\nkind: {c.Kind}\nmetadata: {{name: {c.Name}, namespace: "
                            + $"reasons}}\nspec: {c.Spec}")));
            return true;
        }
        catch (InvalidOperationException e) when (e.Message.Contains("is invalid", StringComparison.Ordinal))
        {
            return false;
        }
    }

    private static string Surroundings(Fleet fleet) => $$"""
        apiVersion: v1
        kind: Namespace
        metadata: {name: other}
        ---
        apiVersion: image.toolkit.fluxcd.io/v1
        kind: ImageRepository
        metadata: {name: good, namespace: reasons}
        spec: {image: "{{fleet.Registry.Host}}/app", interval: 1h}
        ---
        apiVersion: image.toolkit.fluxcd.io/v1
        kind: ImageRepository
        metadata: {name: empty, namespace: reasons}
        spec: {image: "{{fleet.Registry.Host}}/empty", interval: 1h}
        ---
        apiVersion: image.toolkit.fluxcd.io/v1
        kind: ImagePolicy
        metadata: {name: app, namespace: reasons}
        spec: {imageRepositoryRef: {name: good}, policy: {semver: {range: 1.x} } }
        ---
        apiVersion: source.toolkit.fluxcd.io/v1
        kind: GitRepository
        metadata: {name: good, namespace: reasons}
        spec: {url: "{{fleet.Git.Url("fleet.git")}}", interval: 1m, ref: {branch: main} }
        ---
        apiVersion: source.toolkit.fluxcd.io/v1
        kind: GitRepository
        metadata: {name: no-remote, namespace: reasons}
        spec: {url: "{{fleet.Git.Url("nope.git")}}", interval: 1m, ref: {branch: main} }
        ---
        apiVersion: source.toolkit.fluxcd.io/v1
        kind: GitRepository
        metadata: {name: gated, namespace: reasons}
        spec: {url: "https://dev.azure.com/x/y", interval: 1m, ref: {branch: main}, provider: azure, serviceAccountName: x}
        ---
        apiVersion: source.toolkit.fluxcd.io/v1
        kind: GitRepository
        metadata: {name: app-secret, namespace: reasons}
        spec: {url: "{{fleet.Git.Url("fleet.git")}}", interval: 1m, ref: {branch: main}, secretRef: {name: app} }
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: app, namespace: reasons}
        stringData: {githubAppID: "1", githubAppInstallationID: "2", githubAppPrivateKey: x}
        """;

    // Clusters with other versions of the CRDs let through what ours refuse.
    private static void Relax(Kubectl kubectl)
    {
        Edit("imagepolicies", spec => spec.Remove("x-kubernetes-validations"));
        Edit("imageupdateautomations", spec =>
        {
            spec["properties"]!["update"]!["properties"]!["strategy"]!.AsObject().Remove("enum");
            spec["properties"]!["sourceRef"]!["properties"]!["kind"]!.AsObject().Remove("enum");
        });

        void Edit(string plural, Action<JsonObject> change)
        {
            var crd = kubectl.Get("crd", plural + ".image.toolkit.fluxcd.io");
            change(crd["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!["properties"]!["spec"]!.AsObject());
            kubectl.Pipe(crd.ToJsonString(), "replace", "-f", "-");
        }
    }
}
