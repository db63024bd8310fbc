using System.Net;
using System.Net.Sockets;
using System.Text;
using ImageAutomation.Common.Configuration;
using ImageAutomation.Common.Observability;
using ImageAutomation.TestSupport;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ImageAutomation.Common.Tests.Observability;

public sealed class EndpointsTests : IAsyncLifetime
{
    private static readonly ListenAddress Any = ListenAddress.Parse("127.0.0.1:0").Value;
    private readonly FakeTime time = new();
    private readonly MetricsRegistry registry = new();
    private readonly HttpClient http = new();
    private Endpoints endpoints = null!; // set before each test
    private bool ready = true;

    public async Task InitializeAsync()
    {
        registry.Gauge("alive", "Help").Set(1);
        endpoints = (await Endpoints.StartAsync(Any, Any, registry, () => ready, time, NullLogger<Endpoints>.Instance)).Value;
    }

    public async Task DisposeAsync()
    {
        http.Dispose();
        await endpoints.DisposeAsync();
    }

    [Fact]
    public async Task ServesMetrics()
    {
        using var answer = await http.GetAsync(Metrics("/metrics?x=1"));
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        Assert.Contains("alive 1\n", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ServesProbes()
    {
        Assert.Equal("ok", await http.GetStringAsync(Health("/healthz")));
        Assert.Equal("ok", await http.GetStringAsync(Health("/readyz")));
        ready = false;
        using var answer = await http.GetAsync(Health("/readyz"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
    }

    [Fact]
    public async Task SaysWhyThereIsNoPprof()
    {
        using var answer = await http.GetAsync(Metrics("/debug/pprof/heap"));
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("dotnet-trace", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task KnowsNothingElse()
    {
        using var unknown = await http.GetAsync(Metrics("/healthz"));
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        using var posted = await http.PostAsync(Metrics("/metrics"), new StringContent("x"));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, posted.StatusCode);
        using var request = new HttpRequestMessage(HttpMethod.Head, Metrics("/metrics"));
        using var head = await http.SendAsync(request);
        Assert.Equal((HttpStatusCode.OK, ""), (head.StatusCode, await head.Content.ReadAsStringAsync()));
    }

    [Theory]
    [InlineData("nonsense\r\n\r\n")]
    [InlineData("GET metrics HTTP/1.1\r\n\r\n")]
    [InlineData("GET /metrics SMTP\r\n\r\n")]
    public async Task RefusesWhatIsNotHttp(string request) => Assert.StartsWith("HTTP/1.1 400 ", await RawAsync(request), StringComparison.Ordinal);

    [Fact]
    public async Task RefusesAnEndlessHead() => Assert.StartsWith("HTTP/1.1 400 ", await RawAsync("GET /metrics HTTP/1.1\r\n" + new string('x', 8 * 1024 - 23)), StringComparison.Ordinal);

    [Fact]
    public async Task GivesUpOnASilentPeer()
    {
        using var client = new TcpClient();
        await client.ConnectAsync(endpoints.Addresses[0]);
        await client.GetStream().WriteAsync("GET /metr"u8.ToArray());
        await http.GetStringAsync(Metrics("/metrics")); // the silent peer was accepted before this one
        time.Advance(TimeSpan.FromSeconds(6));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        Assert.Equal(0, await client.GetStream().ReadAsync(new byte[1], patience.Token));
    }

    [Fact]
    public async Task AnAddressInUse_IsAFailureThatNamesIt()
    {
        var taken = ListenAddress.Parse(endpoints.Addresses[0].ToString()).Value;
        var failure = (await Endpoints.StartAsync(null, taken, registry, () => true, time, NullLogger<Endpoints>.Instance)).Failure;
        Assert.StartsWith($"health: cannot listen on {taken}", failure?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ListensOnAllAddresses_When_NoneIsGiven()
    {
        await using var all = (await Endpoints.StartAsync(ListenAddress.Parse(":0").Value, null, registry, () => true, time, NullLogger<Endpoints>.Instance)).Value;
        Assert.Contains("alive", await http.GetStringAsync(new Uri($"http://127.0.0.1:{all.Addresses[0].Port}/metrics")), StringComparison.Ordinal);
    }

    private Uri Metrics(string path) => new($"http://{endpoints.Addresses[0]}{path}");

    private Uri Health(string path) => new($"http://{endpoints.Addresses[1]}{path}");

    private async Task<string> RawAsync(string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(endpoints.Addresses[0]);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(client.GetStream());
        return await reader.ReadToEndAsync();
    }
}
