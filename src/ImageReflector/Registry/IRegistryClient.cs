using ImageAutomation.ImageReflector.Registry.Listing;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageReflector.Registry;

/// <summary>
/// What the reflector asks of a registry. Failures carry a code of <see cref="RegistryReasons"/>; a cancelled token throws.
/// </summary>
public interface IRegistryClient
{
    /// <summary>Lists all tags of a repository: everything or nothing.</summary>
    /// <param name="target">The repository.</param>
    /// <param name="cancellationToken">The caller's deadline.</param>
    Task<Result<TagListing>> ListTagsAsync(RegistryTarget target, CancellationToken cancellationToken);

    /// <summary>Resolves a tag to the digest of its top-level manifest (of the index for multi-platform images).</summary>
    /// <param name="target">The repository.</param>
    /// <param name="tag">The tag.</param>
    /// <param name="cancellationToken">The caller's deadline.</param>
    /// <returns><c>sha256:</c> or <c>sha512:</c> and lower-case hex.</returns>
    Task<Result<string>> GetDigestAsync(RegistryTarget target, string tag, CancellationToken cancellationToken);

    /// <summary>Asks for a tag with one HEAD, of which an answer of 404 is believed for the moment: the tag may be on its way.</summary>
    /// <param name="target">The repository.</param>
    /// <param name="tag">The tag.</param>
    /// <param name="cancellationToken">The caller's deadline.</param>
    Task<Result<TagSight>> LookAtAsync(RegistryTarget target, string tag, CancellationToken cancellationToken);

    /// <summary>Tells whether a manifest is there.</summary>
    /// <param name="target">The repository.</param>
    /// <param name="reference">A tag or a digest.</param>
    /// <param name="cancellationToken">The caller's deadline.</param>
    /// <returns>
    /// True: it answers. False: the registry itself said 404 to a GET with every matching credential. Any failure (401, 5xx, a 404 of
    /// something that is no registry) confirms nothing.
    /// </returns>
    Task<Result<bool>> ExistsAsync(RegistryTarget target, string reference, CancellationToken cancellationToken);

    /// <summary>Whether lists and 404s of a repository prove nothing, because they may be those of a cache whose source is away.</summary>
    /// <param name="target">The repository.</param>
    /// <param name="cancellationToken">The caller's deadline.</param>
    /// <returns>The reason, as the beginning of a sentence; null when nothing of that kind is known.</returns>
    Task<Result<string?>> WhyNotTheWordAsync(RegistryTarget target, CancellationToken cancellationToken);
}
