using ImageAutomation.TestSupport;
using ImageAutomation.TestSupport.Kubernetes;
using Xunit;

namespace ImageAutomation.Integration.Tests.Cluster;

/// <summary>What people and tools see of an object's life: waiting, asking, suspending, deleting, events.</summary>
[Collection(ClusterFixture.Name)]
public sealed class StatusLifeCycleTests(ClusterFixture cluster)
{
    [ClusterFact("kubectl", "git")]
    public async Task KubectlWait_DoesNotReturnBeforeANewSpecIsWorkedOn()
    {
        await using var fleet = await Fleet.StartAsync(cluster.Server.Kubeconfig, "waiting");
        fleet.ApplyApp(interval: "1h");
        fleet.Both();
        await fleet.ReadyAsync();

        var gate = new TaskCompletionSource();
        fleet.Registry.Tags["slow"] = ["2.0.0"];
        fleet.Registry.Override = async context =>
        {
            if (context.Request.Path.Value!.Contains("/slow/", StringComparison.Ordinal)) await gate.Task; // a request has a path
            return false;
        };
        await fleet.SaysAsync("patch", Fleet.Repository, "--type=merge", "-p", $$"""{"spec":{"image":"{{fleet.Registry.Host}}/slow"} }""");
        var waiting = Task.Run(() => fleet.SaysAsync("wait", "--for=condition=Ready", Fleet.Repository, "--timeout=60s"));
        await Eventually.HoldsAsync(
            () => (string?)Fleet.Condition(fleet.Get(Fleet.Repository), "Reconciling")?["reason"] == "Progressing", () => fleet.Said);

        var scanning = fleet.Get(Fleet.Repository);
        Assert.Equal("True", Fleet.Status(scanning, "Reconciling"));
        Assert.Equal("processing object: new generation 1 -> 2", (string?)Fleet.Condition(scanning, "Reconciling")!["message"]);
        Assert.Equal(1, (int?)scanning["status"]!["observedGeneration"]);
        Assert.Equal("True", Fleet.Status(scanning, "Ready")); // of generation 1, as its observedGeneration says
        Assert.Equal(1, (int?)Fleet.Condition(scanning, "Ready")!["observedGeneration"]);
        Assert.False(waiting.IsCompleted);
        gate.SetResult();
        await waiting;
        Assert.True(Fleet.IsCurrent(fleet.Get(Fleet.Repository)));
    }

    [ClusterFact("kubectl", "git")]
    public async Task ANewObject_IsUnknown_WhileItsFirstRunGoesOn()
    {
        await using var fleet = await Fleet.StartAsync(cluster.Server.Kubeconfig, "first-run");
        var gate = new TaskCompletionSource();
        fleet.Registry.Override = async _ =>
        {
            await gate.Task;
            return false;
        };
        fleet.ApplyApp(interval: "1h");
        Assert.Equal(-1, (int?)fleet.Get(Fleet.Repository)["status"]!["observedGeneration"]); // the CRD's default: never reconciled
        fleet.Both();
        await Eventually.HoldsAsync(() => Fleet.Status(fleet.Get(Fleet.Repository), "Ready") == "Unknown", () => fleet.Said);
        var o = fleet.Get(Fleet.Repository);
        Assert.Equal("Progressing", (string?)Fleet.Condition(o, "Ready")!["reason"]);
        Assert.Equal("Progressing", (string?)Fleet.Condition(o, "Reconciling")!["reason"]);
        Assert.Equal(-1, (int?)o["status"]!["observedGeneration"]);
        Assert.Contains("finalizers.fluxcd.io", o["metadata"]!["finalizers"]!.ToJsonString(), StringComparison.Ordinal);
        gate.SetResult();
        await fleet.ReadyAsync();
    }

    [ClusterFact("kubectl", "git")]
    public async Task ARequest_IsHandled_TheWayTheFluxCommandLineWaits()
    {
        await using var fleet = await Fleet.StartAsync(cluster.Server.Kubeconfig, "asking");
        fleet.ApplyApp(interval: "1h");
        fleet.Both();
        await fleet.ReadyAsync();
        fleet.Push("1.1.0");
        await fleet.SettleAsync(); // repository, policy, automation: as flux reconcile image ... does
        Assert.Equal("1.1.0", fleet.Tag);
        Assert.Equal(1, fleet.Commits);
        Assert.Equal(2, (int?)fleet.Get(Fleet.Repository)["status"]!["lastScanResult"]!["tagCount"]);
        Assert.Equal("1.1.0", (string?)fleet.Get(Fleet.Policy)["status"]!["latestRef"]!["tag"]);
        Assert.Equal("1.0.0", (string?)fleet.Get(Fleet.Policy)["status"]!["observedPreviousRef"]!["tag"]);
        Assert.Equal(fleet.Remote.Head(), (string?)fleet.Get(Fleet.Automation)["status"]!["lastPushCommit"]);
    }

    [ClusterFact("kubectl", "git")]
    public async Task SuspendedObjects_Rest_AndGoOnWhenResumed()
    {
        await using var fleet = await Fleet.StartAsync(cluster.Server.Kubeconfig, "resting");
        fleet.ApplyApp();
        fleet.Both();
        await fleet.ReadyAsync();
        await fleet.SaysAsync("patch", Fleet.Automation, "--type=merge", "-p", """{"spec":{"suspend":true}}""");
        fleet.Push("1.1.0");
        await Eventually.HoldsAsync(() => (string?)fleet.Get(Fleet.Policy)["status"]!["latestRef"]!["tag"] == "1.1.0", () => fleet.Said);
        await fleet.SaysAsync("patch", Fleet.Repository, "--type=merge", "-p", """{"spec":{"suspend":true}}""");
        // A request while suspended counts as handled for repository and policy, and starts nothing.
        await fleet.SaysAsync("annotate", Fleet.Repository, Fleet.Automation, "reconcile.fluxcd.io/requestedAt=asleep");
        await Eventually.HoldsAsync(
            () => (string?)fleet.Get(Fleet.Repository)["status"]!["lastHandledReconcileAt"] == "asleep", () => fleet.Said);
        var asked = fleet.Registry.Requests.Count;
        fleet.Push("1.2.0");
        await fleet.RequestAsync(Fleet.Policy); // a whole run of the policy later ...
        Assert.Equal("1.1.0", (string?)fleet.Get(Fleet.Policy)["status"]!["latestRef"]!["tag"]); // ... nothing was scanned
        Assert.Equal(asked, fleet.Registry.Requests.Count);
        Assert.Equal("1.0.0", fleet.Tag);
        Assert.Null(fleet.Get(Fleet.Automation)["status"]!["lastHandledReconcileAt"]);

        await fleet.SaysAsync("patch", Fleet.Repository, Fleet.Automation, "--type=merge", "-p", """{"spec":{"suspend":false}}""");
        await fleet.ArrivesAsync("1.2.0");
        await fleet.ReadyAsync();
    }

    [ClusterFact("kubectl", "git")]
    public async Task Deletion_Completes_AlsoOfWhatWasDeletedWhileNobodyRan()
    {
        await using var fleet = await Fleet.StartAsync(cluster.Server.Kubeconfig, "leaving");
        fleet.ApplyApp();
        var (reflector, updater) = fleet.Both();
        await fleet.ReadyAsync();
        await fleet.SaysAsync("delete", Fleet.Policy, "--timeout=30s");
        Assert.Equal(0, await reflector.StopAsync());
        Assert.Equal(0, await updater.StopAsync());

        await fleet.SaysAsync("delete", Fleet.Repository, Fleet.Automation, "--wait=false");
        Assert.NotNull(fleet.Get(Fleet.Repository)["metadata"]!["deletionTimestamp"]); // the finalizer holds it
        fleet.Both();
        await fleet.SaysAsync("wait", "--for=delete", Fleet.Repository, Fleet.Automation, "--timeout=60s");
        await fleet.SaysAsync("delete", "namespace", fleet.Namespace, "--timeout=60s");
    }

    [ClusterFact("kubectl", "git")]
    public async Task Events_TellTheStory_InKubectlGetEventsAndDescribe()
    {
        await using var fleet = await Fleet.StartAsync(cluster.Server.Kubeconfig, "telling");
        fleet.ApplyApp();
        fleet.Kubectl.Run("-n", fleet.Namespace, "annotate", Fleet.Automation, "event.toolkit.fluxcd.io/env=test");
        fleet.Both();
        await fleet.ReadyAsync();
        fleet.Push("1.1.0");
        await fleet.ArrivesAsync("1.1.0");
        await Eventually.HoldsAsync(
            () => fleet.Kubectl.Events(fleet.Namespace, "ImageUpdateAutomation", "app")
                .Any(e => e.Message.Contains("pushed commit", StringComparison.Ordinal)), () => fleet.Said);
        await fleet.SaysAsync("patch", Fleet.Repository, "--type=merge", "-p", $$"""{"spec":{"image":"{{fleet.Registry.Host}}/nope"} }""");
        await Eventually.HoldsAsync(
            () => fleet.Kubectl.Events(fleet.Namespace, "ImageRepository", "app")
                .Any(e => e is { Type: "Warning", Reason: "ReadOperationFailed" }), () => fleet.Said);

        var told = await fleet.SaysAsync("get", "events");
        Assert.Contains("Latest image tag for", told, StringComparison.Ordinal);
        Assert.Contains("successful scan: found 2 tags", told, StringComparison.Ordinal);
        var described = await fleet.SaysAsync("describe", Fleet.Automation);
        Assert.Contains("image-automation-controller", described, StringComparison.Ordinal);
        Assert.Contains("pushed commit '" + fleet.Remote.Head()![..7], described, StringComparison.Ordinal); // something was pushed
        var annotated = fleet.Kubectl.Get("events", "-n", fleet.Namespace)["items"]!.AsArray()
            .Where(e => (string?)e!["involvedObject"]!["kind"] == "ImageUpdateAutomation");
        Assert.All(annotated, e => Assert.Equal("test", (string?)e!["metadata"]!["annotations"]!["event.toolkit.fluxcd.io/env"]));
    }
}
