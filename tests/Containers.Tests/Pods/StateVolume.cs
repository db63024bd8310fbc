using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Images;
using DotNet.Testcontainers.Volumes;
using ImageAutomation.Containers.Tests.Engines;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ImageAutomation.Containers.Tests.Pods;

/// <summary>A volume with the owner and mode that the kubelet gives one of a pod with <c>fsGroup</c>.</summary>
internal sealed class StateVolume : IAsyncDisposable
{
    private readonly IVolume volume;

    private StateVolume(IVolume volume) => this.volume = volume;

    public string Name => volume.Name;

    public static async Task<StateVolume> CreateAsync(Manifest manifest)
    {
        var volume = new VolumeBuilder().WithLogger(NullLogger.Instance).WithName($"imageautomation-{Guid.NewGuid():N}").Build();
        await volume.CreateAsync();
        await using var kubelet = new ContainerBuilder(Engine.Image("imgauto"))
            .WithImagePullPolicy(PullPolicy.Never).WithLogger(NullLogger.Instance).WithVolumeMount(volume, "/volume")
            .WithEntrypoint("sh", "-c", $"chown 0:{manifest.VolumeGroup ?? "0"} /volume && chmod 2777 /volume")
            .WithCreateParameterModifier(p => p.User = "0").Build();
        await kubelet.StartAsync();
        Assert.Equal(0, await kubelet.GetExitCodeAsync());
        return new StateVolume(volume);
    }

    public ValueTask DisposeAsync() => volume.DisposeAsync();
}
