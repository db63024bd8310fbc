using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace ImageAutomation.TestSupport.Kubernetes;

/// <summary>A hand-made HTTP server for faults that a real API server cannot be brought to.</summary>
public sealed class FaultServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private int requests;

    private FaultServer(WebApplication app) => this.app = app;

    public Uri Address => new(app.Urls.First() + "/");

    public int Requests => requests;

    /// <summary>Starts; the handler gets the number of the request, from 1.</summary>
    public static async Task<FaultServer> StartAsync(Func<HttpContext, int, Task> handle)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var server = new FaultServer(app);
        app.Run(context => handle(context, Interlocked.Increment(ref server.requests)));
        await app.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.FromSeconds(1), TimeProvider.System);
        await app.StopAsync(now.Token);
        await app.DisposeAsync();
    }
}
