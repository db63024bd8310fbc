using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using ImageAutomation.Common.Configuration;
using ImageAutomation.Common.Web;
using ImageAutomation.Common.Web.Probes;
using ImageAutomation.TestSupport;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;
using Xunit.Abstractions;

namespace ImageAutomation.Common.Tests.Web;

/// <summary>Peers that open connections and say nothing, or not enough.</summary>
public sealed class SilentPeersTests(ITestOutputHelper output) : IAsyncDisposable
{
    private const int Peers = 200;
    private const int FewPlaces = 20; // not fewer: connections take their places in about the order that they came in
    private const string HalfALine = "GET /heal";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    // Nobody is cut off for being slow, however slow this machine is.
    private static readonly WebLimits Patient = new() { HeaderTimeout = TimeSpan.FromHours(1), KeepAliveTimeout = TimeSpan.FromHours(1) };

    private readonly List<TcpClient> peers = [];
    private readonly HttpClient http = new() { Timeout = Limit };
    private readonly TaskCompletionSource atWork = new();
    private readonly TaskCompletionSource finish = new();

    public async ValueTask DisposeAsync()
    {
        foreach (var peer in peers) peer.Dispose();
        http.Dispose();
        await Task.CompletedTask;
    }

    [Theory]
    [InlineData("")]
    [InlineData(HalfALine)]
    [InlineData("GET /healthz HTTP/1.1\r\nHost: a\r\nX-")]
    public async Task ProbesAnswer_BesidePeersThatNeverAsk(string said)
    {
        await using var web = await ServeAsync(Patient);
        for (var i = 0; i < Peers; i++) await ConnectAsync(web, said);
        await ProbeAsync(web);
        Assert.All(peers, peer => Assert.False(IsClosed(peer)));
    }

    [Theory]
    [InlineData("")]
    [InlineData(HalfALine)]
    public async Task ProbesAnswer_When_PeersThatNeverAskHaveEveryPlace(string said)
    {
        await using var web = await ServeAsync(Patient with { MaxConnections = FewPlaces });
        for (var i = 0; i < Peers; i++) await ConnectAsync(web, said);
        await ProbeAsync(web);
        await Eventually.HoldsAsync(() => peers.Count(p => !IsClosed(p)) <= FewPlaces);
    }

    [Fact]
    public async Task ARequestAtWork_KeepsItsPlace()
    {
        await using var web = await ServeAsync(Patient with { MaxConnections = FewPlaces });
        var worker = await ConnectAsync(web, "GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
        await atWork.Task.WaitAsync(Limit);
        for (var i = 0; i < Peers; i++) await ConnectAsync(web, "");
        await ProbeAsync(web);
        finish.SetResult();
        using var reader = new StreamReader(worker.GetStream());
        Assert.Equal("HTTP/1.1 200 OK", await reader.ReadLineAsync().WaitAsync(Limit));
    }

    [Fact]
    public async Task ANewcomerIsClosed_When_EveryPlaceIsAtWork()
    {
        await using var web = await ServeAsync(Patient with { MaxConnections = 1 });
        await ConnectAsync(web, "GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
        await atWork.Task.WaitAsync(Limit);
        await ClosesAsync(await ConnectAsync(web, ""));
        finish.SetResult();
    }

    [Theory]
    [InlineData("", "")]
    [InlineData(HalfALine, "HTTP/1.1 408 Request Timeout")]
    public async Task ASilentPeer_IsClosedInTheEnd(string said, string expected)
    {
        var second = TimeSpan.FromSeconds(1);
        await using var web = await ServeAsync(new WebLimits { HeaderTimeout = second, KeepAliveTimeout = second });
        using var reader = new StreamReader((await ConnectAsync(web, said)).GetStream());
        var all = await reader.ReadToEndAsync().WaitAsync(Limit);
        Assert.Equal(expected, all.Split("\r\n")[0]);
    }

    [Fact]
    public async Task AStop_WaitsForNoSilentPeer_AndNotForeverForWork()
    {
        var web = await ServeAsync(Patient with { StopTimeout = TimeSpan.FromMilliseconds(200) });
        var silent = await ConnectAsync(web, "");
        var half = await ConnectAsync(web, HalfALine);
        await ConnectAsync(web, "GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
        await atWork.Task.WaitAsync(Limit);
        await web.DisposeAsync().AsTask().WaitAsync(Limit);
        await ClosesAsync(silent);
        await ClosesAsync(half);
    }

    [Fact]
    public async Task AStop_LetsARequestFinish()
    {
        var web = await ServeAsync(Patient with { StopTimeout = Limit });
        using var reader = new StreamReader((await ConnectAsync(web, "GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")).GetStream());
        await atWork.Task.WaitAsync(Limit);
        var stopping = web.DisposeAsync().AsTask();
        finish.SetResult();
        Assert.EndsWith("done", await reader.ReadToEndAsync().WaitAsync(Limit), StringComparison.Ordinal);
        await stopping.WaitAsync(Limit);
    }

    private async Task<WebServer> ServeAsync(WebLimits limits)
    {
        var readiness = new Readiness();
        readiness.StandBy();
        WebRoute[] routes = [.. ProbePages.Of(readiness), new("/slow", SlowAsync)];
        WebListener[] listeners = [new("health", ListenAddress.Parse("127.0.0.1:0").Value, routes) { Limits = limits }];
        return (await WebServer.StartAsync(listeners, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None)).Value;
    }

    private async Task SlowAsync(HttpContext context)
    {
        atWork.SetResult();
        await finish.Task.WaitAsync(context.RequestAborted);
        await context.Response.SendTextAsync(StatusCodes.Status200OK, "done");
    }

    private async Task<TcpClient> ConnectAsync(WebServer web, string said)
    {
        var peer = new TcpClient();
        peers.Add(peer);
        try
        {
            await peer.ConnectAsync(web.Addresses[0]);
            await peer.GetStream().WriteAsync(Encoding.ASCII.GetBytes(said));
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            output.WriteLine(e.Message); // closed for another one at once
        }

        return peer;
    }

    private async Task ProbeAsync(WebServer web)
    {
        var clock = Stopwatch.StartNew();
        var address = web.Addresses[0];
        Assert.Equal("ok", await http.GetStringAsync(new Uri($"http://{address}/healthz")));
        Assert.Equal("ok", await http.GetStringAsync(new Uri($"http://{address}/readyz")));
        var took = clock.Elapsed.TotalMilliseconds;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"both probes beside {peers.Count} peers: {took:0.0} ms"));
    }

    private static bool IsClosed(TcpClient peer) => !peer.Connected || peer.Client.Poll(0, SelectMode.SelectRead);

    private static async Task ClosesAsync(TcpClient peer)
    {
        if (!peer.Connected) return;
        try
        {
            await peer.GetStream().CopyToAsync(Stream.Null).WaitAsync(Limit);
        }
        catch (IOException e)
        {
            Assert.IsType<SocketException>(e.InnerException); // reset; as good as closed
        }
    }
}
