using ImageAutomation.TestSupport;
using ImageAutomation.TestSupport.Kubernetes;
using Xunit;

namespace ImageAutomation.Integration.Tests.Cluster;

/// <summary>Asking running controllers for something.</summary>
[Collection(CommandsOnACluster.Name)]
public sealed class RequestsOnClusterTests(CommandHouse house)
{
    [ClusterFact("kubectl", "git")]
    public async Task Reconcile_WaitsForTheResultOfTheController()
    {
        var scene = house.Scene(isIdle: false);
        await scene.WritesAsync("1.1.0");
        house.Registry.Tags[$"{scene.Namespace}/web"] = ["1.0.0", "1.1.0", "1.2.0", "2.0.0"];

        var repository = await scene.ImgautoAsync("reconcile", "repository", "web");
        Assert.Equal(
            new ImgautoCall(
                0, "scan fetched 4 tags\n",
                $"► annotating ImageRepository {scene.Namespace}/web\n◎ waiting for ImageRepository reconciliation\n"), repository);
        var status = scene.Get("imagerepository", "web");
        Assert.Equal(
            (string?)status["metadata"]!["annotations"]!["reconcile.fluxcd.io/requestedAt"],
            (string?)status["status"]!["lastHandledReconcileAt"]);
        Assert.Equal($"selected ref {scene.Image}:1.2.0\n", (await scene.ImgautoAsync("reconcile", "policy", "web")).Out);
        Assert.Equal("repository up-to-date\n", (await scene.ImgautoAsync("reconcile", "automation", "fleet")).Out);
        await scene.WritesAsync("1.2.0");
    }

    [ClusterFact("kubectl", "git")]
    public async Task Reconcile_TellsOfAFailure_OfTheTime_AndOfRest()
    {
        var scene = house.Scene(isIdle: false);
        await scene.WritesAsync("1.1.0");
        house.Kubectl("delete", "secret", "pull", "-n", scene.Namespace);
        var failed = await scene.ImgautoAsync("reconcile", "repository", "web");
        Assert.Equal((1, ""), (failed.Code, failed.Out));
        Assert.Matches(@"imgauto: ImageRepository reconciliation failed: '.*Secret '\S+/pull' not found", failed.Error);

        var idle = house.Scene(isIdle: true);
        var late = await idle.ImgautoAsync("reconcile", "policy", "web", "--timeout", "1s");
        Assert.Equal((1, ""), (late.Code, late.Out));
        Assert.Contains("was not reconciled within 1s; nobody took the request up", late.Error, StringComparison.Ordinal);

        Assert.Equal(0, (await idle.ImgautoAsync("suspend", "policy", "web")).Code);
        var resting = await idle.ImgautoAsync("reconcile", "policy", "web");
        Assert.Equal(
            new ImgautoCall(
                1, "", $"imgauto: resource is suspended: take it back to work with 'imgauto resume policy {idle.Namespace}/web'\n"),
            resting);
    }

    [ClusterFact("kubectl", "git")]
    public async Task Suspend_PutsObjectsAtRest_AndResumeTakesThemBack()
    {
        var scene = house.Scene(isIdle: false);
        await scene.WritesAsync("1.1.0");
        house.Apply($$"""
            apiVersion: image.toolkit.fluxcd.io/v1
            kind: ImagePolicy
            metadata: {name: second, namespace: {{scene.Namespace}}}
            spec: {imageRepositoryRef: {name: web}, policy: {semver: {range: 2.x} } }
            """);
        var ns = scene.Namespace;

        Assert.Equal(
            new ImgautoCall(1, "", $"imgauto: ImagePolicy object 'nope' not found in \"{ns}\" namespace\n"),
            await scene.ImgautoAsync("suspend", "policy", "web", "nope"));
        Assert.Null(scene.Get("imagepolicy", "web")["spec"]!["suspend"]);

        Assert.Equal(
            new ImgautoCall(0, $"suspended ImagePolicy {ns}/web\nsuspended ImagePolicy {ns}/second\n", ""),
            await scene.ImgautoAsync("suspend", "policy", "web", "second"));
        Assert.True((bool?)scene.Get("imagepolicy", "web")["spec"]!["suspend"]);
        Assert.Contains("suspended already", (await scene.ImgautoAsync("suspend", "policy", "--all")).Error, StringComparison.Ordinal);

        var one = await scene.ImgautoAsync("resume", "policy", "web");
        Assert.Equal((0, $"selected ref {scene.Image}:1.1.0\n"), (one.Code, one.Out));
        Assert.Null(scene.Get("imagepolicy", "web")["spec"]!["suspend"]);
        Assert.True((bool?)scene.Get("imagepolicy", "second")["spec"]!["suspend"]);

        Assert.Equal(
            new ImgautoCall(0, $"resumed ImagePolicy {ns}/second\n", $"imgauto: ImagePolicy {ns}/web is not suspended\n"),
            await scene.ImgautoAsync("resume", "policy", "--all"));
        Assert.Equal($"selected ref {scene.Image}:2.0.0\n", (await scene.ImgautoAsync("resume", "policy", "second", "--wait")).Out);

        Assert.Equal(0, (await scene.ImgautoAsync("suspend", "automation", "fleet")).Code);
        Assert.Contains(" True ", (await scene.ImgautoAsync("get", "automations", "--no-header")).Out, StringComparison.Ordinal);
        Assert.Equal(
            $"resumed ImageUpdateAutomation {ns}/fleet\n", (await scene.ImgautoAsync("resume", "automation", "fleet", "--wait=false")).Out);
    }

    [ClusterFact("kubectl", "git")]
    public async Task AHeldValue_IsWrittenAgain_OnceAPersonAcceptedIt()
    {
        var scene = house.Scene(isIdle: false);
        await scene.WritesAsync("1.1.0");
        var reverted = scene.Remote.Commit("app.yaml", CommandHouse.Manifest(scene.Namespace, scene.Image, "1.0.0"), "Back to what worked");
        Assert.Equal(0, (await scene.ImgautoAsync("reconcile", "automation", "fleet")).Code);
        var holds = await scene.ImgautoAsync("get", "holds", "--no-header");
        Assert.Matches($@"^{scene.Namespace}/fleet +app\.yaml +Pod/web +{scene.Namespace}/web +Held +\S+:1\.0\.0 +\S+:1\.1\.0 ", holds.Out);

        var accepted = await scene.ImgautoAsync("resume", "fleet", "--policy", "web");
        Assert.Equal(new ImgautoCall(0, "accepted web=1.1.0\n", ""), accepted);
        await scene.WritesAsync("1.1.0");
        Assert.Equal(
            $"web=1.1.0@{reverted[..12]}",
            (string?)scene.Get("imageupdateautomation", "fleet")["metadata"]!["annotations"]!["imageautomation.dev/accept"]);
        await Eventually.HoldsAsync(async () => (await scene.ImgautoAsync("get", "holds")).Out.Length == 0);
        Assert.Contains("has no holds", (await scene.ImgautoAsync("resume", "fleet", "--all")).Error, StringComparison.Ordinal);
    }
}
