using System.Net;
using System.Text;
using ImageAutomation.Common.Configuration;
using ImageAutomation.Common.Observability;
using ImageAutomation.Common.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace ImageAutomation.Common.Tests.Web;

/// <summary>Routes of any kind: methods, prefixes, bodies, and pages that throw.</summary>
public sealed class RoutesTests : IAsyncLifetime
{
    private const int MaxBodyBytes = 1000;
    private const string Secret = "s3cret-word";
    private readonly StringWriter said = new();
    private readonly HttpClient http = new();
    private WebServer web = null!; // set before each test

    public async Task InitializeAsync()
    {
        WebRoute[] routes =
        [
            new("/", Says("pages")) { IsPrefix = true },
            new("/api/", Says("api")) { IsPrefix = true },
            new("/api/hook", Says("get")),
            new("/api/hook", EchoAsync) { Methods = ["POST"], MaxBodyBytes = MaxBodyBytes },
            new("/broken", _ => throw new InvalidOperationException("a page is broken")),
        ];
        using var log = new LineLog(said, LogLevel.Trace, asJson: true, TimeProvider.System);
        using var loggers = LoggerFactory.Create(builder => builder.SetMinimumLevel(LogLevel.Trace).AddProvider(log));
        WebListener[] listeners = [new("pages", ListenAddress.Parse("127.0.0.1:0").Value, routes)];
        web = (await WebServer.StartAsync(listeners, TimeProvider.System, loggers, CancellationToken.None)).Value;
    }

    public async Task DisposeAsync()
    {
        http.Dispose();
        await web.DisposeAsync();
    }

    [Theory]
    [InlineData("/", "pages")]
    [InlineData("/anything", "pages")]
    [InlineData("/api/list", "api")]
    [InlineData("/api/hook", "get")]
    [InlineData("/api/hook/more", "api")]
    public async Task TheExactPathGoesFirst_ThenTheLongestPrefix(string path, string expected) =>
        Assert.Equal(expected, await http.GetStringAsync(At(path)));

    [Fact]
    public async Task RoutesOfOnePath_ShareItByMethod()
    {
        using var answer = await http.DeleteAsync(At("/api/hook"));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.Equal(["GET", "HEAD", "POST"], answer.Content.Headers.Allow);
    }

    [Theory]
    [InlineData(false, MaxBodyBytes, HttpStatusCode.OK)]
    [InlineData(true, MaxBodyBytes - 20, HttpStatusCode.OK)] // the framing of chunks counts
    [InlineData(false, MaxBodyBytes + 1, HttpStatusCode.RequestEntityTooLarge)]
    [InlineData(true, MaxBodyBytes + 1, HttpStatusCode.RequestEntityTooLarge)]
    public async Task ABodyIsTaken_UpToTheBoundOfItsRoute(bool isChunked, int length, HttpStatusCode expected)
    {
        var body = new string('b', length);
        using var request = new HttpRequestMessage(HttpMethod.Post, At("/api/hook")) { Content = new StringContent(body) };
        request.Headers.TransferEncodingChunked = isChunked;
        using var answer = await http.SendAsync(request);
        Assert.Equal(expected, answer.StatusCode);
        if (expected == HttpStatusCode.OK) Assert.Equal(body, await answer.Content.ReadAsStringAsync());
        else Assert.True(answer.Headers.ConnectionClose);
    }

    [Fact]
    public async Task APageThatThrows_IsTold_AndTheServerGoesOn()
    {
        using var answer = await http.GetAsync(At("/broken"));
        Assert.Equal(
            (HttpStatusCode.InternalServerError, "internal error\n"), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        Assert.Contains("\"msg\":\"Bug: a page threw\"", said.ToString(), StringComparison.Ordinal);
        Assert.Contains("a page is broken", said.ToString(), StringComparison.Ordinal);
        Assert.Equal("get", await http.GetStringAsync(At("/api/hook")));
    }

    [Fact]
    public async Task ABadRequest_IsNotQuotedInTheLog()
    {
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync(web.Addresses[0]);
        var request = $"GET /\u0001?token={Secret} HTTP/1.1\r\nAuthorization {Secret}\r\n\r\n";
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(client.GetStream());
        Assert.StartsWith("HTTP/1.1 400 ", await reader.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Equal("get", await http.GetStringAsync(At("/api/hook")));
        Assert.DoesNotContain(Secret, said.ToString(), StringComparison.Ordinal);
        Assert.Single(said.ToString().TrimEnd().Split('\n')); // only where it serves
    }

    private static RequestDelegate Says(string text) => context => context.Response.SendTextAsync(StatusCodes.Status200OK, text);

    private static async Task EchoAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        await context.Response.SendTextAsync(StatusCodes.Status200OK, await reader.ReadToEndAsync(context.RequestAborted));
    }

    private Uri At(string path) => new($"http://{web.Addresses[0]}{path}");
}
