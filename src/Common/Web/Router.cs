using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace ImageAutomation.Common.Web;

/// <summary>Finds the route of a request, holds its bounds and answers for what is not served.</summary>
internal sealed class Router : IHttpApplication<HttpContext>
{
    private readonly WebRoute[] routes;
    private readonly ILogger logger;

    /// <param name="routes">What is served.</param>
    /// <param name="logger">Log.</param>
    public Router(IEnumerable<WebRoute> routes, ILogger logger)
    {
        this.routes = [.. routes.OrderBy(r => r.IsPrefix).ThenByDescending(r => r.Path.Length)];
        this.logger = logger;
    }

    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public void DisposeContext(HttpContext context, Exception? exception)
    {
        // nothing in it is ours
    }

    public async Task ProcessRequestAsync(HttpContext context)
    {
        var seat = context.Features.Get<ConnectionGate.Seat>();
        seat?.Work();
        try
        {
            await AnswerAsync(context);
        }
        catch (BadHttpRequestException e)
        {
            // The peer's fault, such as a body that is too long or breaks off. The sentence is Kestrel's and quotes nothing of the request.
            if (context.Response.HasStarted) context.Abort();
            else await RefuseAsync(context.Response, e.StatusCode, e.Message);
        }
        catch (Exception e) when (e is ConnectionResetException || context.RequestAborted.IsCancellationRequested)
        {
            logger.ConnectionLost(e);
        }
#pragma warning disable CA1031 // a page that throws must not end the process
        catch (Exception e)
#pragma warning restore CA1031
        {
            logger.PageThrew(e);
            if (context.Response.HasStarted) context.Abort();
            else await RefuseAsync(context.Response, StatusCodes.Status500InternalServerError, "internal error");
        }
        finally
        {
            seat?.Wait();
        }
    }

    private Task AnswerAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        var path = request.Path.Value ?? "";
        if (Array.Find(routes, r => r.Matches(path)) is not { } first)
            return response.SendTextAsync(StatusCodes.Status404NotFound, "not found\n");
        // Others of the same path may take other methods.
        var same = routes.Where(r => r.Path == first.Path && r.IsPrefix == first.IsPrefix).ToList();
        if (same.Find(r => r.Methods.Contains(request.Method)) is not { } route)
        {
            var methods = same.SelectMany(r => r.Methods).Distinct().ToList();
            response.Headers.Allow = string.Join(", ", methods);
            return response.SendTextAsync(StatusCodes.Status405MethodNotAllowed, $"only {string.Join(" and ", methods)}\n");
        }

        if (request.ContentLength > route.MaxBodyBytes)
            return RefuseAsync(response, StatusCodes.Status413PayloadTooLarge, $"a body here has at most {route.MaxBodyBytes} bytes");
        // A body without a length is counted as it is read.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } bound)
            bound.MaxRequestBodySize = route.MaxBodyBytes;
        return route.Handle(context);
    }

    // What is left of the request is not read, so the connection cannot go on.
    private static Task RefuseAsync(HttpResponse response, int status, string text)
    {
        response.Clear();
        response.Headers.Connection = "close";
        return response.SendTextAsync(status, text + "\n");
    }
}
