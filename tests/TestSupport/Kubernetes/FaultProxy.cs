using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ImageAutomation.TestSupport.Kubernetes;

/// <summary>Stands between a program and a real API server: writes down every answer, and makes the faults that a test asks for.</summary>
public sealed partial class FaultProxy : IAsyncDisposable
{
    private static readonly HashSet<string> PerConnection = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection",
        "Host",
        "Transfer-Encoding",
        "Keep-Alive",
        "Upgrade",
        "Content-Length",
    };

    private readonly WebApplication app;
    private readonly TemporaryFolder folder = new();
    private readonly HttpMessageInvoker upstream;
    private readonly Uri server;
    private CancellationTokenSource breaking = new();
    private int open;

    private FaultProxy(WebApplication app, Uri server, X509Certificate2 authority)
    {
        this.app = app;
        this.server = server;
        upstream = new HttpMessageInvoker(new SocketsHttpHandler
        {
            UseCookies = false,
            AllowAutoRedirect = false,
            SslOptions = { CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
                CustomTrustStore = { authority },
            } },
        });
    }

    /// <summary>All calls so far, in the order of their answers.</summary>
    public ConcurrentQueue<ProxiedCall> Calls { get; } = new();

    /// <summary>Calls of image-automation-controller that are not answered to their end.</summary>
    public int Open => open;

    /// <summary>Answers instead of the server; returns whether it did. May be exchanged at any time.</summary>
    public Func<HttpContext, Task<bool>>? Fault { get; set; }

    /// <summary>Ends every watch after this time, as a server or a load balancer does; null leaves them to the server.</summary>
    public TimeSpan? LongestWatch { get; set; }

    /// <summary>The server's kubeconfig, with this proxy in its place.</summary>
    public string Kubeconfig => folder.Combine("kubeconfig");

    public static async Task<FaultProxy> StartAsync(KubeServer cluster)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        var config = await File.ReadAllTextAsync(cluster.Kubeconfig);
        var server = new Uri(ServerLine().Match(config).Groups[1].Value);
        var authority = X509CertificateLoader.LoadCertificate(Der(AuthorityLine().Match(config).Groups[1].Value));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var proxy = new FaultProxy(builder.Build(), server, authority);
        proxy.app.Run(proxy.HandleAsync);
        await proxy.app.StartAsync();
        await File.WriteAllTextAsync(
            proxy.Kubeconfig, AuthorityLine().Replace(config, "")
                .Replace(server.AbsoluteUri.TrimEnd('/'), proxy.app.Urls.First(), StringComparison.Ordinal));
        return proxy;
    }

    /// <summary>Answers as an API server does when it cannot.</summary>
    public static async Task<bool> AnswerAsync(HttpContext context, int status, string reason, int? retryAfter = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        if (retryAfter is { } seconds) context.Response.Headers.RetryAfter = $"{seconds}";
        await context.Response.WriteAsync(
            $$"""{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"{{reason}}","message":"made by a test","code":{{status}}}""");
        return true;
    }

    /// <summary>Breaks every connection that carries an answer now.</summary>
    public void Break()
    {
        var before = Interlocked.Exchange(ref breaking, new CancellationTokenSource());
        before.Cancel();
        before.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        breaking.Dispose();
        using var now = new CancellationTokenSource(TimeSpan.FromSeconds(1), TimeProvider.System);
        await app.StopAsync(now.Token);
        await app.DisposeAsync();
        upstream.Dispose();
        folder.Dispose();
    }

    private async Task HandleAsync(HttpContext context)
    {
        var target = context.Request.Path + context.Request.QueryString;
        var counts = context.Request.Headers.UserAgent.ToString().StartsWith("image-automation-controller", StringComparison.Ordinal) ? 1
            : 0;
        Interlocked.Add(ref open, counts);
        try
        {
            if (Fault is not { } fault || !await fault(context)) await ForwardAsync(context, target);
            else Calls.Enqueue(new(context.Request.Method, target, context.Response.StatusCode));
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            context.Abort(); // what a broken connection looks like from here
        }
        finally
        {
            Interlocked.Add(ref open, -counts);
        }
    }

    private async Task ForwardAsync(HttpContext context, string target)
    {
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), new Uri(server, target));
        if (context.Request.Method is not ("GET" or "HEAD"))
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            request.Content = new ByteArrayContent(body.ToArray());
        }

        foreach (var (name, values) in context.Request.Headers)
            if (!PerConnection.Contains(name) && !request.Headers.TryAddWithoutValidation(name, values.ToArray()))
                request.Content?.Headers.TryAddWithoutValidation(name, values.ToArray());
        using var response = await upstream.SendAsync(request, context.RequestAborted);
        Calls.Enqueue(new(context.Request.Method, target, (int)response.StatusCode));
        context.Response.StatusCode = (int)response.StatusCode;
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers))
            if (!PerConnection.Contains(name)) context.Response.Headers[name] = values.ToArray();
        await context.Response.StartAsync(context.RequestAborted);
        await using var stream = await response.Content.ReadAsStreamAsync(context.RequestAborted);
        using var cut = new CancellationTokenSource(context.Request.Query.ContainsKey("watch") && LongestWatch is { } longest ? longest
            : Timeout.InfiniteTimeSpan, TimeProvider.System);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cut.Token, breaking.Token, context.RequestAborted);
        var buffer = new byte[16384];
        try
        {
            for (int read; (read = await stream.ReadAsync(buffer, both.Token)) > 0;)
            {
                await context.Response.Body.WriteAsync(buffer.AsMemory(0, read), context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
            }
        }
        catch (OperationCanceledException) when (cut.IsCancellationRequested)
        {
            // a whole answer, only a short one
        }
    }

    private static byte[] Der(string base64)
    {
        using var certificate = X509Certificate2.CreateFromPem(Encoding.ASCII.GetString(Convert.FromBase64String(base64)));
        return certificate.RawData;
    }

    [GeneratedRegex(@"^\s*server: (\S+)", RegexOptions.Multiline)]
    private static partial Regex ServerLine();

    [GeneratedRegex(@"^\s*certificate-authority-data: (\S+)\n", RegexOptions.Multiline)]
    private static partial Regex AuthorityLine();
}
