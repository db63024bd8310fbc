using ImageAutomation.Common.Loop;
using ImageAutomation.Common.Resources.Core;

namespace ImageAutomation.Bench.Support;

/// <summary>Never wakes anybody: only what the scenario does starts a run.</summary>
internal sealed class SilentClock : IWakeUps
{
    public Task WakeAfterAsync(string controller, ObjectKey key, TimeSpan delay, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task CancelAsync(string controller, ObjectKey key, CancellationToken cancellationToken) => Task.CompletedTask;
}
