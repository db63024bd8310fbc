using ImageAutomation.Common.Resources.Core;

namespace ImageAutomation.Common.Loop;

/// <summary>Told what the loop does. Implementations are fast, take no lock for long and never throw.</summary>
public interface ILoopMetrics
{
    /// <summary>A controller exists; its queue can be asked at any time.</summary>
    void Follow(string controller, int workers, Func<QueueState> queue);

    /// <summary>A key was put into a queue in which it was not.</summary>
    void KeyAdded(string controller);

    /// <summary>A key will be tried again after a failure.</summary>
    void KeyRetried(string controller);

    /// <summary>A worker took a key that had waited.</summary>
    void RunStarted(string controller, TimeSpan waited);

    /// <summary>A worker is done with a key.</summary>
    void RunEnded(string controller, RunResult result, TimeSpan took);

    /// <summary>A run threw.</summary>
    void RunThrew(string controller);

    /// <summary>The work on an object ended.</summary>
    /// <typeparam name="T">Resource type.</typeparam>
    /// <param name="before">The object before.</param>
    /// <param name="outcome">What came of it.</param>
    /// <param name="took">Time of the work alone.</param>
    void Worked<T>(T before, WorkOutcome<T> outcome, TimeSpan took)
        where T : class, IReconciledResource<T>;

    /// <summary>A run over an object ended, status written.</summary>
    void ObjectReconciled(ResourceKind kind, ObjectKey key, TimeSpan took);

    /// <summary>An object is gone: nothing about it is kept.</summary>
    void ObjectGone(ResourceKind kind, ObjectKey key);

    /// <summary>Something changed that the next run over an object will act on.</summary>
    void ChangeSeen(ResourceKind kind, ObjectKey key);
}
