namespace ImageAutomation.Bench.Measuring;

/// <summary>A Markdown table that is printed as a whole.</summary>
internal sealed class Table(params string[] columns)
{
    private readonly List<string[]> rows = [];

    /// <summary>The table for sides that did the same work; the last column is each one's time over the first one's.</summary>
    public static Table Comparison() => new("what", "size", "runs", "side", "median", "times ours");

    public void Add(params string[] cells)
    {
        if (cells.Length != columns.Length) throw new ArgumentException("a row has a cell for each column", nameof(cells));
        rows.Add(cells);
    }

    public void AddComparison(
        string what, int size, int runs, IReadOnlyList<(Side Side, Sample Median)> measured, Func<Sample, string>? show = null)
    {
        foreach (var (side, median) in measured)
            Add(what, Text.Count(size), Text.Count(runs), side.Name, (show ?? (s => Text.Time(s.Seconds)))(median),
                Text.Ratio(median.Seconds / measured[0].Median.Seconds));
    }

    public void Print()
    {
        Line(columns);
        Line([.. columns.Select(_ => "---")]);
        foreach (var row in rows) Line(row);
        Console.WriteLine();
    }

    private static void Line(string[] cells) => Console.WriteLine("| " + string.Join(" | ", cells) + " |");
}
