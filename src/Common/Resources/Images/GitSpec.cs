namespace ImageAutomation.Common.Resources.Images;

/// <summary>Git settings of an <see cref="ImageUpdateAutomation"/>.</summary>
public sealed record GitSpec
{
    /// <summary>What is checked out; null means the GitRepository's ref.</summary>
    public GitCheckoutSpec? Checkout { get; init; }

    /// <summary>Author, message and signature.</summary>
    public required GitCommitSpec Commit { get; init; }

    /// <summary>Where commits go; null means the checkout branch.</summary>
    public GitPushSpec? Push { get; init; }
}
