namespace ImageAutomation.ImageUpdater.Safety.Holds;

/// <summary>What happens to a group of targets.</summary>
public enum HoldVerdict
{
    /// <summary>Git holds what is elected.</summary>
    InStep,

    /// <summary>The elected values are written.</summary>
    Write,

    /// <summary>A person's value stands until something above what was rejected is elected.</summary>
    Held,

    /// <summary>Git is ahead of the election.</summary>
    NewerInGit,

    /// <summary>Another writer wants another value; nobody gives in, so nobody writes.</summary>
    Contested,
}
