using System.Collections.Frozen;

namespace ImageAutomation.Languages.Re2.Unicode;

/// <summary>Unicode categories and scripts by name, as <c>\p{Name}</c> finds them.</summary>
/// <remarks>Names are compared without case, spaces, underscores and hyphens, as Go does since 1.25.</remarks>
internal static class UnicodeSets
{
    private static readonly Lazy<FrozenDictionary<string, RuneSet>> ByName = new(Load);

    /// <summary>All letters (<c>L</c>).</summary>
    public static RuneSet Letters => ByName.Value["l"];

    /// <summary>All decimal digits (<c>Nd</c>).</summary>
    public static RuneSet Digits => ByName.Value["nd"];

    /// <summary>The set of that name; null when there is none.</summary>
    public static RuneSet? Find(string name) => ByName.Value.GetValueOrDefault(Fold(name));

    private static string Fold(string name) =>
        string.Concat(name.Where(c => c is not (' ' or '_' or '-'))).ToLowerInvariant();

    private static FrozenDictionary<string, RuneSet> Load()
    {
        var sets = new Dictionary<string, RuneSet>(StringComparer.Ordinal);
        var groups = new Dictionary<string, RuneSetBuilder>(StringComparer.Ordinal) { ["LC"] = new() };
        var assigned = new RuneSetBuilder();
        var reader = new VarintReader(Convert.FromBase64String(UnicodeTables.Sets));
        foreach (var name in UnicodeTables.Categories.Split(' '))
        {
            var set = ReadSet(ref reader);
            sets.Add(Fold(name), set);
            assigned.Add(set);
            if (!groups.TryGetValue(name[..1], out var group)) groups.Add(name[..1], group = new RuneSetBuilder());
            group.Add(set);
            if (name is "Lu" or "Ll" or "Lt") groups["LC"].Add(set);
        }

        sets.Add("assigned", assigned.Build());
        sets.Add("cn", sets["assigned"].Complement());
        groups["C"].Add(sets["cn"]);
        foreach (var (name, group) in groups) sets.Add(Fold(name), group.Build());
        foreach (var script in UnicodeTables.Scripts.Split(' ')) sets.Add(Fold(script), ReadSet(ref reader));

        foreach (var alias in UnicodeTables.CategoryAliases.Split(' '))
        {
            var at = alias.IndexOf('=', StringComparison.Ordinal);
            sets.Add(Fold(alias[..at]), sets[Fold(alias[(at + 1)..])]);
        }

        sets.Add("any", RuneSet.All);
        sets.Add("ascii", RuneSet.FromSorted([0, 127]));
        return sets.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static RuneSet ReadSet(ref VarintReader reader)
    {
        var bounds = new int[reader.Next() * 2];
        var next = 0;
        for (var i = 0; i < bounds.Length; i += 2)
        {
            bounds[i] = next + reader.Next();
            bounds[i + 1] = bounds[i] + reader.Next();
            next = bounds[i + 1] + 1;
        }

        return RuneSet.FromSorted(bounds);
    }
}
