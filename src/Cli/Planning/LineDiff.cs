namespace ImageAutomation.Cli.Planning;

/// <summary>Finds out which lines differ.</summary>
/// <remarks>
/// An edit of scalars hardly ever adds or removes a line, so line by line is tried first; it takes linear time. Otherwise the shortest edit
/// script is searched (Myers 1986), and when that would take too long, everything between the first and the last difference is one block.
/// </remarks>
internal static class LineDiff
{
    private const int MaxScript = 1000;

    /// <summary>The differing blocks, ascending, with equal lines between them.</summary>
    public static IReadOnlyList<DiffBlock> Compare(List<ReadOnlyMemory<byte>> old, List<ReadOnlyMemory<byte>> now)
    {
        var start = 0;
        while (start < old.Count && start < now.Count && Same(old[start], now[start])) start++;
        var (oldEnd, newEnd) = (old.Count, now.Count);
        while (oldEnd > start && newEnd > start && Same(old[oldEnd - 1], now[newEnd - 1])) (oldEnd, newEnd) = (oldEnd - 1, newEnd - 1);
        if (start == oldEnd && start == newEnd) return [];
        if (oldEnd == newEnd) return ByLine(old, now, start, oldEnd);
        return Script(old, now, start, oldEnd, newEnd) ?? [new DiffBlock(start, oldEnd, start, newEnd)];
    }

    private static List<DiffBlock> ByLine(List<ReadOnlyMemory<byte>> old, List<ReadOnlyMemory<byte>> now, int start, int end)
    {
        var blocks = new List<DiffBlock>();
        for (var i = start; i < end; i++)
        {
            if (Same(old[i], now[i])) continue;
            var from = i;
            while (i < end && !Same(old[i], now[i])) i++;
            blocks.Add(new DiffBlock(from, i, from, i));
        }

        return blocks;
    }

    private static List<DiffBlock>? Script(
        List<ReadOnlyMemory<byte>> old, List<ReadOnlyMemory<byte>> now, int start, int oldEnd, int newEnd)
    {
        var (n, m) = (oldEnd - start, newEnd - start);
        var trace = new List<int[]>(); // trace[d][k + d]: furthest old line on diagonal k after d steps
        for (var d = 0; d <= Math.Min(n + m, MaxScript); d++)
        {
            var reach = new int[(2 * d) + 1];
            trace.Add(reach);
            for (var k = -d; k <= d; k += 2)
            {
                var x = d == 0 ? 0 : ComesFromAbove(trace[d - 1], d, k) ? trace[d - 1][k + 1 + d - 1] : trace[d - 1][k - 1 + d - 1] + 1;
                while (x < n && x - k < m && x >= 0 && x - k >= 0 && Same(old[start + x], now[start + x - k])) x++;
                reach[k + d] = x;
                if (x >= n && x - k >= m) return Walk(trace, n, m, start);
            }
        }

        return null;
    }

    // Whether step d reaches diagonal k by taking a new line rather than dropping an old one.
    private static bool ComesFromAbove(int[] before, int d, int k) => k == -d || (k != d && before[k - 1 + d - 1] < before[k + 1 + d - 1]);

    private static List<DiffBlock> Walk(List<int[]> trace, int n, int m, int start)
    {
        var blocks = new List<DiffBlock>();
        var (x, y) = (n, m);
        for (var d = trace.Count - 1; d > 0; d--)
        {
            var k = x - y;
            var isNew = ComesFromAbove(trace[d - 1], d, k);
            var fromK = isNew ? k + 1 : k - 1;
            var fromX = trace[d - 1][fromK + d - 1];
            var fromY = fromX - fromK;
            var block = isNew
                ? new DiffBlock(start + fromX, start + fromX, start + fromY, start + fromY + 1)
                : new DiffBlock(start + fromX, start + fromX + 1, start + fromY, start + fromY);
            if (blocks.Count > 0 && blocks[^1].OldStart == block.OldEnd && blocks[^1].NewStart == block.NewEnd)
                blocks[^1] = new DiffBlock(block.OldStart, blocks[^1].OldEnd, block.NewStart, blocks[^1].NewEnd);
            else blocks.Add(block);
            (x, y) = (fromX, fromY);
        }

        blocks.Reverse();
        return blocks;
    }

    private static bool Same(ReadOnlyMemory<byte> a, ReadOnlyMemory<byte> b) => a.Span.SequenceEqual(b.Span);
}
