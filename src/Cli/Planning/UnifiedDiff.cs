using System.Buffers;
using System.Globalization;
using System.Text;

namespace ImageAutomation.Cli.Planning;

/// <summary>
/// Unified differences that <c>git apply</c> and <c>patch -p1</c> accept. Works on bytes: encodings and line ends pass through.
/// </summary>
internal static class UnifiedDiff
{
    private const int Context = 3;

    /// <summary>Writes the difference between two versions of a file; nothing when they are equal.</summary>
    public static void Write(IBufferWriter<byte> output, string path, ReadOnlyMemory<byte> before, ReadOnlyMemory<byte> after)
    {
        var old = Lines(before);
        var now = Lines(after);
        var blocks = LineDiff.Compare(old, now);
        if (blocks.Count == 0) return;
        Text(output, $"--- {Name("a/" + path)}\n+++ {Name("b/" + path)}\n");
        for (var first = 0; first < blocks.Count;)
        {
            var last = first;
            while (last + 1 < blocks.Count && blocks[last + 1].OldStart - blocks[last].OldEnd <= 2 * Context) last++;
            Hunk(output, old, now, blocks, first, last);
            first = last + 1;
        }
    }

    private static void Hunk(
        IBufferWriter<byte> output, List<ReadOnlyMemory<byte>> old, List<ReadOnlyMemory<byte>> now, IReadOnlyList<DiffBlock> blocks,
        int first, int last)
    {
        var lead = Math.Min(Context, blocks[first].OldStart);
        var trail = Math.Min(Context, old.Count - blocks[last].OldEnd);
        var (oldFrom, oldTo) = (blocks[first].OldStart - lead, blocks[last].OldEnd + trail);
        var (newFrom, newTo) = (blocks[first].NewStart - lead, blocks[last].NewEnd + trail);
        Text(output, $"@@ -{Range(oldFrom, oldTo)} +{Range(newFrom, newTo)} @@\n");
        var at = oldFrom;
        for (var i = first; i <= last; i++)
        {
            while (at < blocks[i].OldStart) Line(output, ' ', old[at++]);
            while (at < blocks[i].OldEnd) Line(output, '-', old[at++]);
            for (var line = blocks[i].NewStart; line < blocks[i].NewEnd; line++) Line(output, '+', now[line]);
        }

        while (at < oldTo) Line(output, ' ', old[at++]);
    }

    private static string Range(int from, int to)
    {
        var count = to - from;
        var start = count == 0 ? from : from + 1; // of an empty range: the line before it
        return count == 1 ? start.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{start},{count}");
    }

    private static void Line(IBufferWriter<byte> output, char sign, ReadOnlyMemory<byte> line)
    {
        output.Write([(byte)sign]);
        output.Write(line.Span);
        if (line.Span is not [.., (byte)'\n']) Text(output, "\n\\ No newline at end of file\n");
    }

    private static void Text(IBufferWriter<byte> output, string text) => output.Write(Encoding.UTF8.GetBytes(text));

    private static List<ReadOnlyMemory<byte>> Lines(ReadOnlyMemory<byte> content)
    {
        var lines = new List<ReadOnlyMemory<byte>>();
        while (!content.IsEmpty)
        {
            var end = content.Span.IndexOf((byte)'\n');
            var length = end < 0 ? content.Length : end + 1;
            lines.Add(content[..length]);
            content = content[length..];
        }

        return lines;
    }

    // As git writes names: quoted when they hold what would end or confuse the line, with a tab behind when they hold a blank.
    private static string Name(string path)
    {
        if (!path.Any(c => char.IsControl(c) || c is '"' or '\\')) return path.Contains(' ', StringComparison.Ordinal) ? path + "\t" : path;
        var quoted = new StringBuilder("\"");
        foreach (var b in Encoding.UTF8.GetBytes(path))
        {
            if (b is (byte)'"' or (byte)'\\') quoted.Append('\\').Append((char)b);
            else if (b is < 0x20 or >= 0x7F) quoted.Append('\\').Append(Convert.ToString(b, 8).PadLeft(3, '0'));
            else quoted.Append((char)b);
        }

        return quoted.Append('"').ToString();
    }
}
