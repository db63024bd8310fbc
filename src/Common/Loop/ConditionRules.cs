using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Common.Loop;

/// <summary>The only place that makes conditions: one function for a run that goes on, one for a run that ended. Pure.</summary>
public static class ConditionRules
{
    /// <summary>Longest message that the API takes, in characters.</summary>
    public const int MaxMessageLength = 32_768;

    /// <summary>Conditions while a new generation is worked on: Reconciling, and Ready=Unknown unless Ready is known already.</summary>
    public static IReadOnlyList<Condition> Begin(IConditionedStatus before, long generation, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(before);
        var message = before.ObservedGeneration == generation
            ? "reconciliation in progress"
            : $"processing object: new generation {before.ObservedGeneration} -> {generation}";
        var conditions = new List<Condition>();
        if (before.Find(ConditionTypes.Ready) is { Status: not "Unknown" } ready) conditions.Add(ready);
        else conditions.Add(Make(before, ConditionTypes.Ready, "Unknown", Reasons.Progressing, message, generation, now));
        conditions.Add(Make(before, ConditionTypes.Reconciling, "True", Reasons.Progressing, message, generation, now));
        return conditions;
    }

    /// <summary>Conditions after a run.</summary>
    /// <param name="before">Status before the run.</param>
    /// <param name="failure">How the run failed; null: it succeeded.</param>
    /// <param name="successMessage">Ready message of a success.</param>
    /// <param name="progressMessage">Message of Reconciling while the run is retried.</param>
    /// <param name="generation">Generation that the run worked on.</param>
    /// <param name="now">Time of transitions; cut to seconds.</param>
    /// <returns>The conditions, and whether <c>observedGeneration</c> advances (Ready or Stalled).</returns>
    public static (IReadOnlyList<Condition> Conditions, bool Observed) Conclude(
        IConditionedStatus before, Failure? failure, string successMessage, string progressMessage, long generation, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(before);
        if (failure is null)
            return ([Make(before, ConditionTypes.Ready, "True", Reasons.Succeeded, successMessage, generation, now)], true);

        var ready = Make(before, ConditionTypes.Ready, "False", failure.Reason, failure.Message, generation, now);
        return failure.Kind == FailureKind.Terminal
            ? ([ready, Make(before, ConditionTypes.Stalled, "True", failure.Reason, failure.Message, generation, now)], true)
            : ([ready, Make(before, ConditionTypes.Reconciling, "True", Reasons.ProgressingWithRetry, progressMessage, generation, now)],
                false);
    }

    private static Condition Make(
        IConditionedStatus before, string type, string status, string reason, string message, long generation, DateTimeOffset now)
    {
        var known = before.Find(type);
        return new Condition
        {
            Type = type,
            Status = status,
            Reason = reason,
            Message = message.Length <= MaxMessageLength ? message : message[..(MaxMessageLength - 3)] + "...",
            LastTransitionTime = known?.Status == status ? known.LastTransitionTime : WholeSeconds(now),
            ObservedGeneration = generation,
        };
    }

    private static DateTimeOffset WholeSeconds(DateTimeOffset now) =>
        new(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
}
