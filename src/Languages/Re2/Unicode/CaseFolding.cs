namespace ImageAutomation.Languages.Re2.Unicode;

/// <summary>Simple case folding: which code points are the same letter.</summary>
internal static class CaseFolding
{
    // Sorted by code point; the second column is the next member of the same orbit, so that orbits are cycles.
    private static readonly Lazy<(int[] Runes, int[] Next)> Table = new(Load);

    /// <summary>The next code point that differs only by case, in a cycle; the code point itself when there is none.</summary>
    public static int Next(int rune)
    {
        var at = Array.BinarySearch(Table.Value.Runes, rune);
        return at < 0 ? rune : Table.Value.Next[at];
    }

    /// <summary>The set and every code point that differs from a member only by case.</summary>
    public static RuneSet Close(RuneSet set)
    {
        var builder = new RuneSetBuilder();
        builder.Add(set);
        var (runes, _) = Table.Value;
        var bounds = set.Bounds;
        for (var i = 0; i < bounds.Length; i += 2)
        {
            var at = Array.BinarySearch(runes, bounds[i]);
            for (at = at < 0 ? ~at : at; at < runes.Length && runes[at] <= bounds[i + 1]; at++)
            {
                for (var other = Next(runes[at]); other != runes[at]; other = Next(other))
                {
                    if (other < bounds[i] || other > bounds[i + 1]) builder.Add(other, other);
                }
            }
        }

        return builder.Build();
    }

    private static (int[] Runes, int[] Next) Load()
    {
        var next = new SortedDictionary<int, int>();
        var reader = new VarintReader(Convert.FromBase64String(UnicodeTables.Folds));
        var at = 0;
        for (var runs = reader.Next(); runs > 0; runs--)
        {
            at += reader.Next();
            var (count, stride, distance) = (reader.Next(), reader.Next(), reader.Next());
            for (var i = 0; i < count; i++)
            {
                var lower = at + (i * stride);
                next.Add(lower, lower + distance);
                next.Add(lower + distance, lower);
            }
        }

        for (var orbits = reader.Next(); orbits > 0; orbits--)
        {
            var orbit = new int[reader.Next()];
            for (var i = 0; i < orbit.Length; i++) orbit[i] = reader.Next();
            for (var i = 0; i < orbit.Length; i++) next.Add(orbit[i], orbit[(i + 1) % orbit.Length]);
        }

        return ([.. next.Keys], [.. next.Values]);
    }
}
