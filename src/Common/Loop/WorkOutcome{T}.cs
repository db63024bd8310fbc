using ImageAutomation.Languages.Results;

namespace ImageAutomation.Common.Loop;

/// <summary>What the work on one object came to.</summary>
/// <typeparam name="T">Resource type.</typeparam>
public sealed record WorkOutcome<T>
{
    /// <summary>The object with the status fields of its kind; conditions are not the work's business.</summary>
    public required T Object { get; init; }

    /// <summary>How it failed; null: it succeeded.</summary>
    public Failure? Failure { get; init; }

    /// <summary>
    /// Whether the failure is nothing but the start of things, soon to be over: it shows in the status, and nobody is called.
    /// </summary>
    public bool IsQuiet { get; init; }

    /// <summary>Ready message of a success.</summary>
    public string SuccessMessage { get; init; } = "";

    /// <summary>What was going on, shown while the run is retried.</summary>
    public string ProgressMessage { get; init; } = "reconciliation in progress";

    /// <summary>When the object is due again; null means only when something changes.</summary>
    public TimeSpan? RequeueAfter { get; init; }

    /// <summary>Text of the event when something was done; null: the Ready message tells.</summary>
    public string? DoneMessage { get; init; }

    /// <summary>Text of the quiet event when nothing changed; null: the Ready message.</summary>
    public string? NothingNewMessage { get; init; }

    /// <summary>Structured facts for the event.</summary>
    public IReadOnlyDictionary<string, string>? EventMetadata { get; init; }

    /// <summary>What gets an event of its own, beside the one about the run.</summary>
    public IReadOnlyList<RunNotice> Notices { get; init; } = [];
}
