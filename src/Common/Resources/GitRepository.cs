using System.Text.Json.Serialization.Metadata;

namespace ImageAutomation.Common.Resources;

/// <summary>A Git remote. Only the fields that the updater reads.</summary>
public sealed record GitRepository : IResource<GitRepository>
{
    /// <inheritdoc/>
    public static ResourceKind ResourceKind => ResourceKinds.GitRepository;

    /// <inheritdoc/>
    public static JsonTypeInfo<GitRepository> JsonTypeInfo => ResourceJson.Default.GitRepository;

    /// <inheritdoc/>
    public string ApiVersion { get; init; } = ResourceKinds.GitRepository.ApiVersion;

    /// <inheritdoc/>
    public string Kind { get; init; } = ResourceKinds.GitRepository.Kind;

    /// <inheritdoc/>
    public ObjectMeta Metadata { get; init; } = new();

    /// <summary>Where and how.</summary>
    public required GitRepositorySpec Spec { get; init; }
}
