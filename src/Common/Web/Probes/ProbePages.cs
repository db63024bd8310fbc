using Microsoft.AspNetCore.Http;

namespace ImageAutomation.Common.Web.Probes;

/// <summary>What is served at the address of the probes.</summary>
public static class ProbePages
{
    /// <summary>
    /// Routes <c>/healthz</c>: the process serves; and <c>/readyz</c>: 200, or 503 with the reason why not. Both with or without a slash at
    /// the end.
    /// </summary>
    /// <param name="readiness">What <c>/readyz</c> tells.</param>
    public static IReadOnlyList<WebRoute> Of(Readiness readiness) =>
    [
        new("/healthz", LiveAsync),
        new("/healthz/", LiveAsync),
        new("/readyz", context => ReadyAsync(context, readiness)),
        new("/readyz/", context => ReadyAsync(context, readiness)),
    ];

    private static Task LiveAsync(HttpContext context) => context.Response.SendTextAsync(StatusCodes.Status200OK, "ok");

    private static Task ReadyAsync(HttpContext context, Readiness readiness) => readiness.WhyNot is { } reason
        ? context.Response.SendTextAsync(StatusCodes.Status503ServiceUnavailable, $"not ready: {reason}\n")
        : context.Response.SendTextAsync(StatusCodes.Status200OK, "ok");
}
