using ImageAutomation.Common.Kubernetes;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.TestSupport.Kubernetes;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace ImageAutomation.Common.Tests.Kubernetes;

/// <summary>Faults that a real server does not produce on demand.</summary>
public sealed class KubeClientFaultTests
{
    private const string Policy = """{"apiVersion":"image.toolkit.fluxcd.io/v1","kind":"ImagePolicy","metadata":{"name":"p","namespace":"n","resourceVersion":"7"},"spec":{"imageRepositoryRef":{"name":"r"},"policy":{}}}""";

    private static readonly ObjectKey Key = new("n", "p");

    [Fact]
    public async Task AServerThatAsksToWait_IsAskedAgainThen()
    {
        await using var server = await FaultServer.StartAsync(async (context, n) =>
        {
            context.Response.StatusCode = n == 1 ? 429 : 200;
            if (n == 1) context.Response.Headers.RetryAfter = "1";
            else await context.Response.WriteAsync(Policy);
        });
        using var client = Client(server);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        Assert.Equal("7", (await client.GetAsync<ImagePolicy>(Key, CancellationToken.None)).Value?.Metadata.ResourceVersion);
        Assert.InRange(clock.Elapsed, TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task EveryRequestIsTold_WithCodeHostAndMethod()
    {
        var told = new System.Collections.Concurrent.ConcurrentQueue<(int? Code, string Host, string Method)>();
        await using var server = await FaultServer.StartAsync(async (context, n) =>
        {
            context.Response.StatusCode = n == 1 ? 429 : 200;
            if (n == 1) context.Response.Headers.RetryAfter = "0";
            else await context.Response.WriteAsync(Policy);
        });
        var options = new KubeClientOptions
        {
            FieldManager = "f",
            RequestEnded = (code, host, method) => told.Enqueue((code, host, method)),
        };
        using var client = Client(server, options);
        await client.GetAsync<ImagePolicy>(Key, CancellationToken.None);
        await client.MergePatchAsync<ImagePolicy>(Key, [], null, CancellationToken.None);
        using var nobody = new KubeClient(new KubeConnection { Server = new Uri("http://127.0.0.1:1/") }, options, TimeProvider.System);
        await nobody.GetAsync<ImagePolicy>(Key, CancellationToken.None);
        var host = $"127.0.0.1:{server.Address.Port}";
        Assert.Equal([(429, host, "GET"), (200, host, "GET"), (200, host, "PATCH"), (null, "127.0.0.1:1", "GET")], told);
    }

    [Fact]
    public async Task TheServerGetsTheIdOfTheTrace()
    {
        var ids = new System.Collections.Concurrent.ConcurrentQueue<string>();
        await using var server = await FaultServer.StartAsync(async (context, _) =>
        {
            ids.Enqueue(context.Request.Headers.TraceParent.ToString());
            await context.Response.WriteAsync(Policy);
        });
        using var client = Client(server);
        await client.GetAsync<ImagePolicy>(Key, CancellationToken.None);
        using var run = new System.Diagnostics.Activity("run").Start();
        await client.GetAsync<ImagePolicy>(Key, CancellationToken.None);
        Assert.Equal("", ids.First());
        Assert.Contains(run.TraceId.ToHexString(), ids.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AServerThatKeepsAskingToWait_IsGivenUp()
    {
        await using var server = await FaultServer.StartAsync((context, _) =>
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = "0";
            return Task.CompletedTask;
        });
        using var client = Client(server);
        Assert.Equal(KubeReasons.TooManyRequests, (await client.GetAsync<ImagePolicy>(Key, CancellationToken.None)).Failure?.Reason);
        Assert.Equal(4, server.Requests);
    }

    [Fact]
    public async Task ASlowServer_IsGivenUp_AndCancellationIsNotAFailure()
    {
        await using var server = await FaultServer.StartAsync(
            (context, _) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted)
                .ContinueWith(_ => { }, TaskScheduler.Default));
        using var client = Client(server, new KubeClientOptions { FieldManager = "f", CallLimit = TimeSpan.FromMilliseconds(200) });
        var failure = (await client.GetAsync<ImagePolicy>(Key, CancellationToken.None)).Failure;
        Assert.Equal(KubeReasons.Unavailable, failure?.Reason);
        Assert.Contains("did not answer within 200ms", failure?.Message, StringComparison.Ordinal);
        using var patient = Client(server);
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => patient.GetAsync<ImagePolicy>(Key, cancel.Token));
    }

    [Fact]
    public async Task ASilentWatch_EndsWhenItsHeadersDoNotCome()
    {
        await using var server = await FaultServer.StartAsync(
            (context, _) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted)
                .ContinueWith(_ => { }, TaskScheduler.Default));
        using var client = Client(server, new KubeClientOptions { FieldManager = "f", CallLimit = TimeSpan.FromMilliseconds(200) });
        var happened = await WatchAsync(client);
        Assert.Equal(KubeReasons.Unavailable, Assert.Single(happened).Problem?.Reason);
    }

    [Fact]
    public async Task ALargeAnswer_IsNotReadToTheEnd()
    {
        await using var server = await FaultServer.StartAsync((context, _) => context.Response.WriteAsync(new string(' ', 100_000)));
        using var client = Client(server, new KubeClientOptions { FieldManager = "f", MaxBytes = 10_000 });
        Assert.Contains(
            "more than 10000 bytes", (await client.GetAsync<ImagePolicy>(Key, CancellationToken.None)).Failure?.Message,
            StringComparison.Ordinal);
        Assert.Contains("more than 10000 bytes", Assert.Single(await WatchAsync(client)).Problem?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AWatchCutInTheMiddleOfAnEvent_GivesTheWholeEventsOnly()
    {
        await using var server = await FaultServer.StartAsync(
            (context, _) => context.Response.WriteAsync($$"""{"type":"ADDED","object":{{Policy}}}""" + "\n" + """{"type":"ADDED","obj"""));
        using var client = Client(server);
        var happened = Assert.Single(await WatchAsync(client));
        Assert.Equal((KubeWatchEventType.Upserted, "7"), (happened.Type, happened.ResourceVersion));
    }

    [Fact]
    public async Task AnObjectThatDoesNotFit_IsNamed_AndTheOthersAreRead()
    {
        var bad = Policy.Replace("\"p\"", "\"bad\"", StringComparison.Ordinal).Replace("{\"name\":\"r\"}", "5", StringComparison.Ordinal);
        await using var server = await FaultServer.StartAsync((context, _) => context.Response.WriteAsync(
            context.Request.Query.ContainsKey("watch") ? $$"""{"type":"MODIFIED","object":{{bad}}}""" + "\n"
                : $$"""{"metadata":{"resourceVersion":"9"},"items":[{{bad}},{{Policy}}]}"""));
        using var client = Client(server);
        var list = (await client.ListAsync<ImagePolicy>(KubeQuery.All, CancellationToken.None)).Value;
        Assert.Equal("p", Assert.Single(list.Items).Metadata.Name);
        Assert.Contains("n/bad", Assert.Single(list.Unreadable), StringComparison.Ordinal);
        var happened = Assert.Single(await WatchAsync(client));
        Assert.Equal((KubeWatchEventType.Unreadable, "7"), (happened.Type, happened.ResourceVersion));
    }

    [Fact]
    public async Task AProxysPage_IsAFailureWithoutThePage()
    {
        await using var server = await FaultServer.StartAsync((context, _) =>
        {
            context.Response.StatusCode = 502;
            return context.Response.WriteAsync("<html>secret</html>");
        });
        using var client = Client(server);
        var failure = (await client.GetAsync<ImagePolicy>(Key, CancellationToken.None)).Failure!;
        Assert.Equal(KubeReasons.Unavailable, failure.Reason);
        Assert.StartsWith(
            "cannot get imagepolicies.image.toolkit.fluxcd.io 'p' in namespace 'n': 502", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARedirect_IsNotFollowed()
    {
        await using var server = await FaultServer.StartAsync((context, _) =>
        {
            context.Response.Redirect("/elsewhere");
            return Task.CompletedTask;
        });
        using var client = Client(server);
        Assert.False((await client.GetAsync<ImagePolicy>(Key, CancellationToken.None)).IsSuccess);
        Assert.Equal(1, server.Requests);
    }

    [Fact]
    public async Task AServerThatIsNotThere_IsNamed()
    {
        using var client = new KubeClient(new KubeConnection
        {
            Server = new Uri("http://127.0.0.1:1/"),
        }, new KubeClientOptions { FieldManager = "f" }, TimeProvider.System);
        var failure = (await client.GetAsync<ImagePolicy>(Key, CancellationToken.None)).Failure!;
        Assert.Equal(KubeReasons.Unavailable, failure.Reason);
        Assert.Contains("http://127.0.0.1:1", failure.Message, StringComparison.Ordinal);
    }

    private static async Task<List<KubeWatchEvent<ImagePolicy>>> WatchAsync(KubeClient client)
    {
        var all = new List<KubeWatchEvent<ImagePolicy>>();
        await foreach (var happened in client.WatchAsync<ImagePolicy>(KubeQuery.All, "1", CancellationToken.None)) all.Add(happened);
        return all;
    }

    private static KubeClient Client(FaultServer server, KubeClientOptions? options = null) =>
        new(new KubeConnection { Server = server.Address }, options ?? new KubeClientOptions { FieldManager = "f" }, TimeProvider.System);
}
