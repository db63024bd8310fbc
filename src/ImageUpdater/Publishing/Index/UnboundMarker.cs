using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;

namespace ImageAutomation.ImageUpdater.Publishing.Index;

/// <summary>A marker whose policy has no election that the automation takes.</summary>
/// <param name="Path">File, from the root of the repository.</param>
/// <param name="Line">Line of its value, from 1.</param>
/// <param name="Policy">The policy it names.</param>
public sealed record UnboundMarker(string Path, int Line, ObjectKey Policy)
{
    /// <summary>Such markers of the files, by path and position.</summary>
    /// <param name="files">The files.</param>
    /// <param name="ns">The only namespace that is looked at; null: all.</param>
    /// <param name="elected">The elections of the run.</param>
    internal static IEnumerable<UnboundMarker> In(
        IEnumerable<IndexedFile> files, string? ns, IReadOnlyDictionary<ObjectKey, ImageRef> elected) =>
        from file in files
        from target in file.Marked?.Targets ?? []
        where (ns is null || target.Policy.Namespace == ns) && !elected.ContainsKey(target.Policy)
        select new UnboundMarker(file.Path, target.Line, target.Policy);

    /// <inheritdoc/>
    public override string ToString() => $"{Path}:{Line}: \"{Policy.Namespace}:{Policy.Name}\"";
}
