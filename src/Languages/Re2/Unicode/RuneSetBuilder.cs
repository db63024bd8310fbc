namespace ImageAutomation.Languages.Re2.Unicode;

/// <summary>Collects ranges in any order and makes a <see cref="RuneSet"/> of them.</summary>
internal sealed class RuneSetBuilder
{
    private readonly List<(int First, int Last)> ranges = [];

    /// <summary>Ranges collected so far.</summary>
    public int Count => ranges.Count;

    /// <summary>Adds all code points from first to last.</summary>
    public void Add(int first, int last) => ranges.Add((first, last));

    /// <summary>Adds a whole set.</summary>
    public void Add(RuneSet set)
    {
        var bounds = set.Bounds;
        for (var i = 0; i < bounds.Length; i += 2) ranges.Add((bounds[i], bounds[i + 1]));
    }

    /// <summary>Makes the set, merging what overlaps or touches.</summary>
    public RuneSet Build()
    {
        ranges.Sort();
        var bounds = new List<int>(ranges.Count * 2);
        foreach (var (first, last) in ranges)
        {
            if (bounds.Count > 0 && first <= bounds[^1] + 1) bounds[^1] = Math.Max(bounds[^1], last);
            else bounds.AddRange([first, last]);
        }

        return RuneSet.FromSorted([.. bounds]);
    }
}
