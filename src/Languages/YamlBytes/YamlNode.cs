namespace ImageAutomation.Languages.YamlBytes;

/// <summary>A node of a document; children follow their parent in the list of nodes.</summary>
public struct YamlNode
{
    /// <summary>What it is.</summary>
    public YamlNodeKind Kind { get; internal set; }

    /// <summary>Style of a scalar.</summary>
    public ScalarStyle Style { get; internal set; }

    /// <summary>Whether it lies in a flow collection (or is one).</summary>
    public bool InFlow { get; internal set; }

    /// <summary>Whether it is the key of an entry.</summary>
    public bool IsKey { get; internal set; }

    /// <summary>Index of the collection that holds it; -1 for the root.</summary>
    public int Parent { get; internal set; }

    /// <summary>Of a value in a mapping: index of its key. Of an item: its place in the sequence. Otherwise -1.</summary>
    public int Key { get; internal set; }

    /// <summary>First byte, without anchor and tag.</summary>
    public int Start { get; internal set; }

    /// <summary>Byte after the last.</summary>
    public int End { get; internal set; }

    /// <summary>Index of the node after this one and all below it.</summary>
    public int Next { get; internal set; }

    /// <summary>Columns before the content of a block scalar.</summary>
    public int Indent { get; internal set; }

    /// <summary>Place of the comment behind it (<see cref="CommentText"/>), or -1.</summary>
    public int LineComment { get; internal set; }

    /// <summary>Place of the comment above it, or -1.</summary>
    public int HeadComment { get; internal set; }

    /// <summary>First byte of its tag, or -1.</summary>
    public int Tag { get; internal set; }
}
