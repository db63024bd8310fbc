using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ImageAutomation.TestSupport.Registry;

/// <summary>An HTTP server on a free loopback port that answers what a test tells it to and records what it was asked.</summary>
public sealed class StandInServer : IAsyncDisposable
{
    private readonly WebApplication application;
    private readonly ConcurrentQueue<RecordedRequest> requests = new();

    private StandInServer(WebApplication application)
    {
        this.application = application;
    }

    /// <summary>Answers; may be exchanged at any time. The default answers 404.</summary>
    public Func<HttpContext, Task> Handler { get; set; } = context =>
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    };

    /// <summary>All requests so far, in order of arrival.</summary>
    public IReadOnlyList<RecordedRequest> Requests => [.. requests];

    public int Port { get; private set; }

    /// <summary><c>127.0.0.1:port</c>.</summary>
    public string Host => $"127.0.0.1:{Port}";

    /// <param name="certificate">PEM certificate and key to serve TLS with; null means plain HTTP.</param>
    /// <param name="wantsClientCertificate">Whether TLS clients must show a certificate (any).</param>
    /// <param name="port">A port to take over; 0 means a free one.</param>
    /// <param name="address">Another address of this machine than 127.0.0.1.</param>
    public static async Task<StandInServer> StartAsync(
        (string Certificate, string Key)? certificate = null, bool wantsClientCertificate = false, int port = 0, IPAddress? address = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration()
            .ConfigureKestrel(options => options.Listen(address ?? IPAddress.Loopback, port, listen =>
        {
            if (certificate is not { } pem)
            {
                listen.Protocols = HttpProtocols.Http1;
                return;
            }

            listen.UseHttps(https =>
            {
                https.ServerCertificate = X509Certificate2.CreateFromPem(pem.Certificate, pem.Key);
                if (!wantsClientCertificate) return;
                https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
                https.ClientCertificateValidation = (_, _, _) => true;
            });
        }));
        var application = builder.Build();
        var server = new StandInServer(application);
        application.Run(server.AnswerAsync);
        await application.StartAsync();
        var addresses = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()
            ?? throw new InvalidOperationException("the server has no address");
        server.Port = new Uri(addresses.Addresses.First()).Port;
        return server;
    }

    /// <summary>Forgets the requests so far.</summary>
    public void Clear() => requests.Clear();

    public async ValueTask DisposeAsync() => await application.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        requests.Enqueue(await RecordedRequest.OfAsync(context.Request));
        await Handler(context);
    }
}
