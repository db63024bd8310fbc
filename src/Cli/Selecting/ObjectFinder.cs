using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.Common.Sources;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Cli.Selecting;

/// <summary>Finds the object that a user named.</summary>
internal static class ObjectFinder
{
    /// <param name="view">What there is.</param>
    /// <param name="name">Which object; without a namespace the name has to be unique.</param>
    /// <typeparam name="T">Kind.</typeparam>
    public static Result<T> Find<T>(IResourceView view, ObjectName name)
        where T : class, IResource<T>
    {
        var found = view.List<T>().Where(o => name.Means(o.Metadata.Namespace, o.Metadata.Name)).ToList();
        return found.Count switch
        {
            1 => found[0],
            0 => Failure.Terminal(SourceReasons.NotFound, Missing(T.ResourceKind, name.Name, name.Namespace)),
            _ => Failure.Terminal(
                SourceReasons.NotFound,
                $"there are several: {string.Join(" and ", found.Select(o => o.Key.ToString()))}; choose one with -n"),
        };
    }

    /// <summary>Automations that are suspended.</summary>
    public static IReadOnlyList<ObjectKey> Suspended(IResourceView view, string? ns) =>
        [.. view.List<ImageUpdateAutomation>().Where(a => a.Spec.Suspend && (ns is null || a.Metadata.Namespace == ns)).Select(a => a.Key)];

    /// <summary>An object that does not exist, as a failure.</summary>
    public static Failure NotFoundFailure(ResourceKind kind, ObjectKey key) =>
        Failure.Terminal(SourceReasons.NotFound, Missing(kind, key.Name, key.Namespace));

    /// <summary>The reference's text for an object that does not exist.</summary>
    public static string Missing(ResourceKind kind, string name, string? ns) => $"{kind.Kind} object '{name}' not found{In(ns)}";

    /// <summary>The reference's text for a kind without objects.</summary>
    public static string None(ResourceKind kind, string? ns) => $"no {kind.Kind} objects found{In(ns)}";

    private static string In(string? ns) => ns is null ? "" : $" in \"{ns}\" namespace";
}
