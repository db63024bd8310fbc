using ImageAutomation.Common.Resources;
using ImageAutomation.Common.Results;
using ImageAutomation.Common.Sources.Folder;

namespace ImageAutomation.Cli.Selecting;

/// <summary>Finds the object that a user named.</summary>
internal static class ObjectFinder
{
    private const string NotFound = nameof(NotFound);

    /// <param name="view">The folder.</param>
    /// <param name="name">A name, or namespace/name.</param>
    /// <param name="ns">Namespace; without one the name has to be unique.</param>
    /// <typeparam name="T">Kind.</typeparam>
    public static Result<T> Find<T>(FolderView view, string name, string? ns)
        where T : class, IResource<T>
    {
        if (name.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash) (ns, name) = (name[..slash], name[(slash + 1)..]);
        var found = view.List<T>().Where(o => o.Metadata.Name == name && (ns is null || o.Metadata.Namespace == ns)).ToList();
        return found.Count switch
        {
            1 => found[0],
            0 => Failure.Terminal(NotFound, Missing(T.ResourceKind, name, ns)),
            _ => Failure.Terminal(NotFound, $"there are several: {string.Join(" and ", found.Select(o => o.Key.ToString()))}; choose one with -n"),
        };
    }

    /// <summary>The reference's text for an object that does not exist.</summary>
    public static string Missing(ResourceKind kind, string name, string? ns) => $"{kind.Kind} object '{name}' not found{In(ns)}";

    /// <summary>The reference's text for a kind without objects.</summary>
    public static string None(ResourceKind kind, string? ns) => $"no {kind.Kind} objects found{In(ns)}";

    private static string In(string? ns) => ns is null ? "" : $" in \"{ns}\" namespace";
}
