using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using ImageAutomation.Common.Notifications;
using ImageAutomation.Common.Resources;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Sources;
using ImageAutomation.TestSupport;
using ImageAutomation.TestSupport.Kubernetes;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ImageAutomation.Common.Tests.Notifications;

public sealed class EventForwarderTests
{
    private static readonly ResourceEvent Happened = new()
    {
        Kind = ResourceKinds.ImagePolicy,
        Key = new ObjectKey("apps", "web"),
        Uid = "7f1c",
        ResourceVersion = "42",
        Severity = EventSeverity.Info,
        Reason = "Succeeded",
        Message = "Latest image tag for ghcr.io/acme/web resolved to 1.1.0",
        Metadata = new Dictionary<string, string> { ["newTag"] = "1.1.0", ["event.toolkit.fluxcd.io/team"] = "a" },
        Time = DateTimeOffset.FromUnixTimeMilliseconds(1_800_000_000_123),
    };

    private readonly ConcurrentQueue<NotificationOutcome> outcomes = new();
    private readonly ConcurrentQueue<(string Method, string? Type, string Body)> posts = new();

    [Fact]
    public async Task PostsWhatTheNotificationControllerReads()
    {
        await using var server = await AnsweringAsync(202);
        await using (var forwarder = Open(Target(server.Address)))
        {
            forwarder.Offer(Happened);
            forwarder.Offer(Happened with
            {
                Severity = EventSeverity.Error,
                Reason = "InvalidPolicy",
                Metadata = null,
                Uid = null,
                ResourceVersion = null,
            });
        }

        var (method, type, body) = posts.First();
        Assert.Equal(("POST", "application/json"), (method, type));
        var expected = JsonNode.Parse("""
            {
              "involvedObject": {"apiVersion": "image.toolkit.fluxcd.io/v1", "kind": "ImagePolicy", "namespace": "apps", "name": "web", "uid": "7f1c", "resourceVersion": "42"},
              "severity": "info",
              "timestamp": "2027-01-15T08:00:00Z",
              "message": "Latest image tag for ghcr.io/acme/web resolved to 1.1.0",
              "reason": "Succeeded",
              "metadata": {"event.toolkit.fluxcd.io/team": "a", "image.toolkit.fluxcd.io/newTag": "1.1.0"},
              "reportingController": "image-reflector-controller",
              "reportingInstance": "pod-1"
            }
            """);
        Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(body)), body);
        var second = JsonNode.Parse(posts.Last().Body)!;
        Assert.Equal(("error", "InvalidPolicy", null), ((string?)second["severity"], (string?)second["reason"], second["metadata"]));
        Assert.Equal([NotificationOutcome.Sent, NotificationOutcome.Sent], outcomes);
    }

    [Fact]
    public async Task TraceEvents_AreNotSent()
    {
        await using var server = await AnsweringAsync(202);
        await using (var forwarder = Open(Target(server.Address))) forwarder.Offer(Happened with { Severity = EventSeverity.Trace });
        Assert.Equal((0, 0), (server.Requests, outcomes.Count));
    }

    [Fact]
    public async Task ErrorsOfTheServer_AreTriedAgain()
    {
        await using var server = await AnsweringAsync(500, 503, 202);
        await using var forwarder = Open(Target(server.Address));
        forwarder.Offer(Happened);
        await Eventually.HoldsAsync(() => !outcomes.IsEmpty);
        Assert.Equal([NotificationOutcome.Sent], outcomes);
        Assert.Equal(3, server.Requests);
        Assert.Single(posts.Select(p => p.Body).Distinct());
    }

    [Theory]
    [InlineData(429, NotificationOutcome.Duplicate)]
    [InlineData(400, NotificationOutcome.Refused)]
    [InlineData(307, NotificationOutcome.Refused)]
    public async Task OtherAnswers_AreFinal(int status, NotificationOutcome outcome)
    {
        await using var server = await AnsweringAsync(status);
        await using var forwarder = Open(Target(server.Address));
        forwarder.Offer(Happened);
        await Eventually.HoldsAsync(() => !outcomes.IsEmpty);
        Assert.Equal([outcome], outcomes);
        Assert.Equal(1, server.Requests);
    }

    [Fact]
    public async Task TriesAreCounted_AndTheNextEventHasItsTurn()
    {
        await using var server = await AnsweringAsync(500, 500, 500, 500, 500, 202);
        await using var forwarder = Open(Target(server.Address));
        forwarder.Offer(Happened);
        forwarder.Offer(Happened);
        await Eventually.HoldsAsync(() => outcomes.Count == 2);
        Assert.Equal([NotificationOutcome.Failed, NotificationOutcome.Sent], outcomes);
        Assert.Equal(6, server.Requests);
    }

    [Fact]
    public async Task AnAnswerThatDoesNotCome_IsTriedAgain()
    {
        await using var server = await FaultServer.StartAsync(async (context, n) =>
        {
            if (n == 1)
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted)
                    .ContinueWith(_ => { }, TaskScheduler.Default);
        });
        await using var forwarder = Open(Target(server.Address) with { TryLimit = TimeSpan.FromMilliseconds(200) });
        forwarder.Offer(Happened);
        await Eventually.HoldsAsync(() => !outcomes.IsEmpty);
        Assert.Equal([NotificationOutcome.Sent], outcomes);
        Assert.Equal(2, server.Requests);
    }

    [Fact]
    public async Task NobodyThere_IsAFailure()
    {
        await using var forwarder = Open(Target(new Uri("http://127.0.0.1:1/")));
        forwarder.Offer(Happened);
        await Eventually.HoldsAsync(() => !outcomes.IsEmpty);
        Assert.Equal([NotificationOutcome.Failed], outcomes);
    }

    [Fact]
    public async Task AReceiverThatHangs_HoldsNobodyUp_AndWhatDoesNotFitIsDropped()
    {
        await using var server = await FaultServer.StartAsync(
            (context, _) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted)
                .ContinueWith(_ => { }, TaskScheduler.Default));
        var forwarder = Open(Target(server.Address) with
        {
            QueueLength = 2,
            TryLimit = TimeSpan.FromHours(1),
            DrainLimit = TimeSpan.FromMilliseconds(100),
        });
        forwarder.Offer(Happened);
        await Eventually.HoldsAsync(() => server.Requests == 1);
        for (var i = 0; i < 5; i++) forwarder.Offer(Happened); // two wait, three are too many
        Assert.Equal(3, outcomes.Count);
        await forwarder.DisposeAsync(); // ends although the receiver does not
        Assert.Equal(Enumerable.Repeat(NotificationOutcome.Dropped, 6), outcomes);
    }

    [Fact]
    public async Task AGracefulStop_SendsWhatWaits()
    {
        await using var server = await AnsweringAsync(202);
        await using (var forwarder = Open(Target(server.Address)))
            for (var i = 0; i < 20; i++) forwarder.Offer(Happened with { Message = $"{i}" });
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"{i}"), posts.Select(p => (string)JsonNode.Parse(p.Body)!["message"]!));
    }

    // The last answer is repeated.
    private Task<FaultServer> AnsweringAsync(params int[] answers) => FaultServer.StartAsync(async (context, n) =>
    {
        using var reader = new StreamReader(context.Request.Body);
        posts.Enqueue((context.Request.Method, context.Request.ContentType, await reader.ReadToEndAsync()));
        context.Response.StatusCode = answers[Math.Min(n, answers.Length) - 1];
        if (context.Response.StatusCode == 307) context.Response.Headers.Location = "/elsewhere";
    });

    private static NotificationTarget Target(Uri address) => new()
    {
        Address = address,
        Controller = "image-reflector-controller",
        Instance = "pod-1",
        FirstWait = TimeSpan.FromMilliseconds(5),
        DrainLimit = TimeSpan.FromSeconds(30),
    };

    private EventForwarder Open(NotificationTarget target) =>
        new(target, outcomes.Enqueue, TimeProvider.System, NullLogger<EventForwarder>.Instance);
}
