using ImageAutomation.Containers.Tests.Engines;
using ImageAutomation.Containers.Tests.Pods;
using Xunit;

namespace ImageAutomation.Containers.Tests;

/// <summary>
/// Both controllers in their images, as <c>config/manager</c> describes them, on a real API server with the rights of <c>config/rbac</c>.
/// </summary>
public sealed class ClusterModeTests
{
    [ContainerFact("git", Cluster = true)]
    public async Task ANewTag_BecomesACommit_ByTheShippedManifestsAlone()
    {
        await using var house = await ClusterHouse.StartAsync();
        await house.OpenShopAsync(interval: "1s");
        var reflector = await house.StartAsync(Manifest.Reflector);
        var updater = await house.StartAsync(Manifest.Updater);
        foreach (var (pod, manifest) in ((Pod, Manifest)[])[(reflector, Manifest.Reflector), (updater, Manifest.Updater)])
        {
            await pod.ReadyAsync();
            await Confinement.HoldsAsync(pod, manifest);
        }

        await house.Registry.Pusher.PushAsync("shop/web", ["1.1.0", "2.0.0"], "newer");
        await house.ArrivesAsync("1.1.0");
        foreach (var what in (string[])["imagerepository/web", "imagepolicy/web", "imageupdateautomation/fleet"])
            await house.IsReadyAsync(what);

        Assert.Single(house.Commits);
        Assert.Equal(0, await updater.StopAsync());
        Assert.Equal(0, await reflector.StopAsync());
        // The server lacks the role that lets every account read the OpenAPI document.
        var refused = house.Said.Split('\n').Where(line => line.Contains("orbidden", StringComparison.Ordinal));
        Assert.DoesNotContain(refused, line => !line.Contains("openapi", StringComparison.Ordinal));
    }

    [ContainerFact("git", Cluster = true)]
    public async Task ASignalWithinAPush_LetsItEnd_AndTheNextPodsRepeatNothing()
    {
        await using var house = await ClusterHouse.StartAsync();
        await house.OpenShopAsync(interval: "1h");
        await house.Registry.Pusher.PushAsync("shop/web", ["1.1.0"], "newer");
        var held = house.Git.HoldPushes();
        var reflector = await house.StartAsync(Manifest.Reflector);
        var updater = await house.StartAsync(Manifest.Updater);
        await held.WaitAsync(TimeSpan.FromMinutes(2));
        await updater.SignalAsync();
        await reflector.SignalAsync();
        house.Git.LetGo();
        Assert.True(await updater.EndsWithinGraceAsync() == 0, house.Said);
        Assert.True(await reflector.EndsWithinGraceAsync() == 0, house.Said);
        Assert.Equal(house.Marked("1.1.0"), house.Fleet.Read("web.yaml"));

        var (listings, fetches) = (await house.Registry.ListingsAsync("shop/web"), house.Git.Fetches("fleet.git").Count);
        house.Fleet.Commit("second.yaml", house.Marked("1.0.0"), "Use it twice"); // while nothing runs
        var (nextReflector, nextUpdater) = (await house.StartAsync(Manifest.Reflector), await house.StartAsync(Manifest.Updater));
        await house.ArrivesAsync("1.1.0", "second.yaml");
        await house.IsReadyAsync("imageupdateautomation/fleet");

        Assert.Equal(2, house.Commits.Count);
        Assert.Equal("second.yaml", house.Fleet.Git("show", "--format=", "--name-only", "main").Trim());
        Assert.Equal(listings, await house.Registry.ListingsAsync("shop/web")); // the tags were on the volume
        var later = house.Git.Fetches("fleet.git").Skip(fetches).ToList();
        Assert.NotEmpty(later);
        Assert.All(later, f => Assert.Contains("have ", f, StringComparison.Ordinal)); // so was the mirror
        Assert.Equal(0, await nextUpdater.StopAsync());
        Assert.Equal(0, await nextReflector.StopAsync());
    }
}
