using System.Text;
using ImageAutomation.ImageUpdater.Editing.Targets;
using ImageAutomation.Languages.YamlBytes;

namespace ImageAutomation.ImageUpdater.Editing.Markers;

/// <summary>
/// Finds lines with the word <c>$imagepolicy</c>, in any case, that are no markers. Pure; linear in the size of the file.
/// </summary>
internal static class NearMisses
{
    /// <summary>Why a file that is never looked into has no markers.</summary>
    public const string OtherFile = "only files that end in .yaml or .yml, and Kustomization, are looked into";

    /// <summary>
    /// All of a file that was read as YAML, by position. Texts of several lines are passed over: they may speak of markers.
    /// </summary>
    /// <param name="data">The file.</param>
    /// <param name="documents">What was read of it.</param>
    /// <param name="lines">Lines of the file.</param>
    public static IEnumerable<NearMiss> Find(byte[] data, IReadOnlyList<YamlDocument> documents, LineCounter lines)
    {
        var filled = documents.Where(d => d.Nodes.Length > 0).ToList();
        foreach (var (start, word, end) in Lines(data))
        {
            if (filled.FindLast(d => d.Nodes[0].Start <= word) is { } document && IsInLongText(document, data, word)) continue;
            var sign = LooseMarkers.Sign(data.AsSpan(start..word));
            if (sign is null) yield return new NearMiss(lines.LineOf(word), "it stands in no comment; write # before it");
            else if (Marker.Read(data.AsSpan((start + sign.Value)..end)) is null)
                yield return new NearMiss(lines.LineOf(word), Why(data.AsSpan((start + sign.Value)..end)));
        }
    }

    /// <summary>All of a file that is not looked into.</summary>
    public static IEnumerable<NearMiss> InOtherFile(byte[] data)
    {
        var lines = new LineCounter(data);
        return Lines(data).Select(line => new NearMiss(lines.LineOf(line.Word), OtherFile));
    }

    private static List<(int Start, int Word, int End)> Lines(byte[] data)
    {
        var found = new List<(int, int, int)>();
        for (var at = 0; at < data.Length;)
        {
            var next = FileScreening.FindWord(data.AsSpan(at));
            if (next < 0) break;
            var word = at + next;
            var start = data.AsSpan(..word).LastIndexOfAny((byte)'\n', (byte)'\r') + 1;
            var length = data.AsSpan(word).IndexOfAny((byte)'\n', (byte)'\r');
            var end = length < 0 ? data.Length : word + length;
            found.Add((start, word, end));
            at = end;
        }

        return found;
    }

    private static string Why(ReadOnlySpan<byte> comment)
    {
        var text = Encoding.UTF8.GetString(comment).TrimStart('#').Trim();
        if (text.AsSpan().IndexOfAny("\u201c\u201d\u201e\u2018\u2019") >= 0) return "its quotes are typographic; JSON wants \"";
        var open = text.IndexOf('{', StringComparison.Ordinal);
        var close = text.LastIndexOf('}');
        if (open < 0 || close < open) return "it is no JSON object; write {\"$imagepolicy\": \"namespace:name\"}";
        if (open > 0) return "text stands before it; the comment must hold the JSON object alone";
        if (close < text.Length - 1) return "text stands behind it; the comment must hold the JSON object alone";
        var key = text.IndexOf("$imagepolicy", StringComparison.OrdinalIgnoreCase);
        if (!text.AsSpan(key).StartsWith("$imagepolicy", StringComparison.Ordinal)) return "the key is written $imagepolicy, in lower case";
        if (key == 0 || text[key - 1] != '"')
            return text[Math.Max(0, key - 1)] == '\'' ? "its quotes are single; JSON wants \""
                : "its key has no quotes; JSON wants \"$imagepolicy\"";
        if (text[..close].TrimEnd().EndsWith(',')) return "a comma stands before its closing brace, which JSON does not allow";
        return "it is no JSON object with texts alone; write {\"$imagepolicy\": \"namespace:name\"}";
    }

    private static bool IsInLongText(YamlDocument document, byte[] data, int offset)
    {
        var nodes = document.Nodes;
        var (low, high) = (0, nodes.Length); // nodes lie in the order of their starts
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (nodes[middle].Start <= offset) low = middle + 1;
            else high = middle;
        }

        return low > 0 && nodes[low - 1] is { Kind: YamlNodeKind.Scalar } scalar && offset < scalar.End
            && data.AsSpan(scalar.Start..scalar.End).Contains((byte)'\n');
    }
}
