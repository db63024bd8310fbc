using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Containers;
using DotNet.Testcontainers.Images;
using ImageAutomation.Containers.Tests.Engines;
using ImageAutomation.TestSupport;
using ImageAutomation.TestSupport.Registry;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageAutomation.Containers.Tests.Pods;

/// <summary>A registry in a container, under one address for other containers and for this machine.</summary>
internal sealed class RegistryContainer : IAsyncDisposable
{
    private const int Port = 5000;
    private readonly IContainer container;
    private readonly HttpClient client;

    private RegistryContainer(IContainer container)
    {
        this.container = container;
        Host = $"{container.IpAddress}:{Port}";
        client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri($"http://{Host}/") };
        Pusher = new ImagePusher(client);
    }

    /// <summary>As it stands in an image name. It speaks plain HTTP: repositories must say <c>insecure</c>.</summary>
    public string Host { get; }

    public ImagePusher Pusher { get; }

    public static async Task<RegistryContainer> StartAsync()
    {
        var container = new ContainerBuilder(Engine.Image("registry")).WithImagePullPolicy(PullPolicy.Never).WithLogger(NullLogger.Instance)
            .WithEnvironment("REGISTRY_LOG_ACCESSLOG_DISABLED", "false").Build();
        try
        {
            await container.StartAsync();
        }
        catch
        {
            await container.DisposeAsync();
            throw;
        }

        var registry = new RegistryContainer(container);
        await Eventually.HoldsAsync(registry.AnswersAsync, () => registry.Log().GetAwaiter().GetResult());
        return registry;
    }

    /// <summary>How often tags of a repository were listed.</summary>
    public async Task<int> ListingsAsync(string repository) =>
        (await Log()).Split('\n').Count(line => line.Contains($"\"GET /v2/{repository}/tags/list", StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await container.DisposeAsync();
    }

    private async Task<string> Log()
    {
        var (output, errors) = await container.GetLogsAsync();
        return output + errors;
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var answer = await client.GetAsync(new Uri("v2/", UriKind.Relative));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false; // not yet; the wait is bounded and shows the log
        }
    }
}
