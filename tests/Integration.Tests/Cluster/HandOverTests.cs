using System.Text.Json.Nodes;
using ImageAutomation.TestSupport;
using ImageAutomation.TestSupport.Kubernetes;
using Xunit;

namespace ImageAutomation.Integration.Tests.Cluster;

/// <summary>Objects as Flux's controllers leave them, taken over; and what ours leave behind.</summary>
[Collection(ClusterFixture.Name)]
public sealed class HandOverTests(ClusterFixture cluster)
{
    private const string When = "2026-01-02T03:04:05Z";

    [ClusterFact("kubectl", "git")]
    public async Task WhatFluxLeft_IsTakenOver_WithoutCommit_WithoutNoise_WithoutLoss()
    {
        await using var fleet = await Fleet.StartAsync(cluster.Server.Kubeconfig, "taken");
        fleet.ApplyApp(interval: "1h");
        fleet.Push("1.1.0");
        // committed above
        fleet.Remote.Commit(
            "app.yaml", fleet.Remote.Read("app.yaml")!.Replace(":1.0.0", ":1.1.0", StringComparison.Ordinal),
            "Update from image update automation");
        var head = fleet.Remote.Head();
        Leave(fleet, head!);
        var before = new[] { Fleet.Repository, Fleet.Policy, Fleet.Automation }.Select(fleet.Get).ToList();

        // The first scan takes a while: the election must stand meanwhile.
        var gate = new TaskCompletionSource();
        fleet.Registry.Override = async _ =>
        {
            await gate.Task;
            return false;
        };
        fleet.Both();
        await Eventually.HoldsAsync(() => fleet.Registry.Requests.Count > 0, () => fleet.Said);
        await Eventually.HoldsAsync(() => LastRun(fleet) != When, () => fleet.Said); // the automation has run
        var policy = fleet.Get(Fleet.Policy);
        Assert.Equal("1.1.0", (string?)policy["status"]!["latestRef"]!["tag"]);
        Assert.Equal("True", Fleet.Status(policy, "Ready"));
        gate.SetResult();
        await fleet.SettleAsync();

        Assert.Equal(head, fleet.Remote.Head());
        var (repository, automation) = (fleet.Get(Fleet.Repository), fleet.Get(Fleet.Automation));
        policy = fleet.Get(Fleet.Policy);
        Assert.Equal("1.0.0", (string?)policy["status"]!["observedPreviousRef"]!["tag"]);
        Assert.Equal("feedfacefeedfacefeedfacefeedfacefeedface", (string?)automation["status"]!["lastPushCommit"]);
        Assert.Equal(When, (string?)automation["status"]!["lastPushTime"]);
        Assert.Equal($"main@sha1:{head}", (string?)automation["status"]!["observedSourceRevision"]);
        Assert.Equal("1.1.0", (string?)automation["status"]!["observedPolicies"]!["app"]!["tag"]);
        Assert.Equal(2, (int?)repository["status"]!["lastScanResult"]!["tagCount"]);
        foreach (var (was, now) in before.Zip([repository, policy, automation]))
        {
            Assert.Equal(["finalizers.fluxcd.io"], now["metadata"]!["finalizers"]!.AsArray().Select(f => (string?)f));
            Assert.Equal(was["spec"]!.ToJsonString(), now["spec"]!.ToJsonString());
            Assert.Equal((long?)was["metadata"]!["generation"], (long?)now["metadata"]!["generation"]);
            Assert.Equal([], was["status"]!.AsObject().Select(f => f.Key).Except(now["status"]!.AsObject().Select(f => f.Key)));
        }

        // One event for the repository, whose revision has another form here; silence for the others.
        Assert.Equal([("Normal", "Succeeded")], fleet.Kubectl.Events("taken", "ImageRepository", "app").Select(e => (e.Type, e.Reason)));
        Assert.Equal([], fleet.Kubectl.Events("taken", "ImagePolicy", "app"));
        Assert.Equal([], fleet.Kubectl.Events("taken", "ImageUpdateAutomation", "app"));
    }

    [ClusterFact("kubectl", "git")]
    public async Task WhatWeLeave_HasEveryFieldThatFluxReads_AndNoOtherOne()
    {
        await using var fleet = await Fleet.StartAsync(cluster.Server.Kubeconfig, "given");
        fleet.ApplyApp("1h"); // nothing is under way when they stop
        var (reflector, updater) = fleet.Both();
        await fleet.ReadyAsync();
        fleet.Push("1.1.0");
        await fleet.RequestAsync(Fleet.Repository);
        await fleet.ArrivesAsync("1.1.0");
        await fleet.SettleAsync();
        Assert.Equal(0, await reflector.StopAsync());
        Assert.Equal(0, await updater.StopAsync());

        // The fields of the API; the Adler-32 or SHA-256 text of the revision is opaque to readers.
        Assert.Equal(
            ["canonicalImageName", "conditions", "lastHandledReconcileAt", "lastScanResult", "observedExclusionList",
                "observedGeneration"], Fields(fleet.Get(Fleet.Repository)["status"]));
        Assert.Equal(["latestTags", "revision", "scanTime", "tagCount"], Fields(fleet.Get(Fleet.Repository)["status"]!["lastScanResult"]));
        Assert.Equal(
            ["conditions", "elected", "lastHandledReconcileAt", "latestRef", "observedGeneration", "observedPreviousRef"],
            Fields(fleet.Get(Fleet.Policy)["status"]));
        Assert.Equal(["name", "tag"], Fields(fleet.Get(Fleet.Policy)["status"]!["latestRef"])); // no digest: absent, not null
        var automation = fleet.Get(Fleet.Automation);
        Assert.Equal(
            ["conditions", "lastAutomationRunTime", "lastHandledReconcileAt", "lastPushCommit", "lastPushTime", "observedGeneration",
                "observedPolicies", "observedSourceRevision"], Fields(automation["status"]));
        Assert.Matches("^[0-9a-f]{40}$", (string?)automation["status"]!["lastPushCommit"]);
        Assert.Matches("^main@sha1:[0-9a-f]{40}$", (string?)automation["status"]!["observedSourceRevision"]);
        foreach (var what in (string[])[Fleet.Repository, Fleet.Policy, Fleet.Automation])
        {
            var o = fleet.Get(what);
            Assert.Equal(
                ["lastTransitionTime", "message", "observedGeneration", "reason", "status", "type"],
                Fields(Assert.Single(o["status"]!["conditions"]!.AsArray())));
            Assert.Equal(["finalizers.fluxcd.io"], o["metadata"]!["finalizers"]!.AsArray().Select(f => (string?)f));
        }

        // kubectl prints an object
        var managers = JsonNode.Parse(
            fleet.Kubectl.Run(
                "get", "-n", "given", Fleet.Automation, "--show-managed-fields", "-o", "json"))!["metadata"]!["managedFields"]!.AsArray();
        Assert.Contains(managers, m => (string?)m!["manager"] == "image-automation-controller" && (string?)m["subresource"] == "status");
    }

    [ClusterFact("kubectl", "git")]
    public async Task OnFluxsOwnCrds_TheControllersWork_AndSayWhichAdditionsAreMissing()
    {
        await using var server = await KubeServer.StartAsync();
        var kubectl = new Kubectl(server.Kubeconfig);
        kubectl.ApplyCrds();
        RemoveAdditions(kubectl);
        await using var fleet = await Fleet.StartAsync(server.Kubeconfig, "plain");
        fleet.ApplyApp();
        fleet.Both();
        await fleet.ReadyAsync();
        fleet.Push("1.1.0");
        await fleet.ArrivesAsync("1.1.0");
        var reverted = fleet.Remote.Revert(fleet.Remote.Head()!); // just read
        await fleet.SettleAsync();
        Assert.Equal(reverted, fleet.Remote.Head()); // held, although status cannot say so
        Assert.Null(fleet.Get(Fleet.Automation)["status"]!["holds"]);
        await Eventually.HoldsAsync(
            () => fleet.Said.Contains("has no status field holds; it is left out from now on", StringComparison.Ordinal), () => fleet.Said);
        await Eventually.HoldsAsync(
            () =>
                fleet.Said.Contains(
                    "have no spec.update.batch, spec.update.onManualChange, spec.update.strategy ImageFields, spec.update.unparsable, "
                        + "status.holds", StringComparison.Ordinal), () => fleet.Said);
        await fleet.SettleAsync();
        Assert.Equal(reverted, fleet.Remote.Head());
    }

    private static string? LastRun(Fleet fleet) => (string?)fleet.Get(Fleet.Automation)["status"]!["lastAutomationRunTime"];

    // the test says that it is there
    private static List<string> Fields(JsonNode? o) => [.. o!.AsObject().Select(f => f.Key).Order(StringComparer.Ordinal)];

    // What image-reflector-controller and image-automation-controller 1.2 write, by their field managers.
    private static void Leave(Fleet fleet, string head)
    {
        string Ready(string message) =>
            $$"""[{"type":"Ready","status":"True","reason":"Succeeded","message":"{{message}}","lastTransitionTime":"{{When}}","observedGeneration":1}]""";
        string Latest(string tag) => $$"""{"name":"{{fleet.Registry.Host}}/app","tag":"{{tag}}"}""";
        foreach (var what in (string[])[Fleet.Repository, Fleet.Policy, Fleet.Automation])
            fleet.Kubectl.Run(
                "patch", "-n", "taken", what, "--type=merge", "--field-manager=gotk", "-p",
                """{"metadata":{"finalizers":["finalizers.fluxcd.io"]}}""");
        Status(Fleet.Repository, "image-reflector-controller", $$"""
            "canonicalImageName":"{{fleet.Registry.Host}}/app","observedGeneration":1,"observedExclusionList":["^.*\\.sig$"],
            "lastScanResult":{"revision":"580584407","tagCount":2,"scanTime":"{{When}}","latestTags":["1.1.0","1.0.0"]},
            "conditions":{{Ready("successful scan: found 2 tags with checksum 580584407")}}
            """);
        Status(Fleet.Policy, "image-reflector-controller", $$"""
            "observedGeneration":1,"latestRef":{{Latest("1.1.0")}},"observedPreviousRef":{{Latest("1.0.0")}},
            "conditions":{{Ready($"Latest image tag for {fleet.Registry.Host}/app resolved to 1.1.0 (previously {fleet.Registry.Host}/app:1.0.0)")}}
            """);
        Status(Fleet.Automation, "image-automation-controller", $$"""
            "observedGeneration":1,"lastAutomationRunTime":"{{When}}","lastPushCommit":"feedfacefeedfacefeedfacefeedfacefeedface","lastPushTime":"{{When}}",
            "observedPolicies":{"app":{{Latest("1.1.0")}} },"observedSourceRevision":"main@sha1:{{head}}","conditions":{{Ready("repository up-to-date")}}
            """);

        void Status(string what, string manager, string fields) =>
            fleet.Kubectl.Run(
                "patch", "-n", "taken", what, "--subresource=status", "--type=merge", $"--field-manager={manager}", "-p",
                $$"""{"status":{ {{fields}} } }""");
    }

    private static void RemoveAdditions(Kubectl kubectl)
    {
        var crd = kubectl.Get("crd", "imageupdateautomations.image.toolkit.fluxcd.io");
        var properties = crd["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!["properties"]!;
        properties["status"]!["properties"]!.AsObject().Remove("holds");
        var update = properties["spec"]!["properties"]!["update"]!["properties"]!.AsObject();
        foreach (var addition in (string[])["onManualChange", "unparsable", "batch"]) update.Remove(addition);
        update["strategy"]!["enum"] = new JsonArray("Setters");
        kubectl.Pipe(crd.ToJsonString(), "replace", "-f", "-");
    }
}
