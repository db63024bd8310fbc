using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace ImageAutomation.ImageReflector.TagStore;

/// <summary>Passes damage that the store finds to the log at once, and to whoever reports it as events.</summary>
/// <param name="logger">Log.</param>
public sealed class TagStoreIncidents(ILogger<TagStoreIncidents> logger)
{
    /// <summary>Reason of the events.</summary>
    public const string EventReason = "TagStoreDamaged";

    private const int MaxPending = 100;

    private readonly Channel<TagStoreIncident> pending = Channel.CreateBounded<TagStoreIncident>(new BoundedChannelOptions(MaxPending)
    {
        FullMode = BoundedChannelFullMode.DropOldest,
    });

    /// <summary>Notes an incident; the store's callback.</summary>
    public void Note(TagStoreIncident incident)
    {
        ArgumentNullException.ThrowIfNull(incident);
        logger.TagStoreDamaged(incident.Message, incident.Cause);
        pending.Writer.TryWrite(incident);
    }

    /// <summary>Incidents as they come; each is handed out once.</summary>
    public IAsyncEnumerable<TagStoreIncident> ReadAllAsync(CancellationToken cancellationToken) =>
        pending.Reader.ReadAllAsync(cancellationToken);
}
