namespace ImageAutomation.Common.Kubernetes;

/// <summary>Which objects of a kind a list or watch is about.</summary>
public sealed record KubeQuery
{
    /// <summary>Everything.</summary>
    public static readonly KubeQuery All = new();

    /// <summary>Only this namespace; null for all.</summary>
    public string? Namespace { get; init; }

    /// <summary>Label selector as text, for example <c>app=podinfo,!shard</c>; null for none.</summary>
    public string? LabelSelector { get; init; }

    /// <summary>Field selector as text, for example <c>metadata.name=podinfo</c>; null for none.</summary>
    public string? FieldSelector { get; init; }
}
