using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Common.Loop;

/// <summary>The one place that catches everything: a bug in one run must show, and must stop no other.</summary>
public static class Unexpected
{
    /// <summary>Runs work; what nobody expected becomes a result of it.</summary>
    /// <param name="work">The work.</param>
    /// <param name="became">
    /// Makes the result of the exception, for the log, and of the failure, for people: an exception's text may hold anything.
    /// </param>
    /// <param name="cancellationToken">Its cancellation is no bug; it throws as ever.</param>
    public static async Task<T> CaughtAsync<T>(
        Func<Task<T>> work, Func<Exception, Failure, T> became, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(became);
        try
        {
            return await work();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // see the summary
        catch (Exception e)
#pragma warning restore CA1031
        {
            return became(
                e, Failure.Transient(Reasons.Failed, $"the run ended in an unexpected {e.GetType().Name}; the log says where", e));
        }
    }
}
