using ImageAutomation.ImageUpdater.Git.Program;

namespace ImageAutomation.ImageUpdater.Git.Objects;

/// <summary>The bare repository that objects are read from and written to, and what the room needs to know of it.</summary>
internal sealed record ObjectPlace
{
    /// <summary>The bare repository, absolute.</summary>
    public required string GitDirectory { get; init; }

    /// <summary>Address of the remote, for messages.</summary>
    public required string Url { get; init; }

    /// <summary>Bounds.</summary>
    public required ObjectLimits Limits { get; init; }

    /// <summary>Time.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Runs git where an object is too large to be held.</summary>
    public required GitRunner Runner { get; init; }

    /// <summary>Whether there is a repository that can be read.</summary>
    public required Func<bool> IsUsable { get; init; }

    /// <summary>Gets the word that the repository is broken.</summary>
    public required Action<string> OnDamage { get; init; }
}
