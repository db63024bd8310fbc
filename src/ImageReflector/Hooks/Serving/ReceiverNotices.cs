using System.Collections.Concurrent;
using ImageAutomation.Common.Loop;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Hooks;
using ImageAutomation.Common.Sources;
using ImageAutomation.Languages.Results;
using Microsoft.Extensions.Logging;

namespace ImageAutomation.ImageReflector.Hooks.Serving;

/// <summary>Events about requests that a Receiver could not pass on, one of a kind in ten minutes.</summary>
/// <param name="context">Where events go, and time.</param>
internal sealed class ReceiverNotices(ControllerContext context)
{
    private const int MaxTold = 1000;

    private static readonly TimeSpan Gap = TimeSpan.FromMinutes(10);

    private readonly ILogger logger = context.Loggers.CreateLogger<ReceiverNotices>();
    private readonly ConcurrentDictionary<(ObjectKey Receiver, string Text), long> told = new();

    /// <summary>Records a warning on a Receiver.</summary>
    public async Task TellAsync(Receiver receiver, Failure failure, CancellationToken cancellationToken)
    {
        var key = (receiver.Key, failure.Message);
        if (told.TryGetValue(key, out var last) && context.Time.GetElapsedTime(last) < Gap) return;
        if (told.Count >= MaxTold) told.Clear(); // costs repeated events
        told[key] = context.Time.GetTimestamp();
        logger.NotPassedOn(receiver.Key, failure.Reason, failure.Message);
        await context.Source.RecordEventAsync(
            new ResourceEvent
            {
                Kind = Receiver.ResourceKind,
                Key = receiver.Key,
                Uid = receiver.Metadata.Uid,
                ResourceVersion = receiver.Metadata.ResourceVersion,
                Severity = EventSeverity.Error,
                Reason = failure.Reason,
                Message = failure.Message,
                Time = context.Time.GetUtcNow(),
            },
            cancellationToken);
    }

    /// <summary>Forgets a Receiver.</summary>
    public void Forget(ObjectKey receiver)
    {
        foreach (var key in told.Keys.Where(key => key.Receiver == receiver).ToList()) told.TryRemove(key, out _);
    }
}
