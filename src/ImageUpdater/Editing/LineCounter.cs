namespace ImageAutomation.ImageUpdater.Editing;

/// <summary>Tells lines and columns of byte offsets; linear over all offsets when these ascend.</summary>
internal sealed class LineCounter(byte[] data)
{
    private int at;
    private int line = 1;
    private int lineStart;

    public int LineOf(int offset)
    {
        if (offset < at) (at, line, lineStart) = (0, 1, 0);
        while (true)
        {
            var step = data.AsSpan(at, offset - at).IndexOfAny((byte)'\n', (byte)'\r');
            if (step < 0) break;
            at += step;

            // Of CR LF only LF counts.
            if (data[at] == '\n' || at + 1 >= data.Length || data[at + 1] != '\n')
            {
                line++;
                lineStart = at + 1;
            }

            at++;
        }

        at = offset;
        return line;
    }

    public FileProblem Problem(Yaml.YamlProblem problem)
    {
        var offset = Math.Clamp(problem.Offset, 0, data.Length);
        var found = LineOf(offset);
        var column = 1;
        foreach (var value in data.AsSpan(lineStart, offset - lineStart))
        {
            if ((value & 0xC0) != 0x80) column++;
        }

        return new FileProblem(found, column, problem.Message);
    }
}
