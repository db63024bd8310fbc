using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

using ImageAutomation.Common.Tracing;
using ImageAutomation.ImageReflector.Registry;
using ImageAutomation.TestSupport.Registry;

using Xunit;

namespace ImageAutomation.ImageReflector.Tests.Registry;

/// <summary>What a trace tells of the calls to registries.</summary>
public sealed class SpanTests : IDisposable
{
    private const string Password = "SECRETVALUE";

    private readonly ConcurrentQueue<Activity> spans = new();
    private readonly ActivityListener listener;
    private readonly Activity run = new("run");

    public SpanTests()
    {
        listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Spans.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                if (span.TraceId == run.TraceId) spans.Enqueue(span); // other tests run beside this one
            },
        };
        ActivitySource.AddActivityListener(listener);
        run.Start();
    }

    public void Dispose()
    {
        run.Dispose();
        listener.Dispose();
    }

    [Fact]
    public async Task EveryTryIsASpan_WithHostMethodAndStatus_AndNoSecret()
    {
        await using var registry = await StandInRegistry.StartAsync();
        await using var storage = await StandInServer.StartAsync();
        storage.Handler = context =>
            Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(context.Response, "{\"tags\":[\"1\"]}");
        var tokens = new TokenStandIn(registry) { Login = "u:" + Password };
        var inner = registry.Override!; // TokenStandIn sets it
        var failures = 1;
        registry.Override = async context =>
        {
            if (await inner(context)) return true;
            if (failures-- > 0)
            {
                await StandInRegistry.FailAsync(context, 503, "UNAVAILABLE");
                return true;
            }

            context.Response.StatusCode = 307;
            context.Response.Headers.Location = $"http://{storage.Host}/blob?signature={Password}";
            return true;
        };
        using var client = Clients.Create();
        var target = new RegistryTarget
        {
            Host = registry.Host,
            Repository = "app",
            Insecure = true,
            PullSecrets = [Clients.Login(registry.Host, "u", Password)],
        };
        Assert.True((await client.ListTagsAsync(target, CancellationToken.None)).IsSuccess);

        Assert.All(
            spans, span =>
                Assert.Equal(
                    ("registry call", ActivityKind.Client, "127.0.0.1"), (span.DisplayName, span.Kind, span.GetTagItem("server.address"))));
        var port = int.Parse(registry.Host.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(
            [$"GET {port}  TlsError", $"GET {port} 401 ", $"GET {port} 200 ", $"GET {port} 503 ", $"GET {port} 200 away"],
            spans.Select(
                span =>
                    $"{span.GetTagItem("http.request.method")} {span.GetTagItem("server.port")} {span.GetTagItem("http.response.status_code")} {span.GetTagItem("error.type")}{(span.GetTagItem("imageautomation.redirected") is true ? "away" : "")}"));
        var told = string.Join(
            '\n', spans.SelectMany(span => span.TagObjects.Select(tag => $"{tag.Key}={tag.Value}").Append(span.StatusDescription)));
        foreach (var secret in (string[])[Password, "token-1", "Basic", "Bearer", "signature"])
            Assert.DoesNotContain(secret, told, StringComparison.Ordinal);
        Assert.Equal(1, tokens.Issued);
        // registries have no use for our trace ids
        Assert.All(registry.Requests, request => Assert.DoesNotContain("traceparent", request.Headers.Keys));
    }

    [Fact]
    public async Task ACallThatFailed_CarriesTheReason()
    {
        int port;
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            port = ((IPEndPoint)probe.LocalEndpoint).Port;
        }

        using var client = Clients.Create(Clients.Fast with { Attempts = 1 });
        var target = new RegistryTarget { Host = $"127.0.0.1:{port}", Repository = "app" };
        Assert.False((await client.ListTagsAsync(target, CancellationToken.None)).IsSuccess);
        Assert.NotEmpty(spans);
        Assert.All(
            spans, span =>
                Assert.Equal(
                    (RegistryReasons.RegistryUnreachable, ActivityStatusCode.Error), (span.GetTagItem("error.type"), span.Status)));
    }

    [Fact]
    public async Task OutsideOfARun_ThereAreNoSpans()
    {
        await using var registry = await StandInRegistry.StartAsync();
        registry.Tags["app"] = ["1"];
        using var client = Clients.Create();
        Activity.Current = null;
        var all = new ConcurrentQueue<Activity>();
        using var everything = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Spans.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                if (span.Parent is null && span.DisplayName == "registry call") all.Enqueue(span);
            },
        };
        ActivitySource.AddActivityListener(everything);
        Assert.True((await client.ListTagsAsync(new RegistryTarget
        {
            Host = registry.Host,
            Repository = "app",
        }, CancellationToken.None)).IsSuccess);
        Assert.Empty(all);
    }
}
