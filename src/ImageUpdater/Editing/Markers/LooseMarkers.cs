using ImageAutomation.ImageUpdater.Editing.Targets;
using ImageAutomation.Languages.YamlBytes;

namespace ImageAutomation.ImageUpdater.Editing.Markers;

/// <summary>
/// Finds markers that mark nothing: behind a flow collection or a key without value, above a key, in a comment of several lines.
/// </summary>
internal static class LooseMarkers
{
    /// <summary>All of a file, by position. What stands in a text, or behind another comment sign, is not meant as a marker.</summary>
    /// <param name="data">The file.</param>
    /// <param name="documents">What was read of it.</param>
    /// <param name="used">Where the comments begin that were asked as markers.</param>
    /// <param name="lines">Lines of the file.</param>
    public static List<IgnoredMarker> Find(byte[] data, IReadOnlyList<YamlDocument> documents, IReadOnlySet<int> used, LineCounter lines)
    {
        var found = new List<IgnoredMarker>();
        var filled = documents.Where(d => d.Nodes.Length > 0).ToList();
        var document = 0;
        for (var at = 0; at < data.Length;)
        {
            var next = FileScreening.FindMarker(data.AsSpan(at));
            if (next < 0) break;
            var marker = at + next;
            var line = data.AsSpan(..marker).LastIndexOfAny((byte)'\n', (byte)'\r') + 1;
            var length = data.AsSpan(marker).IndexOfAny((byte)'\n', (byte)'\r');
            at = length < 0 ? data.Length : marker + length;
            if (Sign(data.AsSpan(line..marker)) is not { } sign || used.Contains(line + sign)) continue;
            while (document + 1 < filled.Count && filled[document + 1].Nodes[0].Start <= line + sign) document++;
            if (document < filled.Count && IsInText(filled[document], line + sign)) continue;
            if (Marker.Read(data.AsSpan((line + sign)..at)) is { } setter) found.Add(new IgnoredMarker(setter, lines.LineOf(marker)));
        }

        return found;
    }

    // Where a comment begins: at the start of the line, or behind a blank.
    internal static int? Sign(ReadOnlySpan<byte> line)
    {
        for (var i = line.IndexOf((byte)'#'); i >= 0 && i < line.Length; i++)
            if (line[i] == '#' && (i == 0 || line[i - 1] is (byte)' ' or (byte)'\t')) return i;
        return null;
    }

    private static bool IsInText(YamlDocument document, int offset)
    {
        var nodes = document.Nodes;
        var (low, high) = (0, nodes.Length); // nodes lie in the order of their starts
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (nodes[middle].Start <= offset) low = middle + 1;
            else high = middle;
        }

        return low > 0 && nodes[low - 1] is { Kind: YamlNodeKind.Scalar } scalar && offset < scalar.End;
    }
}
