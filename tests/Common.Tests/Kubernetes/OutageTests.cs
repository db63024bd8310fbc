using ImageAutomation.Common.Kubernetes;
using ImageAutomation.Common.Resources;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.Common.Sources;
using ImageAutomation.Common.Sources.Cluster;
using ImageAutomation.TestSupport;
using ImageAutomation.TestSupport.Kubernetes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ImageAutomation.Common.Tests.Kubernetes;

/// <summary>Watches over restarts, compactions and refusals. Each test has a server of its own.</summary>
public sealed class OutageTests
{
    [ClusterFact]
    public async Task AfterARestart_WhatVanishedIsDeleted_AndWhatChangedIsTold()
    {
        var cluster = new Cluster();
        try
        {
            await cluster.StartAsync();
            var ns = await cluster.NamespaceAsync();
            foreach (var name in (string[])["kept", "gone", "changed"]) await cluster.PolicyAsync(ns, name, ">=1.0");
            using var client = cluster.Client();
            // The first wait is long enough to start the server and write before the watch comes back.
            var source = Source(client, ns, TimeSpan.FromSeconds(6));
            using var stop = new CancellationTokenSource(Eventually.Limit);
            await using var watch = source.WatchAsync<ImagePolicy>(stop.Token).GetAsyncEnumerator(stop.Token);
            for (var i = 0; i < 3; i++) Assert.Equal(ResourceChangeType.Upserted, (await NextAsync(watch)).Type);
            Assert.Equal(ResourceChangeType.Synced, (await NextAsync(watch)).Type);

            var next = NextAsync(watch);
            await cluster.Server.StopAsync();
            await cluster.Server.StartAgainAsync();
            await cluster.DeletePolicyAsync(ns, "gone");
            await cluster.PolicyAsync(ns, "changed", ">=2.0");
            var changes = new[] { await next, await NextAsync(watch) }.Select(c => (c.Type, c.Object?.Metadata.Name)).ToList();
            Assert.Equal([(ResourceChangeType.Deleted, "gone"), (ResourceChangeType.Upserted, "changed")], changes);

            await cluster.PolicyAsync(ns, "kept", ">=2.0");
            Assert.Equal("kept", (await NextAsync(watch)).Object?.Metadata.Name);
        }
        finally
        {
            await cluster.DisposeAsync();
        }
    }

    [ClusterFact]
    public async Task AVersionThatWasCompacted_IsExpired_AndTheStreamGoesOn()
    {
        var cluster = new Cluster();
        try
        {
            await cluster.StartAsync("--watch-cache=false");
            var ns = await cluster.NamespaceAsync();
            await cluster.PolicyAsync(ns, "p", ">=1.0");
            using var client = cluster.Client(new KubeClientOptions
            {
                FieldManager = "f",
                WatchDuration = TimeSpan.FromSeconds(1),
                PageSize = 2,
            });
            var query = new KubeQuery { Namespace = ns };
            var old = (await client.ListAsync<ImagePolicy>(query, CancellationToken.None)).Value.ResourceVersion;
            using var stop = new CancellationTokenSource(Eventually.Limit);
            await using var watch = Source(client, ns, TimeSpan.FromMilliseconds(50)).WatchAsync<ImagePolicy>(stop.Token)
                .GetAsyncEnumerator(stop.Token);
            Assert.Equal(ResourceChangeType.Upserted, (await NextAsync(watch)).Type);
            Assert.Equal(ResourceChangeType.Synced, (await NextAsync(watch)).Type);

            // Writes elsewhere move the server on without an event for us.
            var other = await cluster.NamespaceAsync();
            await cluster.PolicyAsync(other, "x", ">=1.0");
            Assert.Equal(200, (await cluster.RawAsync(HttpMethod.Post, "lite/compact")).Status);
            var failed = new List<KubeWatchEvent<ImagePolicy>>();
            await foreach (var happened in client.WatchAsync<ImagePolicy>(query, old, stop.Token)) failed.Add(happened);
            Assert.Equal(KubeReasons.Expired, Assert.Single(failed).Problem?.Reason);

            var next = NextAsync(watch);
            // the stream's watch ends and goes on from the compacted version
            await Task.Delay(TimeSpan.FromSeconds(2.5), TimeProvider.System);
            Assert.False(next.IsCompleted);
            await cluster.PolicyAsync(ns, "p", ">=2.0");
            Assert.Equal(">=2.0", (await next).Object?.Spec.Policy.Semver?.Range);
        }
        finally
        {
            await cluster.DisposeAsync();
        }
    }

    [Fact]
    public async Task AMomentThatPassedBetweenPages_IsListedAnew()
    {
        var lists = 0;
        await using var server = await FaultServer.StartAsync(async (context, _) =>
        {
            if (context.Request.Query.ContainsKey("watch"))
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted)
                    .ContinueWith(_ => { }, TaskScheduler.Default);
                return;
            }

            lists++;
            if (context.Request.Query.ContainsKey("continue") && lists == 2)
            {
                context.Response.StatusCode = 410;
                await context.Response.WriteAsync("""{"kind":"Status","code":410,"reason":"Expired","message":"the token is too old"}""");
                return;
            }

            var isLast = context.Request.Query.ContainsKey("continue");
            await context.Response.WriteAsync(
                $$"""{"metadata":{"resourceVersion":"9"{{(isLast ? "" : ",\"continue\":\"c\"")}}},"items":[{{Policy(isLast ? "b" : "a", 3)}}]}""");
        });
        using var client = new KubeClient(new KubeConnection
        {
            Server = server.Address,
        }, new KubeClientOptions { FieldManager = "f" }, TimeProvider.System);
        using var stop = new CancellationTokenSource(Eventually.Limit);
        await using var watch = Source(client, "n", TimeSpan.FromMilliseconds(20)).WatchAsync<ImagePolicy>(stop.Token)
            .GetAsyncEnumerator(stop.Token);
        Assert.Equal("a", (await NextAsync(watch)).Object?.Metadata.Name);
        Assert.Equal("b", (await NextAsync(watch)).Object?.Metadata.Name);
        Assert.Equal(ResourceChangeType.Synced, (await NextAsync(watch)).Type);
        Assert.Equal(4, lists);
    }

    [Fact]
    public async Task AnObjectThatWasReplacedWhileNobodyWatched_IsDeletedAndNew()
    {
        var lists = 0;
        await using var server = await FaultServer.StartAsync((context, _) =>
        {
            if (context.Request.Query.ContainsKey("watch"))
                return context.Response.WriteAsync("""{"type":"ERROR","object":{"kind":"Status","code":410,"reason":"Expired"}}""" + "\n");
            lists++;
            return context.Response.WriteAsync(
                $$"""{"metadata":{"resourceVersion":"{{lists}}"},"items":[{{Policy("a", Math.Min(lists, 2))}}]}""");
        });
        using var client = new KubeClient(new KubeConnection
        {
            Server = server.Address,
        }, new KubeClientOptions { FieldManager = "f" }, TimeProvider.System);
        using var stop = new CancellationTokenSource(Eventually.Limit);
        await using var watch = Source(client, "n", TimeSpan.FromMilliseconds(20)).WatchAsync<ImagePolicy>(stop.Token)
            .GetAsyncEnumerator(stop.Token);
        var seen = new List<(ResourceChangeType, string?)>();
        for (var i = 0; i < 4; i++)
        {
            var (type, o) = await NextAsync(watch);
            seen.Add((type, o?.Metadata.Uid));
        }

        Assert.Equal(
            [(ResourceChangeType.Upserted, "u1"), (ResourceChangeType.Synced, null), (ResourceChangeType.Deleted, "u1"),
                (ResourceChangeType.Upserted, "u2")], seen);
    }

    [Fact]
    public async Task ASilentServer_HoldsAnEventUpForTenSecondsAtMost()
    {
        await using var server = await FaultServer.StartAsync(
            (context, _) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted)
                .ContinueWith(_ => { }, TaskScheduler.Default));
        using var client = new KubeClient(new KubeConnection
        {
            Server = server.Address,
        }, new KubeClientOptions { FieldManager = "f" }, TimeProvider.System);
        var time = new FakeTime();
        var source = new KubernetesSource(client, new KubernetesSourceOptions
        {
            Controller = "f",
        }, time, NullLogger<KubernetesSource>.Instance);
        var recording = source.RecordEventAsync(
            new ResourceEvent
            {
                Kind = ResourceKinds.ImagePolicy,
                Key = new ObjectKey("n", "p"),
                Severity = EventSeverity.Info,
                Reason = "Succeeded",
                Message = "m",
                Time = time.GetUtcNow(),
            },
            CancellationToken.None);
        await Eventually.HoldsAsync(() => server.Requests == 1);
        Assert.False(recording.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(10));
        await recording.WaitAsync(Eventually.Limit);
    }

    private static string Policy(string name, int number) =>
        $$$"""{"metadata":{"name":"{{{name}}}","namespace":"n","uid":"u{{{number}}}","resourceVersion":"{{{number}}}"},"spec":{"imageRepositoryRef":{"name":"r"},"policy":{} } }""";

    private static KubernetesSource Source(KubeClient client, string ns, TimeSpan retry) =>
        new(client, new KubernetesSourceOptions
        {
            Controller = "f",
            Scope = new ClusterScope { Namespace = ns },
            MinRetryDelay = retry,
        }, TimeProvider.System, NullLogger<KubernetesSource>.Instance);

    private static async Task<ResourceChange<ImagePolicy>> NextAsync(IAsyncEnumerator<ResourceChange<ImagePolicy>> watch)
    {
        Assert.True(await watch.MoveNextAsync());
        return watch.Current;
    }
}
