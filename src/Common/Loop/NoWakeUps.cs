using ImageAutomation.Common.Resources.Core;

namespace ImageAutomation.Common.Loop;

/// <summary>Wakes nobody: for a single pass, a preview and tests that wake by hand.</summary>
public sealed class NoWakeUps : IWakeUps
{
    /// <summary>The only instance needed.</summary>
    public static readonly NoWakeUps Instance = new();

    /// <inheritdoc/>
    public Task WakeAfterAsync(string controller, ObjectKey key, TimeSpan delay, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task CancelAsync(string controller, ObjectKey key, CancellationToken cancellationToken) => Task.CompletedTask;
}
