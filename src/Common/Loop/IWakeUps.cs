using ImageAutomation.Common.Resources.Core;

namespace ImageAutomation.Common.Loop;

/// <summary>The clock of a controller: one pending wake-up per key.</summary>
public interface IWakeUps
{
    /// <summary>
    /// Wakes the key after a delay, in place of any earlier appointment. The delay runs on, whatever becomes of the wall clock.
    /// </summary>
    Task WakeAfterAsync(string controller, ObjectKey key, TimeSpan delay, CancellationToken cancellationToken);

    /// <summary>Forgets the key's appointment.</summary>
    Task CancelAsync(string controller, ObjectKey key, CancellationToken cancellationToken);
}
