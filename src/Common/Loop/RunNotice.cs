namespace ImageAutomation.Common.Loop;

/// <summary>Something a run found out that gets an event of its own.</summary>
/// <param name="Reason">Reason code of the event.</param>
/// <param name="Message">Text for people; never contains a secret.</param>
/// <param name="Metadata">Structured facts.</param>
public sealed record RunNotice(string Reason, string Message, IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>Whether somebody should look.</summary>
    public bool IsWarning { get; init; }
}
