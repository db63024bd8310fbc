using System.Net;
using Docker.DotNet;
using Docker.DotNet.Models;
using DotNet.Testcontainers.Configurations;
using Version = System.Version;

namespace ImageAutomation.Containers.Tests.Engines;

/// <summary>
/// The container engine of this machine: what <c>DOCKER_HOST</c> names, or the one at the usual socket. None is started here.
/// </summary>
internal static class Engine
{
    /// <summary>The newest API that the client library asks for; an older engine refuses that, so it is asked for its own.</summary>
    private static readonly Version NewestApi = new(1, 44);

    private static readonly string[] Images = ["imgauto", "image-reflector", "image-updater", "registry"];

    private static readonly Lazy<(string? Missing, DockerClient? Client, IPAddress? Gateway)> Found =
        new(() => Task.Run(FindAsync).GetAwaiter().GetResult());

    /// <summary>Why nothing can be run here; null when images can.</summary>
    public static string? Missing => Found.Value.Missing;

    /// <summary>For what is asked beside Testcontainers: limits, ends and changes of containers. Only where nothing is missing.</summary>
    public static DockerClient Client => Found.Value.Client ?? throw new InvalidOperationException(Missing);

    /// <summary>This machine, as containers see it. Only where nothing is missing.</summary>
    public static IPAddress Gateway => Found.Value.Gateway ?? throw new InvalidOperationException(Missing);

    /// <summary>Name of an image that <c>eng/container-images.sh</c> makes.</summary>
    public static string Image(string program) => $"imageautomation/{program}:test";

    private static async Task<(string?, DockerClient?, IPAddress?)> FindAsync()
    {
        var set = Environment.GetEnvironmentVariable("DOCKER_HOST");
        var address = new Uri(string.IsNullOrEmpty(set) ? "unix:///var/run/docker.sock" : set);
        if (address.Scheme != "unix") return ($"the engine at {address} is not on this machine", null, null);
        if (!File.Exists(address.LocalPath)) return ($"no container engine at {address}; eng/engine.sh starts one", null, null);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        try
        {
            using var asked = new DockerClientBuilder().WithEndpoint(address).WithApiVersion(new Version(1, 24)).Build();
            var api = Version.Parse((await asked.System.GetVersionAsync(limit.Token)).APIVersion);
            api = api < NewestApi ? api : NewestApi;
            Configure(api);
            var client = new DockerClientBuilder().WithEndpoint(address).WithApiVersion(api).Build();
            var images = await client.Images.ListImagesAsync(new ImagesListParameters(), limit.Token);
            var known = images.SelectMany(i => i.RepoTags ?? []).ToHashSet(StringComparer.Ordinal);
            string[] absent = [.. Images.Where(p => !known.Contains(Image(p)))];
            if (absent.Length > 0) return ($"no image of {string.Join(", ", absent)}; eng/container-images.sh makes them", null, null);
            var bridge = await client.Networks.InspectNetworkAsync("bridge", limit.Token);
            return bridge.IPAM.Config.FirstOrDefault(c => c.Gateway is { Length: > 0 }) is { } network
                ? (null, client, IPAddress.Parse(network.Gateway))
                : ($"the engine at {address} has no bridge to this machine", null, null);
        }
        catch (Exception e) when (e is DockerApiException or HttpRequestException or IOException or TimeoutException
            or OperationCanceledException)
        {
            return ($"the engine at {address} does not answer: {e.Message}", null, null);
        }
    }

    // What Testcontainers would otherwise do: ask for a newer API, pull an image that cleans up, and look for the engine on another address
    // when it runs in a container itself.
    private static void Configure(Version api)
    {
        const string Variable = "DOCKER_API_VERSION";
        if (Environment.GetEnvironmentVariable(Variable) is null) Environment.SetEnvironmentVariable(Variable, api.ToString());
        TestcontainersSettings.ResourceReaperEnabled = false;
        TestcontainersSettings.DockerHostOverride = "127.0.0.1";
    }
}
