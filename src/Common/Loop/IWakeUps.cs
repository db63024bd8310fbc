using ImageAutomation.Common.Resources.Core;

namespace ImageAutomation.Common.Loop;

/// <summary>The clock of a controller: one pending wake-up per key.</summary>
public interface IWakeUps
{
    /// <summary>Wakes the key at a time, in place of any earlier appointment. A time that has passed wakes it now.</summary>
    Task WakeAtAsync(string controller, ObjectKey key, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Forgets the key's appointment.</summary>
    Task CancelAsync(string controller, ObjectKey key, CancellationToken cancellationToken);
}
