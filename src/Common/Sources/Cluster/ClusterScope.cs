using ImageAutomation.Common.Kubernetes;
using ImageAutomation.Common.Resources.Core;

namespace ImageAutomation.Common.Sources.Cluster;

/// <summary>Which objects a controller looks at.</summary>
public sealed record ClusterScope
{
    /// <summary>Everything in all namespaces.</summary>
    public static readonly ClusterScope All = new();

    /// <summary>Only this namespace; null for all. Namespaces themselves are never limited by it.</summary>
    public string? Namespace { get; init; }

    /// <summary>Label selector as text, for the kinds of <see cref="SelectedKinds"/>; null for none.</summary>
    public string? LabelSelector { get; init; }

    /// <summary>Kinds that the label selector is for: those that the controller reconciles.</summary>
    public IReadOnlyList<ResourceKind> SelectedKinds { get; init; } = [];

    internal KubeQuery QueryFor(ResourceKind kind) => new()
    {
        Namespace = kind.IsNamespaced ? Namespace : null,
        LabelSelector = SelectedKinds.Contains(kind) ? LabelSelector : null,
    };
}
