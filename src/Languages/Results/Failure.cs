namespace ImageAutomation.Languages.Results;

/// <summary>An expected failure, as a value.</summary>
/// <param name="Kind">What the loop does about it.</param>
/// <param name="Reason">CamelCase code, used verbatim as the condition's reason.</param>
/// <param name="Message">One sentence that a user can act on; never contains a secret.</param>
/// <param name="Cause">The exception behind it, for the log only.</param>
public sealed record Failure(FailureKind Kind, string Reason, string Message, Exception? Cause = null)
{
    /// <summary>Makes a failure that is retried with back-off.</summary>
    public static Failure Transient(string reason, string message, Exception? cause = null) =>
        new(FailureKind.Transient, reason, message, cause);

    /// <summary>Makes a failure that only a change of the spec resolves.</summary>
    public static Failure Terminal(string reason, string message, Exception? cause = null) =>
        new(FailureKind.Terminal, reason, message, cause);

    /// <summary>Makes a failure that another object resolves.</summary>
    public static Failure Waiting(string reason, string message, Exception? cause = null) =>
        new(FailureKind.Waiting, reason, message, cause);

    /// <summary>The same failure with text put before its message.</summary>
    public Failure Prefixed(string prefix) => this with { Message = prefix + Message };

    /// <inheritdoc/>
    public override string ToString() => $"{Reason}: {Message}";
}
