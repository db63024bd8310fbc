using System.Text;

namespace ImageAutomation.Cli.Output;

/// <summary>A plain table: columns padded to the widest cell, three blanks between, no lines. Cells are one line each.</summary>
internal sealed class Table(params string[] header)
{
    private readonly List<string[]> rows = [];

    public int Count => rows.Count;

    public void Add(params string[] cells)
    {
        if (cells.Length != header.Length) throw new ArgumentException("a row has as many cells as the header", nameof(cells));
        rows.Add([.. cells.Select(OneLine)]);
    }

    /// <summary>Characters of the widest cell of each column.</summary>
    public int[] Widths(bool withHeader = true) =>
        [.. header.Select((name, i) => rows.Select(r => r[i].Length).Append(withHeader ? name.Length : 0).Max())];

    /// <param name="withHeader">Whether the header comes first.</param>
    /// <param name="widths">Width of each column; null: what they need.</param>
    public string ToText(bool withHeader = true, IReadOnlyList<int>? widths = null)
    {
        widths ??= Widths(withHeader);
        var text = new StringBuilder();
        foreach (var row in withHeader ? rows.Prepend(header) : rows)
        {
            var line = string.Join("   ", row.Select((cell, i) => i == row.Length - 1 ? cell : cell.PadRight(widths[i])));
            text.Append(line.TrimEnd()).Append('\n');
        }

        return text.ToString();
    }

    private static string OneLine(string cell)
    {
        var end = cell.IndexOfAny(['\n', '\r']);
        return end < 0 ? cell : cell[..end] + " ...";
    }
}
