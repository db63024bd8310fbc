using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageReflector.Registry.Catalog;

/// <summary>
/// What some registries know of their artifacts beyond the distribution API: times, platforms, scans. Failures carry a code of
/// <see cref="RegistryReasons"/> and name the right that is missing.
/// </summary>
internal interface IArtifactCatalog
{
    /// <summary>Whether the registry of a repository has a catalog that is known to us.</summary>
    /// <param name="target">The repository.</param>
    /// <param name="cancellationToken">The caller's deadline.</param>
    Task<Result<bool>> HasCatalogAsync(RegistryTarget target, CancellationToken cancellationToken);

    /// <summary>
    /// All tagged artifacts of a repository, the newest first. What was read before is asked for again only as far as it may have changed.
    /// </summary>
    /// <param name="target">The repository.</param>
    /// <param name="cancellationToken">The caller's deadline.</param>
    Task<Result<IReadOnlyList<RegistryArtifact>>> ListArtifactsAsync(RegistryTarget target, CancellationToken cancellationToken);

    /// <summary>One artifact, as it is now.</summary>
    /// <param name="target">The repository.</param>
    /// <param name="reference">A tag or a digest.</param>
    /// <param name="cancellationToken">The caller's deadline.</param>
    /// <returns>The artifact; null when the catalog does not know it.</returns>
    Task<Result<RegistryArtifact?>> FindArtifactAsync(RegistryTarget target, string reference, CancellationToken cancellationToken);
}
