namespace ImageAutomation.Common.Kubernetes.Objects;

/// <summary>What a <see cref="CoreEvent"/> is about.</summary>
public sealed record InvolvedObject
{
    /// <summary>The object's <c>apiVersion</c>.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>The object's kind.</summary>
    public string? Kind { get; init; }

    /// <summary>Its namespace.</summary>
    public string? Namespace { get; init; }

    /// <summary>Its name.</summary>
    public string? Name { get; init; }

    /// <summary>Its uid.</summary>
    public string? Uid { get; init; }
}
