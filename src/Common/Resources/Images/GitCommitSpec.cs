namespace ImageAutomation.Common.Resources.Images;

/// <summary>What commits look like.</summary>
public sealed record GitCommitSpec
{
    /// <summary>Author, and committer.</summary>
    public required CommitUser Author { get; init; }

    /// <summary>Signing key; null means no signature.</summary>
    public SigningKey? SigningKey { get; init; }

    /// <summary>Go template of the message; null or empty means the default message.</summary>
    public string? MessageTemplate { get; init; }

    /// <summary>Values that the template sees as <c>.Values</c>.</summary>
    public IReadOnlyDictionary<string, string>? MessageTemplateValues { get; init; }
}
