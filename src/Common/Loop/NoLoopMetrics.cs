using ImageAutomation.Common.Resources.Core;

namespace ImageAutomation.Common.Loop;

/// <summary>Keeps no metrics.</summary>
public sealed class NoLoopMetrics : ILoopMetrics
{
    /// <summary>The only instance needed.</summary>
    public static readonly NoLoopMetrics Instance = new();

    /// <inheritdoc/>
    public void Follow(string controller, int workers, Func<QueueState> queue)
    {
    }

    /// <inheritdoc/>
    public void KeyAdded(string controller)
    {
    }

    /// <inheritdoc/>
    public void KeyRetried(string controller)
    {
    }

    /// <inheritdoc/>
    public void RunStarted(string controller, TimeSpan waited)
    {
    }

    /// <inheritdoc/>
    public void RunEnded(string controller, RunResult result, TimeSpan took)
    {
    }

    /// <inheritdoc/>
    public void RunThrew(string controller)
    {
    }

    /// <inheritdoc/>
    public void Worked<T>(T before, WorkOutcome<T> outcome, TimeSpan took)
        where T : class, IReconciledResource<T>
    {
    }

    /// <inheritdoc/>
    public void ObjectReconciled(ResourceKind kind, ObjectKey key, TimeSpan took)
    {
    }

    /// <inheritdoc/>
    public void ObjectGone(ResourceKind kind, ObjectKey key)
    {
    }

    /// <inheritdoc/>
    public void ChangeSeen(ResourceKind kind, ObjectKey key)
    {
    }
}
