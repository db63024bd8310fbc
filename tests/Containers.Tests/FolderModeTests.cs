using ImageAutomation.Containers.Tests.Engines;
using ImageAutomation.Containers.Tests.Pods;
using Xunit;

namespace ImageAutomation.Containers.Tests;

/// <summary>
/// The whole job by <c>imgauto run</c> in its image: over SSH, signed, as the user and within the limits of <c>config/manager</c>.
/// </summary>
public sealed class FolderModeTests
{
    [ContainerFact("git", "sshd", "ssh-keygen")]
    public async Task ANewTag_BecomesACommit_OverSsh_SignedBySsh_WithinAllLimits()
    {
        await using var house = await FolderHouse.StartAsync();
        await using var ssh = await SshDoor.OpenAsync();
        house.Declare("git", ssh.Secret("git"));
        using var keys = new SigningKeys();
        house.Declare("signing", keys.SshSecret("signing"));
        await house.OpenShopAsync(
            url: ssh.Url(house.Fleet.Path),
            source: ", secretRef: {name: git}",
            commit: ", signingKey: {type: ssh, secretRef: {name: signing} }");
        await using var pod = await house.RunAsync();
        await pod.ReadyAsync();
        await Confinement.HoldsAsync(pod, Manifest.Updater);

        await house.Registry.Pusher.PushAsync("shop/web", ["1.1.0", "2.0.0"], "newer");
        await house.ArrivesAsync("1.1.0", pod);

        Assert.Single(house.Commits);
        keys.VerifySsh(house.Fleet);
        Assert.Equal(0, await pod.StopAsync());
    }

    [ContainerFact("git", "gpg")]
    public async Task NothingIsWritten_OutsideTheVolumes_EvenWhereItCouldBe()
    {
        await using var house = await FolderHouse.StartAsync();
        using var keys = new SigningKeys();
        house.Declare("signing", keys.GpgSecret("signing"));
        await house.OpenShopAsync(commit: ", signingKey: {secretRef: {name: signing} }");
        await using var pod = await house.RunAsync(writableRoot: true);
        await pod.ReadyAsync();
        await house.Registry.Pusher.PushAsync("shop/web", ["1.1.0"], "newer");
        await house.ArrivesAsync("1.1.0", pod);

        keys.VerifyGpg(house.Fleet);
        Assert.Equal(0, await pod.StopAsync());
        // What the engine makes for mounts, and nothing else.
        string[] mounted = [.. Manifest.Updater.Mounts, "/resources"];
        Assert.DoesNotContain(await pod.ChangesAsync(), c => !mounted.Contains(c.Split(' ')[1]));
    }

    [ContainerFact("git")]
    public async Task ASignalWithinAPush_LetsItEnd_AndTheNextContainerGoesOnFromTheVolume()
    {
        await using var house = await FolderHouse.StartAsync();
        await house.OpenShopAsync(interval: "1h");
        await house.Registry.Pusher.PushAsync("shop/web", ["1.1.0"], "newer");
        var held = house.Git.HoldPushes();
        await using (var first = await house.RunAsync())
        {
            await held.WaitAsync(TimeSpan.FromMinutes(2));
            await first.SignalAsync();
            house.Git.LetGo();
            Assert.True(await first.EndsWithinGraceAsync() == 0, await first.SaidAsync());
        }

        Assert.Equal(house.Marked("1.1.0"), house.Fleet.Read("web.yaml"));
        var (listings, fetches) = (await house.Registry.ListingsAsync("shop/web"), house.Git.Fetches("fleet.git").Count);
        Assert.Equal((1, true), (listings, fetches > 0));

        // While nothing runs somebody adds a file that is not up to date.
        house.Fleet.Commit("second.yaml", house.Marked("1.0.0"), "Use it twice");
        await using var second = await house.RunAsync();
        await house.ArrivesAsync("1.1.0", second, "second.yaml");

        Assert.Equal(2, house.Commits.Count);
        Assert.Equal("second.yaml", house.Fleet.Git("show", "--format=", "--name-only", "main").Trim());
        Assert.Equal(listings, await house.Registry.ListingsAsync("shop/web")); // the tags were on the volume
        var later = house.Git.Fetches("fleet.git").Skip(fetches).ToList();
        Assert.NotEmpty(later);
        Assert.All(later, f => Assert.Contains("have ", f, StringComparison.Ordinal)); // so was the mirror
        Assert.Equal(0, await second.StopAsync());
    }
}
