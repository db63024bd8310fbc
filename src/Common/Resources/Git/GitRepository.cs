using System.Text.Json.Serialization.Metadata;
using ImageAutomation.Common.Resources.Core;

namespace ImageAutomation.Common.Resources.Git;

/// <summary>A Git remote. Only the fields that the updater reads.</summary>
public sealed record GitRepository : IResource<GitRepository>
{
    /// <inheritdoc/>
    public static ResourceKind ResourceKind => ResourceKinds.GitRepository;

    /// <inheritdoc/>
    public static JsonTypeInfo<GitRepository> JsonTypeInfo => ResourceJson.Default.GitRepository;

    /// <inheritdoc/>
    public string ApiVersion { get => field ?? ResourceKinds.GitRepository.ApiVersion; init; }

    /// <inheritdoc/>
    public string Kind { get => field ?? ResourceKinds.GitRepository.Kind; init; }

    /// <inheritdoc/>
    public ObjectMeta Metadata { get => field ?? new(); init; }

    /// <summary>Where and how.</summary>
    public GitRepositorySpec Spec { get => field ?? GitRepositorySpec.Missing; init; }

    /// <summary>What the source controller says; null: nothing.</summary>
    public GitRepositoryStatus? Status { get; init; }
}
