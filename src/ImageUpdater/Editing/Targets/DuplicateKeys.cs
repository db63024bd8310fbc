using ImageAutomation.Languages.YamlBytes;

namespace ImageAutomation.ImageUpdater.Editing.Targets;

/// <summary>Tells values that stand behind a key for the second time: the reference sees the first one only.</summary>
internal sealed class DuplicateKeys(YamlDocument document)
{
    private readonly Dictionary<int, HashSet<int>> repeated = [];
    private readonly Dictionary<int, bool> known = [];

    /// <summary>Whether a node, or a collection around it, is hidden behind an earlier value of the same key.</summary>
    public bool Hide(int node)
    {
        var chain = new List<int>();
        var hidden = false;
        for (var at = node; at >= 0; at = document.Nodes[at].Parent)
        {
            if (known.TryGetValue(at, out hidden)) break;
            chain.Add(at);
            if (hidden = IsRepeated(at)) break;
        }

        // What is known about a collection is known about all in it that was passed on the way up.
        foreach (var step in chain)
        {
            if (document.Nodes[step].Kind is YamlNodeKind.Mapping or YamlNodeKind.Sequence) known[step] = hidden;
        }

        return hidden;
    }

    private bool IsRepeated(int value)
    {
        var parent = document.Nodes[value].Parent;
        if (parent < 0 || document.Nodes[parent].Kind != YamlNodeKind.Mapping || document.Nodes[value].IsKey) return false;
        if (!repeated.TryGetValue(parent, out var values)) repeated[parent] = values = FindRepeated(parent);
        return values.Contains(value);
    }

    private HashSet<int> FindRepeated(int mapping)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var found = new HashSet<int>();
        foreach (var value in document.Children(mapping))
        {
            if (document.Text(document.Nodes[value].Key) is { } key && !seen.Add(key)) found.Add(value);
        }

        return found;
    }
}
