namespace ImageAutomation.ImageUpdater.Git.Objects;

/// <summary>Why a walk through history ended.</summary>
public enum HistoryEnd
{
    /// <summary>The visitor had enough.</summary>
    Stopped,

    /// <summary>Every commit was visited, down to the first.</summary>
    Root,

    /// <summary>Every local commit was visited, but history was cut: deepening brings more.</summary>
    Boundary,

    /// <summary>The limit was met.</summary>
    Limit,
}
