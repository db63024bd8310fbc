using ImageAutomation.Common.Resources.Core;

namespace ImageAutomation.Common.Sources;

/// <summary>What a <see cref="IResourceView"/> has to hold. It may hold more, where more costs nothing.</summary>
public sealed record ViewQuery
{
    /// <summary>Kinds of objects. Default: none.</summary>
    public IReadOnlyList<ResourceKind> Kinds { get; init; } = [];

    /// <summary>Only this namespace; null for all.</summary>
    public string? Namespace { get; init; }

    /// <summary>Kinds whose events are wanted. Default: none.</summary>
    public IReadOnlyList<ResourceKind> EventsOf { get; init; } = [];

    /// <summary>Name of the object whose events are wanted; null for all objects.</summary>
    public string? EventsOfName { get; init; }
}
