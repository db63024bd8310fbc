using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Threading.Channels;
using ImageAutomation.Common.Sources;
using ImageAutomation.Languages.GoText;
using Microsoft.Extensions.Logging;

namespace ImageAutomation.Common.Notifications;

/// <summary>
/// Posts events to a receiver such as Flux's notification controller, one after the other, so that they arrive in order. Whoever has an
/// event never waits: a queue of bounded length takes it, and what does not fit is dropped, counted and logged.
/// </summary>
public sealed class EventForwarder : IAsyncDisposable
{
    private readonly NotificationTarget target;
    private readonly Action<NotificationOutcome> count;
    private readonly TimeProvider time;
    private readonly ILogger<EventForwarder> logger;
    private readonly HttpClient http;
    private readonly Channel<ResourceEvent> queue;
    private readonly CancellationTokenSource late = new();
    private readonly Task sending;
    private long dropped; // since the queue last had room

    /// <summary>Starts to send.</summary>
    /// <param name="target">Where to.</param>
    /// <param name="count">Told what became of each event; fast, never throws.</param>
    /// <param name="time">Time.</param>
    /// <param name="logger">Log.</param>
    public EventForwarder(NotificationTarget target, Action<NotificationOutcome> count, TimeProvider time, ILogger<EventForwarder> logger)
    {
        ArgumentNullException.ThrowIfNull(target);
        (this.target, this.count, this.time, this.logger) = (target, count, time, logger);
        // A redirect would post cluster data to a place that nobody configured.
        http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = target.TryLimit })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        http.DefaultRequestHeaders.UserAgent.ParseAdd(target.Controller);
        queue = Channel.CreateBounded<ResourceEvent>(new BoundedChannelOptions(target.QueueLength) { SingleReader = true });
        sending = Task.Run(SendAllAsync);
    }

    /// <summary>Takes an event. Returns at once, whatever happens to it. Trace events are not sent.</summary>
    public void Offer(ResourceEvent happened)
    {
        ArgumentNullException.ThrowIfNull(happened);
        if (happened.Severity == EventSeverity.Trace) return;
        if (queue.Writer.TryWrite(happened))
        {
            if (Interlocked.Exchange(ref dropped, 0) is > 0 and var lost) logger.HasRoomAgain(lost);
            return;
        }

        count(NotificationOutcome.Dropped);
        if (Interlocked.Increment(ref dropped) == 1) logger.QueueFull(target.QueueLength, happened.Reason, happened.Kind, happened.Key);
    }

    /// <summary>Sends what waits, for as long as the target's limit allows.</summary>
    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        using (time.CreateTimer(_ => late.Cancel(), null, target.DrainLimit, Timeout.InfiniteTimeSpan)) await sending;
        http.Dispose();
        late.Dispose();
    }

    private async Task SendAllAsync()
    {
        var unsent = 0;
        await foreach (var happened in queue.Reader.ReadAllAsync(CancellationToken.None)) // ends when the queue is closed and empty
        {
            var outcome = late.IsCancellationRequested ? NotificationOutcome.Dropped : await SendAsync(happened);
            if (outcome == NotificationOutcome.Dropped) unsent++;
            count(outcome);
        }

        if (unsent > 0) logger.EndedUnsent(unsent, GoDuration.From(target.DrainLimit));
    }

    private async Task<NotificationOutcome> SendAsync(ResourceEvent happened)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(NotificationBody.From(happened, target), NotificationJson.Default.NotificationBody);
        try
        {
            for (var retry = 0; ; retry++)
            {
                var (outcome, problem) = await TryAsync(body);
                if (outcome is NotificationOutcome.Sent or NotificationOutcome.Duplicate) return outcome;
                if (outcome == NotificationOutcome.Refused || retry == target.Retries)
                {
                    logger.NotSent(happened.Reason, happened.Kind, happened.Key, problem);
                    return outcome;
                }

                var wait = target.FirstWait * Math.Pow(2, retry);
                await Task.Delay(wait < target.LongestWait ? wait : target.LongestWait, time, late.Token);
            }
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            return NotificationOutcome.Dropped;
        }
    }

    private async Task<(NotificationOutcome Outcome, string Problem)> TryAsync(byte[] body)
    {
        using var limit = new CancellationTokenSource(target.TryLimit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, late.Token);
        using var request = new HttpRequestMessage(HttpMethod.Post, target.Address);
        request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token);
            var problem = $"the receiver answered {(int)response.StatusCode}";
            return response.StatusCode switch
            {
                _ when response.IsSuccessStatusCode => (NotificationOutcome.Sent, ""),
                HttpStatusCode.TooManyRequests => (NotificationOutcome.Duplicate, ""),
                >= HttpStatusCode.InternalServerError => (NotificationOutcome.Failed, problem),
                _ => (NotificationOutcome.Refused, problem),
            };
        }
        catch (OperationCanceledException) when (!late.IsCancellationRequested)
        {
            return (NotificationOutcome.Failed, $"no answer within {GoDuration.Format(target.TryLimit)}");
        }
        catch (HttpRequestException e)
        {
            return (NotificationOutcome.Failed, e.Message);
        }
    }
}
