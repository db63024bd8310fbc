using System.Net;
using System.Net.Sockets;
using System.Text;
using ImageAutomation.Common.Configuration;
using ImageAutomation.Common.Observability;
using ImageAutomation.Common.Web;
using ImageAutomation.Common.Web.Metrics;
using ImageAutomation.Common.Web.Probes;
using ImageAutomation.Languages.Results;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ImageAutomation.Common.Tests.Web;

/// <summary>The pages of a program, at two addresses, as both controllers have them.</summary>
public sealed class WebServerTests : IAsyncLifetime
{
    private static readonly ListenAddress Any = ListenAddress.Parse("127.0.0.1:0").Value;
    private readonly MetricsRegistry registry = new();
    private readonly Readiness readiness = new();
    private readonly StringWriter said = new();
    private readonly HttpClient http = new();
    private WebServer web = null!; // set before each test

    public async Task InitializeAsync()
    {
        registry.Gauge("alive", "Help").Set(1);
        readiness.StandBy();
        using var log = new LineLog(said, LogLevel.Information, asJson: false, TimeProvider.System);
        using var loggers = LoggerFactory.Create(builder => builder.AddProvider(log));
        web = (await WebServer.StartAsync([Metrics(Any), Health(Any)], TimeProvider.System, loggers, CancellationToken.None)).Value;
    }

    public async Task DisposeAsync()
    {
        http.Dispose();
        await web.DisposeAsync();
    }

    [Fact]
    public void LogsTheAddressesThatCameOut() => Assert.Matches(
        $"^\\S+ info  Serving metrics on 127.0.0.1:{web.Addresses[0].Port}\n"
        + $"\\S+ info  Serving health on 127.0.0.1:{web.Addresses[1].Port}\n$", said.ToString());

    [Fact]
    public async Task ServesMetrics()
    {
        using var answer = await http.GetAsync(At(0, "/metrics?x=1"));
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        Assert.Contains("alive 1\n", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty(answer.Headers.Server);
    }

    [Theory]
    [InlineData("/healthz")]
    [InlineData("/healthz/")]
    [InlineData("/readyz")]
    [InlineData("/readyz/")]
    public async Task ServesProbes(string path)
    {
        using var answer = await http.GetAsync(At(1, path));
        Assert.Equal((HttpStatusCode.OK, "ok"), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        Assert.Equal("text/plain; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
    }

    [Fact]
    public async Task AnUnreadyProgram_SaysWhyNot_AndIsAlive()
    {
        readiness.Await([("ImagePolicy", new TaskCompletionSource().Task)]);
        using var answer = await http.GetAsync(At(1, "/readyz"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("text/plain; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        Assert.Equal("not ready: not read yet: ImagePolicy\n", await answer.Content.ReadAsStringAsync());
        Assert.Equal("ok", await http.GetStringAsync(At(1, "/healthz")));
    }

    [Fact]
    public async Task SaysWhyThereIsNoPprof()
    {
        using var answer = await http.GetAsync(At(0, "/debug/pprof/heap"));
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("dotnet-trace", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task KnowsNothingElse()
    {
        using var unknown = await http.GetAsync(At(0, "/healthz"));
        Assert.Equal((HttpStatusCode.NotFound, "not found\n"), (unknown.StatusCode, await unknown.Content.ReadAsStringAsync()));
        using var posted = await http.PostAsync(At(0, "/metrics"), new StringContent("x"));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, posted.StatusCode);
        Assert.Equal("only GET and HEAD\n", await posted.Content.ReadAsStringAsync());
        Assert.Equal(["GET", "HEAD"], posted.Content.Headers.Allow);
        using var request = new HttpRequestMessage(HttpMethod.Head, At(0, "/metrics"));
        using var head = await http.SendAsync(request);
        Assert.Equal((HttpStatusCode.OK, ""), (head.StatusCode, await head.Content.ReadAsStringAsync()));
        Assert.True(head.Content.Headers.ContentLength > 0);
    }

    [Fact]
    public async Task ABodyForAProbe_IsRefused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, At(1, "/healthz")) { Content = new StringContent("x") };
        using var answer = await http.SendAsync(request);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Theory]
    [InlineData("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n", "200 OK")]
    [InlineData("GET /metrics HTTP/1.0\r\n\r\n", "200 OK")]
    [InlineData("nonsense\r\n\r\n", "400 Bad Request")]
    [InlineData("GET /metrics HTTP/2.0\r\nHost: a\r\n\r\n", "505 HTTP Version Not Supported")]
    public async Task SpeaksHttp1(string request, string expected) =>
        Assert.StartsWith($"HTTP/1.1 {expected}\r\n", await RawAsync(request), StringComparison.Ordinal);

    [Fact]
    public async Task BoundsTheHead()
    {
        var line = new string('x', WebLimits.Default.MaxRequestLineBytes);
        Assert.StartsWith("HTTP/1.1 414 ", await RawAsync($"GET /{line} HTTP/1.1\r\nHost: a\r\n\r\n"), StringComparison.Ordinal);
        var header = new string('x', WebLimits.Default.MaxHeaderBytes);
        Assert.StartsWith("HTTP/1.1 431 ", await RawAsync($"GET / HTTP/1.1\r\nHost: a\r\nA: {header}\r\n\r\n"), StringComparison.Ordinal);
        var many = string.Concat(Enumerable.Repeat("A: b\r\n", WebLimits.Default.MaxHeaders));
        Assert.StartsWith("HTTP/1.1 431 ", await RawAsync($"GET /metrics HTTP/1.1\r\nHost: a\r\n{many}\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnAddressInUse_IsAFailureThatNamesIt_AndNothingIsServed()
    {
        var taken = ListenAddress.Parse(web.Addresses[0].ToString()).Value;
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var free = new ListenAddress(IPAddress.Loopback, ((IPEndPoint)other.LocalEndpoint).Port);
        other.Stop();
        var failure = (await StartAsync(Metrics(free), Health(taken))).Failure;
        Assert.Equal((WebServer.AddressInUse, FailureKind.Transient), (failure?.Reason, failure?.Kind));
        Assert.Equal($"health: cannot listen on {taken}: Address already in use", failure?.Message);
        await using var again = (await StartAsync(Metrics(free))).Value; // it was given back
    }

    [Fact]
    public async Task AnAddressOfAnotherMachine_IsAFailureThatNamesIt()
    {
        var failure = (await StartAsync(Health(ListenAddress.Parse("192.0.2.1:9440").Value))).Failure; // kept for documentation by RFC 5737
        Assert.StartsWith("health: cannot listen on 192.0.2.1:9440: ", failure?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ListensOnAllAddresses_When_NoneIsGiven()
    {
        await using var all = (await StartAsync(Metrics(ListenAddress.Parse(":0").Value), Health(null))).Value;
        var port = Assert.Single(all.Addresses).Port;
        Assert.Contains("alive", await http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/metrics")), StringComparison.Ordinal);
        if (!Socket.OSSupportsIPv6) return;
        Assert.Contains("alive", await http.GetStringAsync(new Uri($"http://[::1]:{port}/metrics")), StringComparison.Ordinal);
    }

    private WebListener Metrics(ListenAddress? address) => new("metrics", address, MetricsPages.Of(registry));

    private WebListener Health(ListenAddress? address) => new("health", address, ProbePages.Of(readiness));

    private static Task<Result<WebServer>> StartAsync(params WebListener[] listeners) =>
        WebServer.StartAsync(listeners, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);

    private Uri At(int listener, string path) => new($"http://{web.Addresses[listener]}{path}");

    private async Task<string> RawAsync(string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(web.Addresses[0]);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(client.GetStream());
        return await reader.ReadLineAsync() + "\r\n";
    }
}
