using ImageAutomation.Common.Resources;
using ImageAutomation.Common.Results;
using ImageAutomation.Common.Sources;

namespace ImageAutomation.Cli.Selecting;

/// <summary>Finds the object that a user named.</summary>
internal static class ObjectFinder
{
    /// <param name="view">What there is.</param>
    /// <param name="name">A name, or namespace/name.</param>
    /// <param name="ns">Namespace; without one the name has to be unique.</param>
    /// <typeparam name="T">Kind.</typeparam>
    public static Result<T> Find<T>(IResourceView view, string name, string? ns)
        where T : class, IResource<T>
    {
        if (Split(name) is { } split) (ns, name) = split;
        var found = view.List<T>().Where(o => o.Metadata.Name == name && (ns is null || o.Metadata.Namespace == ns)).ToList();
        return found.Count switch
        {
            1 => found[0],
            0 => Failure.Terminal(SourceReasons.NotFound, Missing(T.ResourceKind, name, ns)),
            _ => Failure.Terminal(SourceReasons.NotFound, $"there are several: {string.Join(" and ", found.Select(o => o.Key.ToString()))}; choose one with -n"),
        };
    }

    /// <summary>The key of a name that may carry its namespace.</summary>
    public static ObjectKey Key(string name, string? ns) => Split(name) is { } split ? new ObjectKey(split.Namespace, split.Name) : new ObjectKey(ns ?? "", name);

    /// <summary>Automations that are suspended.</summary>
    public static IReadOnlyList<ObjectKey> Suspended(IResourceView view, string? ns) =>
        [.. view.List<ImageUpdateAutomation>().Where(a => a.Spec.Suspend && (ns is null || a.Metadata.Namespace == ns)).Select(a => a.Key)];

    /// <summary>An object that does not exist, as a failure.</summary>
    public static Failure NotFoundFailure(ResourceKind kind, ObjectKey key) => Failure.Terminal(SourceReasons.NotFound, Missing(kind, key.Name, key.Namespace));

    /// <summary>The reference's text for an object that does not exist.</summary>
    public static string Missing(ResourceKind kind, string name, string? ns) => $"{kind.Kind} object '{name}' not found{In(ns)}";

    /// <summary>The reference's text for a kind without objects.</summary>
    public static string None(ResourceKind kind, string? ns) => $"no {kind.Kind} objects found{In(ns)}";

    private static (string Namespace, string Name)? Split(string name) =>
        name.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash ? (name[..slash], name[(slash + 1)..]) : null;

    private static string In(string? ns) => ns is null ? "" : $" in \"{ns}\" namespace";
}
