namespace ImageAutomation.Common.Resources.Images;

/// <summary>Names the source of an <see cref="ImageUpdateAutomation"/>.</summary>
public sealed record SourceReference
{
    /// <summary>Ignored, as the reference does.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Only <c>GitRepository</c> is a source.</summary>
    public string Kind { get => field ?? "GitRepository"; init; }

    /// <summary>Object name.</summary>
    public required string Name { get; init; }

    /// <summary>Namespace; null means the automation's own.</summary>
    public string? Namespace { get; init; }
}
