namespace ImageAutomation.Common.Resources.Images;

/// <summary>The ordering of an <see cref="ImagePolicy"/>.</summary>
public sealed record ImagePolicyChoice
{
    /// <summary>Orders by semantic version.</summary>
    public SemVerPolicy? Semver { get; init; }

    /// <summary>Orders by bytes.</summary>
    public OrderPolicy? Alphabetical { get; init; }

    /// <summary>Orders by number.</summary>
    public OrderPolicy? Numerical { get; init; }
}
