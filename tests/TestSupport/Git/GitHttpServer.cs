using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;

namespace ImageAutomation.TestSupport.Git;

/// <summary>Smart HTTP over the repositories of a folder, on a free port of the loopback interface.</summary>
public sealed class GitHttpServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly bool isTls;

    private GitHttpServer(WebApplication app, bool isTls)
    {
        this.app = app;
        this.isTls = isTls;
    }

    /// <summary>Requests so far: method, path and query.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Values of the Authorization header so far; empty text for none.</summary>
    public ConcurrentQueue<string> Authorizations { get; } = new();

    /// <summary><c>http://localhost:port</c> or <c>https://localhost:port</c>.</summary>
    public string Origin { get; private set; } = "";

    /// <summary>Answers a request itself when it returns true; runs before authorization.</summary>
    public Func<HttpContext, Task<bool>>? Intercept { get; set; }

    /// <summary>Address of a repository by the name of its folder.</summary>
    public string Url(string name) => $"{Origin}/{name}";

    /// <summary>Starts a server.</summary>
    /// <param name="root">Folder of the repositories.</param>
    /// <param name="authorization">The Authorization header that is wanted, for example <c>Bearer x</c>; null lets everybody in.</param>
    /// <param name="certificate">Turns TLS on.</param>
    /// <param name="clients">Asks for a client certificate of this authority.</param>
    public static async Task<GitHttpServer> StartAsync(
        string root, string? authorization = null, X509Certificate2? certificate = null, TestCertificates? clients = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.Limits.MaxRequestBodySize = null;
            options.Listen(IPAddress.Loopback, 0, listen =>
            {
                listen.Protocols = HttpProtocols.Http1AndHttp2;
                if (certificate is null) return;
                listen.UseHttps(new HttpsConnectionAdapterOptions
                {
                    ServerCertificate = certificate,
                    ClientCertificateMode = clients is null ? ClientCertificateMode.NoCertificate
                        : ClientCertificateMode.RequireCertificate,
                    ClientCertificateValidation = (presented, _, _) => clients?.Issued(presented) == true,
                });
            });
        });
        builder.WebHost.UseKestrelHttpsConfiguration();
        var server = new GitHttpServer(builder.Build(), certificate is not null);
        server.app.Run(context => server.HandleAsync(context, root, authorization));
        await server.app.StartAsync();
        var port = new Uri(server.app.Urls.First()).Port;
        server.Origin = $"{(server.isTls ? "https" : "http")}://localhost:{port}";
        return server;
    }

    /// <summary>The Authorization header of user name and password.</summary>
    public static string Basic(string user, string password) =>
        "Basic " + Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{user}:{password}"));

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private async Task HandleAsync(HttpContext context, string root, string? authorization)
    {
        Requests.Enqueue($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}");
        var given = context.Request.Headers.Authorization.ToString();
        Authorizations.Enqueue(given);
        if (Intercept is { } intercept && await intercept(context)) return;
        if (authorization is not null && given != authorization)
        {
            context.Response.StatusCode = 401;
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"git\"";
            return;
        }

        await GitHttpBackend.RunAsync(context, root);
    }
}
