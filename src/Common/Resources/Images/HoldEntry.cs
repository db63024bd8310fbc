using ImageAutomation.Common.Resources.Core;

namespace ImageAutomation.Common.Resources.Images;

/// <summary>One group of targets that is not written.</summary>
public sealed record HoldEntry
{
    /// <summary>File, relative to the repository root.</summary>
    public required string Path { get; init; }

    /// <summary>The object in the file.</summary>
    public required ObjectIdentity Object { get; init; }

    /// <summary>Policy, as <c>namespace/name</c>.</summary>
    public required string Policy { get; init; }

    /// <summary><c>Held</c>, <c>NewerInGit</c> or <c>Contested</c>.</summary>
    public required string Decision { get; init; }

    /// <summary>What Git holds.</summary>
    public required string Value { get; init; }

    /// <summary>What was rejected.</summary>
    public string? Rejected { get; init; }

    /// <summary>An election above this tag is written again.</summary>
    public string? ReleasedAbove { get; init; }

    /// <summary>Newest commit by somebody else that set the value; <c>unknown</c> beyond the known history.</summary>
    public string? Commit { get; init; }

    /// <summary>Its author's name.</summary>
    public string? Author { get; init; }

    /// <summary>Its author time.</summary>
    public DateTimeOffset? Time { get; init; }
}
