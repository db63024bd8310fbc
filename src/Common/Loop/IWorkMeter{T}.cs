using ImageAutomation.Common.Resources.Core;

namespace ImageAutomation.Common.Loop;

/// <summary>Told what the work on objects of one kind came to. Implementations are fast and never throw.</summary>
/// <typeparam name="T">Resource type.</typeparam>
public interface IWorkMeter<T>
    where T : class, IReconciledResource<T>
{
    /// <summary>The work on an object ended.</summary>
    /// <param name="before">The object before.</param>
    /// <param name="outcome">What came of it.</param>
    /// <param name="took">Time of the work alone.</param>
    void Worked(T before, WorkOutcome<T> outcome, TimeSpan took);

    /// <summary>An object is gone: nothing about it is kept.</summary>
    void Gone(ObjectKey key);
}
