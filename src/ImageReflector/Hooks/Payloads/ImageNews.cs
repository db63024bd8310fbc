namespace ImageAutomation.ImageReflector.Hooks.Payloads;

/// <summary>One image of a webhook.</summary>
internal sealed record ImageNews
{
    /// <summary>Host and port as the sender names them, which may be an alias or an inner name; null: the sender names none.</summary>
    public string? Host { get; init; }

    /// <summary>Path of the repository, without host, tag and digest. Not checked against any grammar.</summary>
    public required string Path { get; init; }

    /// <summary>The tag, not checked against any grammar; null: the sender names none.</summary>
    public string? Tag { get; init; }

    /// <summary><c>sha256:</c> or <c>sha512:</c> and lower-case hex of the right length; null: none, or not of that form.</summary>
    public string? Digest { get; init; }

    /// <summary>Whether it was deleted; else it was pushed.</summary>
    public bool IsDeleted { get; init; }

    /// <summary>When it was pushed by the sender's clock; null: not told.</summary>
    public DateTimeOffset? PushedAt { get; init; }
}
