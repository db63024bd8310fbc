using ImageAutomation.Common.Configuration;
using ImageAutomation.Languages.Results;
using Microsoft.Extensions.Logging;

namespace ImageAutomation.Common.Observability;

/// <summary>The endpoints of a program: metrics at one address, probes at another; either may be off.</summary>
public sealed class Endpoints : IAsyncDisposable
{
    private readonly List<Endpoint> running = [];

    private Endpoints()
    {
    }

    /// <summary>Starts what has an address, and logs each address as it came out.</summary>
    /// <param name="metricsAddress">Address of <c>/metrics</c>; null: none.</param>
    /// <param name="healthAddress">Address of <c>/healthz</c> and <c>/readyz</c>; null: none.</param>
    /// <param name="registry">Metrics.</param>
    /// <param name="isReady">Whether the program works or stands by; asked by <c>/readyz</c>.</param>
    /// <param name="time">Time.</param>
    /// <param name="logger">Log.</param>
    public static async Task<Result<Endpoints>> StartAsync(
        ListenAddress? metricsAddress, ListenAddress? healthAddress, MetricsRegistry registry, Func<bool> isReady, TimeProvider time, ILogger<Endpoints> logger)
    {
        var endpoints = new Endpoints();
        var failure = endpoints.Start("metrics", metricsAddress, path => MetricsPage(path, registry), time, logger)
            ?? endpoints.Start("health", healthAddress, path => HealthPage(path, isReady), time, logger);
        if (failure is null) return endpoints;
        await endpoints.DisposeAsync();
        return failure;
    }

    /// <summary>Addresses, metrics first.</summary>
    public IReadOnlyList<System.Net.IPEndPoint> Addresses => [.. running.Select(e => e.Address)];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var endpoint in running) await endpoint.DisposeAsync();
    }

    internal static HttpAnswer? MetricsPage(string path, MetricsRegistry registry) => path switch
    {
        "/metrics" => new HttpAnswer(200, registry.Write(), MetricsRegistry.ContentType),
        _ when path.StartsWith("/debug/pprof", StringComparison.Ordinal) =>
            new HttpAnswer(404, "there is no pprof here: it belongs to the Go runtime; use dotnet-trace, dotnet-counters or dotnet-gcdump\n"),
        _ => null,
    };

    internal static HttpAnswer? HealthPage(string path, Func<bool> isReady) => path switch
    {
        "/healthz" or "/healthz/" => new HttpAnswer(200, "ok"),
        "/readyz" or "/readyz/" => isReady() ? new HttpAnswer(200, "ok") : new HttpAnswer(503, "not ready\n"),
        _ => null,
    };

    private Failure? Start(string what, ListenAddress? address, Func<string, HttpAnswer?> pages, TimeProvider time, ILogger logger)
    {
        if (address is null) return null;
        if (!Endpoint.Start(address, pages, time, logger).TryGet(out var endpoint, out var failure)) return failure.Prefixed($"{what}: ");
        running.Add(endpoint);
        logger.Serving(what, endpoint.Address);
        return null;
    }
}
