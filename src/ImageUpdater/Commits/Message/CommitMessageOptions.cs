namespace ImageAutomation.ImageUpdater.Commits.Message;

/// <summary>How commit messages are made.</summary>
internal sealed record CommitMessageOptions
{
    /// <summary>Whether an automation without template gets the reference's fixed text instead of our summary. Default false.</summary>
    public bool UseFixedDefault { get; init; }

    /// <summary>Whether commits carry the record trailers. Default true; without them reverts cannot be recognised from history.</summary>
    public bool WithTrailers { get; init; } = true;

    /// <summary>Name of this installation in the record; null for none.</summary>
    public string? Instance { get; init; }

    /// <summary>How templates are rendered.</summary>
    public RenderOptions Rendering { get; init; } = new();
}
