namespace ImageAutomation.Common.Sources.Folder;

/// <summary>Where a folder source reads and keeps state.</summary>
public sealed record FolderOptions
{
    /// <summary>Folder with manifests; read with its sub-folders, hidden ones left out.</summary>
    public required string Resources { get; init; }

    /// <summary>State folder; holds <c>state.db</c>. Must be on a local file system.</summary>
    public required string State { get; init; }

    /// <summary>Files are read when nothing below the folder changed for this long. Default 100 ms.</summary>
    public TimeSpan QuietPeriod { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How often the folder is listed anew, for changes that the file system did not announce. Default 10 s.</summary>
    public TimeSpan RescanInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often another process's writes are looked for. Default 200 ms.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(200);
}
