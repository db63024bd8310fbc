using System.Runtime.InteropServices;

namespace ImageAutomation.Languages.YamlBytes;

/// <summary>One parsed document: its nodes in document order, the root first; empty when there is no root.</summary>
public sealed class YamlDocument
{
    private readonly List<YamlNode> nodes;
    private readonly List<CommentText> comments;

    internal YamlDocument(byte[] data, List<YamlNode> nodes, List<CommentText> comments, Range unread)
    {
        (Data, this.nodes, this.comments, Unread) = (data, nodes, comments, unread);
    }

    /// <summary>The file.</summary>
    public byte[] Data { get; }

    /// <summary>What stands behind the document's end and before the next document; empty for well-formed files.</summary>
    public Range Unread { get; }

    /// <summary>The nodes.</summary>
    public ReadOnlySpan<YamlNode> Nodes => CollectionsMarshal.AsSpan(nodes);

    /// <summary>The comments that belong to nodes.</summary>
    public ReadOnlySpan<CommentText> Comments => CollectionsMarshal.AsSpan(comments);

    /// <summary>Decoded text of a scalar; null for other nodes.</summary>
    public string? Text(int index)
    {
        ref readonly var node = ref Nodes[index];
        return node.Kind == YamlNodeKind.Scalar ? YamlScalar.Decode(Data, node) : null;
    }

    /// <summary>Whether a scalar has exactly this text; cheap for plain scalars.</summary>
    public bool IsText(int index, string text)
    {
        ref readonly var node = ref Nodes[index];
        if (node.Kind != YamlNodeKind.Scalar) return false;
        if (node.Style == ScalarStyle.Plain && node.End - node.Start == text.Length)
        {
            var bytes = Data.AsSpan(node.Start, text.Length);
            for (var i = 0; i < text.Length; i++)
            {
                if (bytes[i] != text[i]) return false;
            }

            return true;
        }

        return node.Style != ScalarStyle.Plain && YamlScalar.Decode(Data, node) == text;
    }

    /// <summary>Value of the first entry with this key in a mapping; -1 when there is none.</summary>
    public int Find(int mapping, string key)
    {
        var nodes = Nodes;
        if (mapping < 0 || nodes[mapping].Kind != YamlNodeKind.Mapping) return -1;
        for (var at = mapping + 1; at < nodes[mapping].Next;)
        {
            var value = nodes[at].Next;
            if (IsText(at, key)) return value;
            at = nodes[value].Next;
        }

        return -1;
    }

    /// <summary>The value behind keys of nested mappings; -1 when there is none.</summary>
    public int FindDeep(int mapping, params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys) mapping = Find(mapping, key);
        return mapping;
    }

    /// <summary>The children of a collection; of a mapping its values.</summary>
    public IEnumerable<int> Children(int collection)
    {
        var kind = nodes[collection].Kind;
        if (kind is YamlNodeKind.Scalar or YamlNodeKind.Alias) yield break;
        for (var at = collection + 1; at < nodes[collection].Next; at = nodes[at].Next)
        {
            if (kind == YamlNodeKind.Sequence || !nodes[at].IsKey) yield return at;
        }
    }
}
