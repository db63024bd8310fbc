namespace ImageAutomation.Common.Resources.Images;

/// <summary>Where commits are pushed.</summary>
public sealed record GitPushSpec
{
    /// <summary>Branch; null means the checkout branch.</summary>
    public string? Branch { get; init; }

    /// <summary>A refspec pushed in addition to the branch.</summary>
    public string? Refspec { get; init; }

    /// <summary>Git push options, sent as <c>key=value</c>.</summary>
    public IReadOnlyDictionary<string, string>? Options { get; init; }
}
