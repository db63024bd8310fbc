namespace ImageAutomation.ImageUpdater.Git.Objects;

/// <summary>What became of a question for an object.</summary>
internal enum ObjectAnswer
{
    /// <summary>The object is there.</summary>
    Found,

    /// <summary>It is not.</summary>
    Missing,

    /// <summary>It cannot be read.</summary>
    Damaged,
}
