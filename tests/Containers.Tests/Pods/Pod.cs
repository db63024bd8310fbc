using System.Globalization;
using Docker.DotNet.Models;
using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Configurations;
using DotNet.Testcontainers.Containers;
using DotNet.Testcontainers.Images;
using ImageAutomation.Containers.Tests.Engines;
using ImageAutomation.TestSupport;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ImageAutomation.Containers.Tests.Pods;

/// <summary>
/// A shipped image in a container, held to what its manifest says: user, capabilities, read-only root, memory, processor, mounts.
/// </summary>
internal sealed class Pod : IAsyncDisposable
{
    private readonly IContainer container;
    private readonly Manifest manifest;

    private Pod(IContainer container, Manifest manifest) => (this.container, this.manifest) = (container, manifest);

    /// <summary>Everything it said so far, in all its lives.</summary>
    public async Task<string> SaidAsync()
    {
        var (output, errors) = await container.GetLogsAsync();
        return output + errors;
    }

    public static async Task<Pod> StartAsync(PodPlan plan)
    {
        var (manifest, program) = (plan.Manifest, plan.Program ?? plan.Manifest.Program);
        var builder = new ContainerBuilder(Engine.Image(program)).WithImagePullPolicy(PullPolicy.Never).WithLogger(NullLogger.Instance)
            .WithCommand([.. plan.Arguments ?? manifest.Arguments])
            .WithEnvironment(manifest.Environment).WithEnvironment(plan.Environment)
            .WithVolumeMount(plan.State.Name, manifest.State)
            .WithCreateParameterModifier(p => Limit(p, plan));
        builder = plan.Folders.Aggregate(builder, (b, f) => b.WithBindMount(f.Value, f.Key, AccessMode.ReadOnly));
        builder = plan.NamesOfThisMachine.Aggregate(builder, (b, name) => b.WithExtraHost(name, Engine.Gateway.ToString()));
        var pod = new Pod(builder.Build(), manifest);
        try
        {
            await pod.container.StartAsync();
            return pod;
        }
        catch
        {
            await pod.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until the readiness probe of the manifest is answered, asked as the kubelet does: from outside.</summary>
    public async Task ReadyAsync()
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        var probe = new Uri($"http://{container.IpAddress}:{manifest.ReadyPort}{manifest.ReadyPath}");
        var last = "";
        await Eventually.HoldsAsync(
            async () =>
            {
                if (!(await StateAsync()).Running) Assert.Fail("it ended: " + await SaidAsync());
                try
                {
                    using var answer = await http.GetAsync(probe);
                    last = answer.StatusCode.ToString();
                    return answer.IsSuccessStatusCode;
                }
                catch (HttpRequestException e)
                {
                    last = e.Message;
                    return false;
                }
            },
            () => $"{probe}: {last}: {SaidAsync().GetAwaiter().GetResult()}",
            TimeSpan.FromMinutes(2));
    }

    public async Task<State> StateAsync() =>
        (await InspectAsync()).State ?? throw new InvalidOperationException("the engine told no state");

    public async Task<ContainerInspectResponse> InspectAsync() => await Engine.Client.Containers.InspectContainerAsync(container.Id);

    /// <summary>SIGTERM, and SIGKILL after the grace period. The exit code: 137 says that the period was not enough.</summary>
    public async Task<long> StopAsync()
    {
        var period = new ContainerStopParameters { WaitBeforeKillSeconds = (uint)manifest.GracePeriod.TotalSeconds };
        await Engine.Client.Containers.StopContainerAsync(container.Id, period);
        return (await StateAsync()).ExitCode;
    }

    /// <summary>SIGTERM, without waiting.</summary>
    public Task SignalAsync() =>
        Engine.Client.Containers.KillContainerAsync(container.Id, new ContainerKillParameters { Signal = "SIGTERM" });

    /// <summary>The exit code of the program, which must come within the grace period of the manifest.</summary>
    public Task<long> EndsWithinGraceAsync() => container.GetExitCodeAsync().WaitAsync(manifest.GracePeriod);

    /// <summary>Paths of the image that were changed, made or deleted; mount points are not in it.</summary>
    public async Task<string[]> ChangesAsync() =>
        [.. (await Engine.Client.Containers.InspectChangesAsync(container.Id) ?? []).Select(c => $"{c.Kind} {c.Path}")];

    /// <summary>Runs a command inside, as the user of the program; what it printed. An exit code other than 0 fails.</summary>
    public async Task<string> InsideAsync(params string[] command)
    {
        var result = await container.ExecAsync(command);
        var said = $"{string.Join(' ', command)}: exit code {result.ExitCode}: {result.Stderr}{result.Stdout}";
        Assert.True(result.ExitCode == 0, said);
        return result.Stdout;
    }

    /// <summary>How often the engine started it again.</summary>
    public async Task<long> RestartsAsync() => (await InspectAsync()).RestartCount;

    /// <summary>What became of its memory, to be read by people.</summary>
    public async Task<string> MemoryAsync()
    {
        var events = await EventsAsync();
        var ends = events.Where(e => e.Action == "die").Select(e => e.Actor?.Attributes?["exitCode"]).ToList();
        const string Files = "/sys/fs/cgroup/memory.peak /sys/fs/cgroup/memory/memory.max_usage_in_bytes"; // of version 2 and 1
        var most = (await InsideAsync("sh", "-c", $"cat {Files} 2>/dev/null; true")).Trim();
        return $"{(ends.Count == 0 ? "never died" : $"DIED {ends.Count} times, exit codes {string.Join(", ", ends)}")}, "
            + $"the kernel ran out of its memory {events.Count(e => e.Action == "oom")} times, "
            + $"took {(long.TryParse(most, out var bytes) ? $"{bytes >> 20}" : "?")} of {manifest.MemoryBytes >> 20} MiB in this life";
    }

    public ValueTask DisposeAsync() => container.DisposeAsync();

    private async Task<IReadOnlyList<Message>> EventsAsync()
    {
        var heard = new List<Message>();
        await Engine.Client.System.MonitorEventsAsync(
            new ContainerEventsParameters
            {
                Since = "0",
                Until = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
                Filters = new Dictionary<string, IDictionary<string, bool>>
                {
                    ["container"] = new Dictionary<string, bool> { [container.Id] = true },
                },
            },
            new Listener(heard));
        return heard;
    }

    private static void Limit(CreateContainerParameters parameters, PodPlan plan)
    {
        var manifest = plan.Manifest;
        if (manifest.User is { } user) parameters.User = manifest.Group is null ? user : $"{user}:{manifest.Group}";
        var host = parameters.HostConfig ??= new HostConfig();
        host.ReadonlyRootfs = manifest.IsRootReadOnly;
        host.CapDrop = [.. manifest.DroppedCapabilities];
        host.CapAdd = [.. manifest.AddedCapabilities];
        host.SecurityOpt = [];
        if (!manifest.MayGainPrivileges) host.SecurityOpt.Add("no-new-privileges");
        if (!manifest.HasDefaultSeccomp) host.SecurityOpt.Add("seccomp=unconfined");
        if (manifest.VolumeGroup is not null) host.GroupAdd = [manifest.VolumeGroup];
        (host.Memory, host.MemorySwap) = (manifest.MemoryBytes, manifest.MemoryBytes); // both alike: a pod has no swap
        host.NanoCPUs = manifest.NanoCpus;
        host.Tmpfs = manifest.Mounts.Where(m => m != manifest.State).ToDictionary(m => m, _ => "rw,exec,nosuid,nodev,mode=1777");
        if (plan.ComesBack) host.RestartPolicy = new RestartPolicy { Name = RestartPolicyKind.Always };
    }

    private sealed class Listener(List<Message> heard) : IProgress<Message>
    {
        public void Report(Message value) => heard.Add(value);
    }
}
