using ImageAutomation.Common.Resources.Core;

namespace ImageAutomation.Common.Sources;

/// <summary>Something that happened to an object, told to people.</summary>
public sealed record ResourceEvent
{
    /// <summary>Kind of the object.</summary>
    public required ResourceKind Kind { get; init; }

    /// <summary>The object.</summary>
    public required ObjectKey Key { get; init; }

    /// <summary>Its uid, if known.</summary>
    public string? Uid { get; init; }

    /// <summary>Its resource version when it happened, if known.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>How loud it is.</summary>
    public required EventSeverity Severity { get; init; }

    /// <summary>Reason code; one of <see cref="Reasons"/> or of the event reasons in the docs.</summary>
    public required string Reason { get; init; }

    /// <summary>Text for people; never contains a secret.</summary>
    public required string Message { get; init; }

    /// <summary>Structured facts: policy, image, old, new, file, commit, branch.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset Time { get; init; }
}
