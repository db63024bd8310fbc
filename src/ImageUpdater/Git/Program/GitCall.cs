namespace ImageAutomation.ImageUpdater.Git.Program;

/// <summary>One run of git.</summary>
/// <param name="Arguments">Arguments; never a secret.</param>
internal sealed record GitCall(params IReadOnlyList<string> Arguments)
{
    /// <summary>Another program than git that is run in the same way; null: git.</summary>
    public string? Program { get; init; }

    /// <summary>The repository; null for calls without one.</summary>
    public string? GitDirectory { get; init; }

    /// <summary>Settings, handed over by environment.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Settings { get; init; } = [];

    /// <summary>Further variables.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Protocols that git may use, separated by colons; empty allows none.</summary>
    public string AllowedProtocols { get; init; } = "";

    /// <summary>What git reads from its standard input.</summary>
    public ReadOnlyMemory<byte> Input { get; init; }

    /// <summary>Bound; null means the runner's bound for local calls.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Whether the call changes the repository; such calls are found again after a crash of ours.</summary>
    public bool ChangesMirror { get; init; }

    /// <summary>Values that are cut out of messages.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];
}
