using ImageAutomation.Common.Observability;
using Microsoft.AspNetCore.Http;

namespace ImageAutomation.Common.Web.Metrics;

/// <summary>What is served at the address of the metrics.</summary>
public static class MetricsPages
{
    private const string NoPprof =
        "there is no pprof here: it belongs to the Go runtime; use dotnet-trace, dotnet-counters or dotnet-gcdump\n";

    /// <summary>Routes <c>/metrics</c>, and <c>/debug/pprof</c>, which says that there is none.</summary>
    /// <param name="registry">The metrics.</param>
    public static IReadOnlyList<WebRoute> Of(MetricsRegistry registry) =>
    [
        new("/metrics", context => context.Response.SendTextAsync(StatusCodes.Status200OK, registry.Write(), MetricsRegistry.ContentType)),
        new("/debug/pprof", context => context.Response.SendTextAsync(StatusCodes.Status404NotFound, NoPprof)) { IsPrefix = true },
    ];
}
