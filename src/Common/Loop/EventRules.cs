using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Sources;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Common.Loop;

/// <summary>Which event a run tells. Pure; the rules are the reference controllers'.</summary>
public static class EventRules
{
    /// <summary>Chooses severity, reason and message.</summary>
    /// <param name="before">Status before the run.</param>
    /// <param name="failure">How the run failed; null: it succeeded.</param>
    /// <param name="readyMessage">Ready message of the success.</param>
    /// <param name="doneMessage">Says what was done; null: nothing but what the Ready message tells.</param>
    /// <param name="nothingNewMessage">Says that nothing changed; null: the Ready message.</param>
    public static (EventSeverity Severity, string Reason, string Message) Tell(
        IConditionedStatus before, Failure? failure, string readyMessage, string? doneMessage, string? nothingNewMessage)
    {
        ArgumentNullException.ThrowIfNull(before);
        if (failure is not null) return (EventSeverity.Error, failure.Reason, failure.Message);
        if (doneMessage is not null) return (EventSeverity.Info, Reasons.Succeeded, doneMessage);
        var ready = before.Find(ConditionTypes.Ready);
        return ready is not { Status: "True" } || ready.Message != readyMessage
            ? (EventSeverity.Info, Reasons.Succeeded, readyMessage)
            : (EventSeverity.Trace, Reasons.Succeeded, nothingNewMessage ?? readyMessage);
    }

    /// <summary>Event metadata: the object's own event annotations and the facts of the run.</summary>
    public static IReadOnlyDictionary<string, string>? Metadata(
        IReadOnlyDictionary<string, string>? annotations, IReadOnlyDictionary<string, string>? facts)
    {
        var result = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in annotations ?? new Dictionary<string, string>())
            if (name.StartsWith(WellKnown.EventAnnotationPrefix, StringComparison.Ordinal)) result[name] = value;
        foreach (var (name, value) in facts ?? new Dictionary<string, string>()) result[name] = value;
        return result.Count == 0 ? null : result;
    }
}
