using System.Text;

namespace ImageAutomation.Languages.YamlBytes;

/// <summary>Cuts a file into the parts that the reference parses one by one.</summary>
/// <remarks>
/// A part ends at a line that starts with <c>---</c>; such a line holds nothing else but a comment. A <c>---</c> in the first line of a
/// part is left to the parser. So directives (<c>%YAML</c>) never meet their document, and are refused.
/// </remarks>
public static class DocumentParts
{
    /// <summary>The parts as byte ranges, or what is wrong with a separator.</summary>
    public static (List<(int Start, int End)> Parts, YamlProblem? Problem) Split(ReadOnlySpan<byte> data)
    {
        var parts = new List<(int Start, int End)>();
        var start = 0;
        var from = 0;
        while (true)
        {
            var found = data[from..].IndexOf("\n---"u8);
            if (found < 0) break;
            var separator = from + found + 1;
            var length = data[separator..].IndexOf((byte)'\n');
            if (length < 0) break;
            var rest = Encoding.UTF8.GetString(data.Slice(separator + 3, length - 3)).Trim();
            if (rest.Length > 0 && rest[0] != '#')
            {
                return (parts, new YamlProblem(separator, "invalid document separator"));
            }

            parts.Add((start, separator));
            start = separator + length + 1;
            from = start;
        }

        parts.Add((start, data.Length));
        return (parts, null);
    }

    /// <summary>Where the text of a part begins: behind a byte order mark.</summary>
    public static int SkipMark(ReadOnlySpan<byte> data, int start) => data[start..].StartsWith("\uFEFF"u8) ? start + 3 : start;
}
