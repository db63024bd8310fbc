using ImageAutomation.Languages.YamlBytes;

namespace ImageAutomation.ImageUpdater.Editing.Targets;

/// <summary>Tells lines and columns of byte offsets, in any order.</summary>
internal sealed class LineCounter(byte[] data)
{
    private List<int>? starts;

    /// <summary>Line of an offset, from 1.</summary>
    public int LineOf(int offset)
    {
        starts ??= FindStarts();
        var index = starts.BinarySearch(offset);
        return index < 0 ? ~index : index + 1;
    }

    /// <summary>A problem with its place as people count it.</summary>
    public FileProblem Problem(YamlProblem problem)
    {
        var offset = Math.Clamp(problem.Offset, 0, data.Length);
        var line = LineOf(offset);
        starts ??= FindStarts();
        var column = 1;
        foreach (var value in data.AsSpan(starts[line - 1], offset - starts[line - 1]))
        {
            if ((value & 0xC0) != 0x80) column++;
        }

        return new FileProblem(line, column, problem.Message);
    }

    private List<int> FindStarts()
    {
        var found = new List<int> { 0 };
        for (var at = 0; at < data.Length; at++)
        {
            var next = data.AsSpan(at).IndexOfAny((byte)'\n', (byte)'\r');
            if (next < 0) break;
            at += next;

            // Of CR LF only LF ends the line.
            if (data[at] == '\n' || at + 1 >= data.Length || data[at + 1] != '\n') found.Add(at + 1);
        }

        return found;
    }
}
