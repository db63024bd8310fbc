namespace ImageAutomation.Common.Kubernetes.Objects;

/// <summary>Who reported a <see cref="CoreEvent"/>.</summary>
public sealed record EventSource
{
    /// <summary>Name of the controller.</summary>
    public string? Component { get; init; }
}
