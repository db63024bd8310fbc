namespace ImageAutomation.Languages.Results;

/// <summary>What a reconciler does about a <see cref="Failure"/>.</summary>
public enum FailureKind
{
    /// <summary>May pass by itself: the key is retried with back-off.</summary>
    Transient,

    /// <summary>Only a change of the spec helps: the object is Stalled and not retried.</summary>
    Terminal,

    /// <summary>Another object has to change first: the key waits for it, or for the dependency delay.</summary>
    Waiting,
}
