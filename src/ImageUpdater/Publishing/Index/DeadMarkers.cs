using ImageAutomation.Common.Resources.Images;

namespace ImageAutomation.ImageUpdater.Publishing.Index;

/// <summary>The one list of markers from which nothing follows, each with the reason. Pure.</summary>
internal static class DeadMarkers
{
    /// <summary>Those of the files below the update path, whatever policies there are.</summary>
    /// <param name="files">The files.</param>
    public static IEnumerable<IgnoredMarkerEntry> In(IEnumerable<IndexedFile> files)
    {
        foreach (var file in files)
        {
            if (file.Marked is not { } marked) continue;
            var found = marked.Ignored.Select(
                m =>
                    Entry(file, m.Line,
                        $"the marker \"{m.Setter}\" can name no policy; write namespace:name, or namespace:name:tag, :name or :digest"))
                .Concat(
                    marked.Loose.Select(
                        m =>
                            Entry(file, m.Line,
                                $"the marker \"{m.Setter}\" marks nothing here; "
                                + "put it behind the value on its line, or above an item of a list")))
                .Concat(marked.Misses.Select(m => Entry(file, m.Line, $"no marker: {m.Why}")));
            foreach (var entry in found.OrderBy(e => e.Line)) yield return entry;
        }
    }

    /// <summary>A marker whose policy does not exist.</summary>
    public static IgnoredMarkerEntry Of(UnboundMarker marker) => new()
    {
        Path = marker.Path,
        Line = marker.Line,
        Reason = $"the marker \"{marker.Policy.Namespace}:{marker.Policy.Name}\" names no ImagePolicy; correct it or create the policy",
    };

    /// <summary>What to say when there are markers, but none below the update path; nothing otherwise.</summary>
    /// <param name="all">All files of the repository.</param>
    /// <param name="below">Those below the path.</param>
    /// <param name="path">The path; empty for all.</param>
    /// <param name="ns">Namespace of the automation.</param>
    public static IEnumerable<IgnoredMarkerEntry> Outside(
        IEnumerable<IndexedFile> all, IReadOnlyList<IndexedFile> below, string path, string ns)
    {
        if (path.Length == 0 || below.Any(f => HasTargetOf(f, ns))) return [];
        return all.Where(f => HasTargetOf(f, ns)).Take(1).Select(f => Entry(
            // HasTargetOf saw it
            f, f.Marked!.Targets.First(t => t.Policy.Namespace == ns).Line,
            $"it lies outside of spec.update.path '{path}', below which there is no marker at all"));
    }

    private static bool HasTargetOf(IndexedFile file, string ns) => file.Marked?.Targets.Any(t => t.Policy.Namespace == ns) == true;

    private static IgnoredMarkerEntry Entry(IndexedFile file, int line, string reason) => new()
    {
        Path = file.Path,
        Line = line,
        Reason = reason,
    };
}
