namespace ImageAutomation.ImageUpdater.Editing.Yaml;

/// <summary>A node of a document; children follow their parent in the list of nodes.</summary>
internal struct YamlNode
{
    /// <summary>What it is.</summary>
    public YamlNodeKind Kind;

    /// <summary>Style of a scalar.</summary>
    public ScalarStyle Style;

    /// <summary>Whether it lies in a flow collection (or is one).</summary>
    public bool InFlow;

    /// <summary>Whether it is the key of an entry.</summary>
    public bool IsKey;

    /// <summary>Index of the collection that holds it; -1 for the root.</summary>
    public int Parent;

    /// <summary>Of a value in a mapping: index of its key. Of an item: its place in the sequence. Otherwise -1.</summary>
    public int Key;

    /// <summary>First byte, without anchor and tag.</summary>
    public int Start;

    /// <summary>Byte after the last.</summary>
    public int End;

    /// <summary>Index of the node after this one and all below it.</summary>
    public int Next;

    /// <summary>Columns before the content of a block scalar.</summary>
    public int Indent;

    /// <summary>Place of the comment behind it (<see cref="CommentText"/>), or -1.</summary>
    public int LineComment;

    /// <summary>Place of the comment above it, or -1.</summary>
    public int HeadComment;

    /// <summary>First byte of its tag, or -1.</summary>
    public int Tag;
}
