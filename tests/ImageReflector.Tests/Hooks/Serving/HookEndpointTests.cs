using System.Net;
using System.Net.Sockets;
using System.Text;
using ImageAutomation.ImageReflector.Hooks.Serving;
using ImageAutomation.TestSupport;
using Xunit;

namespace ImageAutomation.ImageReflector.Tests.Hooks.Serving;

/// <summary>What senders get to see.</summary>
public sealed class HookEndpointTests : IAsyncLifetime
{
    private HookHouse house = null!; // set before every test

    public async Task InitializeAsync()
    {
        house = await HookHouse.StartAsync(house =>
        {
            house.Secret();
            house.Repository("app");
            house.Receiver();
            house.Receiver(HookHouse.Harbor, name: "harbor");
        });
        await house.ReadyAsync();
        await house.ReadyAsync("harbor");
    }

    public async Task DisposeAsync() => await house.DisposeAsync();

    [Theory]
    [InlineData("", 200)]
    [InlineData("?a=b", 200)]
    [InlineData("/", 404)]
    [InlineData("0", 404)]
    [InlineData("/..", 404)]
    public async Task OnlyTheWholePath_IsServed(string more, int expected) =>
        Assert.Equal($"HTTP/1.1 {expected}", await StatusOfAsync($"POST {HookHouse.PathOf()}{more} HTTP/1.1\r\n"));

    [Theory]
    [InlineData("/hook/0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("/hook/")]
    [InlineData("/hook/../hook")]
    [InlineData("/hook")]
    [InlineData("/")]
    public async Task OtherPaths_AreUnknown(string path) =>
        Assert.Equal("HTTP/1.1 404", await StatusOfAsync($"POST {path} HTTP/1.1\r\n"));

    [Fact]
    public async Task UpperCaseDigits_AreAnotherPath()
    {
        var path = "/hook/" + HookHouse.PathOf()["/hook/".Length..].ToUpperInvariant();
        Assert.Equal("HTTP/1.1 404", await StatusOfAsync($"POST {path} HTTP/1.1\r\n"));
    }

    [Fact]
    public async Task ABodyOfThreeMebibytes_IsTaken_AndNotAByteMore()
    {
        var body = new string(' ', HookEndpoint.MaxBodyBytes - 2) + "{}";
        Assert.Equal(HttpStatusCode.OK, await house.PostAsync(body));
        foreach (var path in (string[])[HookHouse.PathOf(), "/hook/unknown"])
        {
            // Refused by what its head says, before anything is sent.
            var told = await RawAsync($"POST {path} HTTP/1.1\r\nHost: a\r\nContent-Length: {HookEndpoint.MaxBodyBytes + 1}\r\n\r\n");
            Assert.StartsWith("HTTP/1.1 413 ", told, StringComparison.Ordinal);
            var head = $"POST {path} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
            var chunk = $"{HookEndpoint.MaxBodyBytes + 1:x}\r\n{new string(' ', HookEndpoint.MaxBodyBytes + 1)}";
            Assert.StartsWith("HTTP/1.1 413 ", await RawAsync(head + chunk), StringComparison.Ordinal);
        }

        Assert.Equal(HttpStatusCode.OK, await ChunkedAsync(1024 * 1024));
    }

    [Fact]
    public async Task AGet_ScansForGenericReceivers_AHeadNever()
    {
        Assert.Equal(HttpStatusCode.OK, await house.PostAsync("", method: HttpMethod.Head));
        Assert.Equal(HttpStatusCode.OK, await house.PostAsync("", method: HttpMethod.Get));
        await Eventually.HoldsAsync(() => house.Listings == 2, () => house.Said);
        Assert.Equal(1, house.Counted("imageautomation_webhooks_total{type=\"generic\",result=\"done\"}"));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    [InlineData("DELETE")]
    [InlineData("PATCH")]
    public async Task OtherMethods_AreRefused(string method)
    {
        using var answer = await house.SendAsync(
            null, HookHouse.PathOf(name: "harbor"), HookHouse.Token, method: new HttpMethod(method));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.Contains("POST", answer.Content.Headers.Allow);
    }

    [Fact]
    public async Task APut_IsAsGoodAsAPost() => Assert.Equal(
        HttpStatusCode.OK, await house.PostAsync("{}", HookHouse.PathOf(name: "harbor"), HookHouse.Token, method: HttpMethod.Put));

    [Fact]
    public async Task ASenderThatAsksWhetherItMaySend_MaySend()
    {
        using var answer = await house.SendAsync(
            null, method: HttpMethod.Options, headers: [("WebHook-Request-Origin", "eventgrid.azure.net")]);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("eventgrid.azure.net", Assert.Single(answer.Headers.GetValues("WebHook-Allowed-Origin")));
        Assert.Equal("120", Assert.Single(answer.Headers.GetValues("WebHook-Allowed-Rate")));
        Assert.Equal(1, house.Listings);
        Assert.Equal(HttpStatusCode.NotFound, await house.PostAsync("", "/hook/unknown", method: HttpMethod.Options));
    }

    [Fact]
    public async Task APackedBody_IsRefused()
    {
        using var answer = await house.SendAsync("{}", headers: [("Content-Encoding", "gzip")]);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode); // not a header of the request, but of its content
        var raw = await RawAsync($"POST {HookHouse.PathOf()} HTTP/1.1\r\nHost: a\r\nContent-Encoding: gzip\r\nContent-Length: 0\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 400 ", raw, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhoeverIsNotAuthentic_GetsOneAnswer_ByteByByte()
    {
        house.Receiver("type: github, secretRef: {name: hook}", name: "github");
        house.Receiver("type: quay, secretRef: {name: hook}", name: "quay");
        house.Receiver("type: generic-hmac, secretRef: {name: hook}", name: "hmac");
        foreach (var name in (string[])["github", "quay", "hmac"]) await house.ReadyAsync(name);
        string[] requests =
        [
            Request("harbor", "Authorization: wrong\r\n", "{}"),
            Request("harbor", "", "{}"),
            Request("harbor", $"Authorization: Bearer {HookHouse.Token}\r\n", "{}"),
            Request("quay", "", "not json"),
            Request("quay", "", "[]"),
            Request("hmac", "X-Signature: sha256=00\r\n", "{}"),
            Request("github", "Content-Type: application/json\r\nX-Hub-Signature-256: sha256=00\r\n", "{}"),
            Request("github", "Content-Type: text/plain\r\n", "{}"),
        ];
        var answers = new HashSet<string>();
        foreach (var request in requests) answers.Add(await RawAsync(request, withDate: false));
        Assert.Equal("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", Assert.Single(answers));
        Assert.Equal(1, house.Listings);
    }

    [Fact]
    public async Task SlowPeers_AreCutOff_AndHoldNobodyUp()
    {
        using var slowHead = await OpenAsync($"POST {HookHouse.PathOf()} HTTP/1.1\r\nHost: a\r\n");
        using var slowBody = await OpenAsync($"POST {HookHouse.PathOf()} HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{{");
        Assert.Equal(HttpStatusCode.OK, await house.PostAsync("{}"));
        foreach (var peer in (TcpClient[])[slowHead, slowBody])
        {
            using var reader = new StreamReader(peer.GetStream());
            Assert.StartsWith("HTTP/1.1 408 ", await reader.ReadToEndAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task ABodyThatTricklesIn_HasThirtySeconds()
    {
        var time = new FakeTime();
        await using var other = await HookHouse.StartAsync(
            house =>
            {
                house.Secret();
                house.Receiver();
            },
            leads: false, time: time,
            listener: web => web with { Limits = web.Limits with { MinBytesPerSecond = 1, RateGrace = TimeSpan.FromHours(1) } });
        await other.AnswersAsync(HttpStatusCode.OK);
        using var peer = await OpenAsync(
            $"POST {HookHouse.PathOf()} HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{{", other.Address);
        using var reader = new StreamReader(peer.GetStream());
        var answer = reader.ReadLineAsync();
        await Eventually.HoldsAsync(() => time.NextTimeout is { } left && left <= TimeSpan.FromSeconds(30));
        time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(answer.IsCompleted);
        await other.AnswersAsync(HttpStatusCode.OK); // others are served
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("HTTP/1.1 408 Request Timeout", await answer);
    }

    private static string Request(string name, string headers, string body) =>
        $"POST {HookHouse.PathOf(name: name)} HTTP/1.1\r\nHost: a\r\n{headers}Content-Length: {body.Length}\r\nConnection: "
        + $"close\r\n\r\n{body}";

    private async Task<HttpStatusCode> ChunkedAsync(int bytes)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://{house.Address}{HookHouse.PathOf()}");
        request.Content = new StringContent(new string(' ', bytes));
        request.Headers.TransferEncodingChunked = true;
        using var answer = await client.SendAsync(request);
        return answer.StatusCode;
    }

    private async Task<string> StatusOfAsync(string requestLine) =>
        (await RawAsync($"{requestLine}Host: a\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"))[..12];

    private async Task<string> RawAsync(string request, bool withDate = true)
    {
        using var client = await OpenAsync(request.Contains("Connection:", StringComparison.Ordinal) ? request
            : request.Replace("Host: a\r\n", "Host: a\r\nConnection: close\r\n", StringComparison.Ordinal));
        using var reader = new StreamReader(client.GetStream());
        var all = await reader.ReadToEndAsync();
        return withDate ? all : string.Join("\r\n", all.Split("\r\n").Where(line => !line.StartsWith("Date:", StringComparison.Ordinal)));
    }

    private async Task<TcpClient> OpenAsync(string request, IPEndPoint? address = null)
    {
        var client = new TcpClient();
        await client.ConnectAsync(address ?? house.Address);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request));
        return client;
    }
}
