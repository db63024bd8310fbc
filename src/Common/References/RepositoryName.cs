using System.Diagnostics.CodeAnalysis;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Common.References;

/// <summary>A registry and a repository in it, defaults filled in.</summary>
/// <param name="Registry">
/// Host and optional port as written; <c>index.docker.io</c> when left out or written as <c>docker.io</c>. Other names of
/// Docker Hub stay as they are.
/// </param>
/// <param name="Path">Repository within the registry; single-segment names on <c>index.docker.io</c> begin with <c>library/</c>.</param>
/// <remarks>Source: weak validation of go-containerregistry, <c>pkg/name</c>.</remarks>
public sealed record RepositoryName(string Registry, string Path)
{
    /// <summary>The host under which Docker Hub appears in names.</summary>
    public const string DockerHub = "index.docker.io";

    private const int MinPathLength = 2;
    private const int MaxPathLength = 255;

    /// <summary><c>registry/path</c>, as in <c>status.canonicalImageName</c>.</summary>
    public string Canonical => $"{Registry}/{Path}";

    /// <summary>Parses the image field of an ImageRepository: a repository without scheme, tag and digest.</summary>
    /// <returns>
    /// The repository, or a terminal failure with reason <see cref="Reasons.ImageUrlInvalid"/>: the reference's text, then what it leaves
    /// out.
    /// </returns>
    public static Result<RepositoryName> ParseImage(string image)
    {
        ArgumentNullException.ThrowIfNull(image);
        var scheme = image.IndexOf("://", StringComparison.Ordinal);
        if (scheme >= 0) return Invalid($"image '{image}' should not include URL scheme; remove '{image[..scheme]}://'");

        if (!ImageReference.Parse(image).TryGet(out var reference, out var failure))
            return Invalid($"{failure.Message}: {ImageNameProblem.Explain(image)}");

        var registry = reference.Repository.Registry;
        var rest = image.StartsWith(registry, StringComparison.Ordinal) ? image[registry.Length..] : image;
        var parts = rest.Split(':');
        // Stricter than the reference: what it takes beyond the grammar is pushed to Git and refused by every runtime.
        if (parts.Length == 1)
            return ImageNameProblem.FindFault(reference.Repository.Path) is { } fault
                ? Invalid($"could not parse reference: {image}: {fault}") : reference.Repository;
        // The reference's text, and what it leaves out.
        var better = reference.Digest is not null ? $": it holds a digest; remove '{image[image.IndexOf('@', StringComparison.Ordinal)..]}'"
            : IsHostAlone(image) ? ": it is a host with a port and names no repository; write host:port/repository"
            : "";
        return Invalid($"image '{image}' should not include a tag; remove ':{parts[1]}'{better}");
    }

    private static bool IsHostAlone(string image)
    {
        if (image.Contains('/', StringComparison.Ordinal) || image.Split(':') is not [var host, var port] || !port.All(char.IsAsciiDigit))
            return false;
        return host == "localhost" || host.Contains('.', StringComparison.Ordinal);
    }

    /// <inheritdoc/>
    public override string ToString() => Canonical;

    /// <summary>Reads a name without tag and digest.</summary>
    internal static bool TryParse(string name, [NotNullWhen(true)] out RepositoryName? repository)
    {
        repository = null;
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        var hasRegistry = slash >= 0 && name.AsSpan(0, slash).ContainsAny('.', ':');
        var registry = hasRegistry ? name[..slash] : string.Empty;
        var path = hasRegistry ? name[(slash + 1)..] : name;
        if (path.Length is < MinPathLength or > MaxPathLength || path.AsSpan().ContainsAnyExcept(RegistryHost.PathCharacters)) return false;

        if (registry.Length > 0 && !RegistryHost.IsAuthority(registry)) return false;
        if (registry is "" or "docker.io") registry = DockerHub;
        if (registry == DockerHub && !path.Contains('/', StringComparison.Ordinal)) path = $"library/{path}";

        repository = new RepositoryName(registry, path);
        return true;
    }

    private static Failure Invalid(string message) => Failure.Terminal(Reasons.ImageUrlInvalid, message);
}
