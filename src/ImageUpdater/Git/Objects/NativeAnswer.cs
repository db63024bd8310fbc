namespace ImageAutomation.ImageUpdater.Git.Objects;

/// <summary>What became of a question to <see cref="NativeObjects"/>.</summary>
internal enum NativeAnswer
{
    /// <summary>The object is there.</summary>
    Found,

    /// <summary>It is not.</summary>
    Missing,

    /// <summary>It cannot be read.</summary>
    Damaged,
}
