using ImageAutomation.Common.References;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.ImageReflector.Hooks.Payloads;

namespace ImageAutomation.ImageReflector.Hooks.Serving;

/// <summary>
/// Which ImageRepositories an image of a webhook is. Pure. Senders name their hosts as they see themselves, so a name may match by its path
/// alone; what is asked afterwards is always the host of <c>spec.image</c>, so a wrong match costs a request and nothing else.
/// </summary>
internal static class RepositoryMatch
{
    /// <summary>
    /// Finds them: the same host and path; else the same path; else a path that ends with it, as mirrors and proxies have them.
    /// </summary>
    /// <param name="image">What the webhook named.</param>
    /// <param name="repositories">Who may be meant.</param>
    public static IReadOnlyList<ImageRepository> Find(ImageNews image, IReadOnlyList<ImageRepository> repositories)
    {
        var host = image.Host?.ToLowerInvariant();
        var (registry, path) = (host, image.Path.ToLowerInvariant());
        // Docker Hub has several names, and leaves out half of some paths.
        if (host is not null && RepositoryName.ParseImage($"{host}/{path}").TryGet(out var named, out _))
            (registry, path) = (named.Registry, named.Path);
        if (path.Length == 0) return [];

        var known = new List<(ImageRepository Repository, RepositoryName Name)>();
        foreach (var repository in repositories)
            if (RepositoryName.ParseImage(repository.Spec.Image).TryGet(out var name, out _)) known.Add((repository, name));
        foreach (var isMeant in (Func<RepositoryName, bool>[])
            [
                name => string.Equals(name.Registry, registry, StringComparison.OrdinalIgnoreCase) && name.Path == path,
                name => name.Path == path,
                name => name.Path.EndsWith("/" + path, StringComparison.Ordinal),
            ])
        {
            if (known.Where(one => isMeant(one.Name)).Select(one => one.Repository).ToList() is { Count: > 0 } found) return found;
        }

        return [];
    }
}
