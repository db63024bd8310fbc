using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ImageAutomation.Languages.YamlBytes;

namespace ImageAutomation.ImageUpdater.Editing.Targets;

/// <summary>Names the places of nodes in a document. Linear over a document: names of lists and of parents are worked out once.</summary>
internal sealed class FieldPaths(YamlDocument document, int root)
{
    /// <summary>Longer paths are shortened to a hash, so that deep nesting cannot multiply into memory.</summary>
    private const int MaxLength = 1_024;

    private readonly Dictionary<int, string> paths = new() { [root] = "" };
    private readonly Dictionary<int, string?[]> names = [];

    public string Of(int node)
    {
        var chain = new Stack<int>();
        var at = node;
        string? path;
        while (!paths.TryGetValue(at, out path))
        {
            chain.Push(at);
            at = document.Nodes[at].Parent;
        }

        foreach (var step in chain)
        {
            path = Append(path, step);
            if (document.Nodes[step].Kind is YamlNodeKind.Mapping or YamlNodeKind.Sequence) paths[step] = path;
        }

        return path;
    }

    private static string Shorten(string path) =>
        "~" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)).AsSpan(0, 16));

    private static bool IsSimple(string key) => key.Length > 0 && key.All(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '/');

    private static string Quote(string text) =>
        "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";

    private string Append(string path, int node)
    {
        if (path.Length > MaxLength) path = Shorten(path);
        ref readonly var step = ref document.Nodes[node];
        if (step.IsKey) return path + "[?]";
        if (document.Nodes[step.Parent].Kind == YamlNodeKind.Sequence)
        {
            var name = Names(step.Parent)[step.Key];
            return name is null
                ? $"{path}[{step.Key.ToString(CultureInfo.InvariantCulture)}]"
                : $"{path}[name={(IsSimple(name) ? name : Quote(name))}]";
        }

        var key = document.Text(step.Key);
        if (key is null) return path + "[?]";
        if (key.Length > MaxLength) key = Shorten(key);
        if (!IsSimple(key)) return $"{path}[{Quote(key)}]";
        return path.Length == 0 ? key : $"{path}.{key}";
    }

    private string?[] Names(int sequence)
    {
        if (names.TryGetValue(sequence, out var known)) return known;
        var found = new List<string?>();
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var item in document.Children(sequence))
        {
            var value = document.Find(item, "name");
            var name = value < 0 ? null : document.Text(value);
            if (name is { Length: 0 or > MaxLength }) name = null;
            found.Add(name);
            if (name is not null) seen[name] = seen.GetValueOrDefault(name) + 1;
        }

        for (var i = 0; i < found.Count; i++)
        {
            if (found[i] is { } name && seen[name] > 1) found[i] = null;
        }

        return names[sequence] = [.. found];
    }
}
