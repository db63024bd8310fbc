using ImageAutomation.Common.Resources.Core;
using ImageAutomation.ImageUpdater.Editing.Targets;
using ImageAutomation.Languages.YamlBytes;

namespace ImageAutomation.ImageUpdater.Editing.ImageFields;

/// <summary>Reads the shapes of image fields in one object.</summary>
internal sealed class ImageFieldReader(DocumentPlace place, int root, ObjectIdentity identity)
{
    private readonly YamlDocument document = place.Document;
    private readonly FieldPaths paths = new(place.Document, root);

    public List<ImageField> Fields { get; } = [];

    /// <summary>Items of a list that hold a whole reference at a place.</summary>
    public void References(int list, params ReadOnlySpan<string> keys)
    {
        if (list < 0) return;
        foreach (var item in document.Children(list)) Reference(document.FindDeep(item, keys));
    }

    /// <summary>Entries of a kustomization's <c>images</c>.</summary>
    public void Kustomize(int list)
    {
        if (list < 0) return;
        foreach (var item in document.Children(list))
        {
            var name = Text(item, "newName") is { Length: > 0 } renamed ? renamed : Text(item, "name");
            Add(name, document.Find(item, "newTag"), document.Find(item, "digest"));
        }
    }

    /// <summary>All mappings of Helm values that hold an image in one of the usual forms.</summary>
    public void Values(int values)
    {
        if (values < 0) return;
        var end = document.Nodes[values].Next;
        for (var i = values; i < end; i++)
        {
            if (document.Nodes[i].Kind != YamlNodeKind.Mapping || document.Nodes[i].IsKey) continue;
            var tag = document.Find(i, "tag");
            var repository = Text(i, "repository");
            if (repository.Length > 0 && (tag >= 0 || document.Find(i, "digest") >= 0))
            {
                var registry = Text(i, "registry");
                Add(registry.Length > 0 ? $"{registry}/{repository}" : repository, tag, document.Find(i, "digest"));
                continue;
            }

            if (repository.Length > 0) Reference(document.Find(i, "repository"));
            var image = document.Find(i, "image");
            if (image < 0 || document.Nodes[image].Kind != YamlNodeKind.Scalar) continue;
            if (tag >= 0 && ImageName.TryParse(Text(i, "image"), out var bare) && bare is { Tag: null, Digest: null })
                Add(bare.Written, tag, document.Find(i, "digest"));
            else Reference(image);
        }
    }

    private void Reference(int node)
    {
        if (node < 0 || !IsFilled(node)) return;
        if (!ImageName.TryParse(document.Text(node) ?? "", out var image) || image is null) return;
        Fields.Add(new ImageField(image.Written, [Part(node, TargetPart.Full) with { WrittenName = image.Written }]));
    }

    /// <summary>An image whose tag and digest have fields of their own. Empty ones are the chart's choice, and stay.</summary>
    private void Add(string name, int tag, int digest)
    {
        if (!ImageName.TryParse(name, out var image) || image is not { Tag: null, Digest: null }) return;
        var parts = new List<Target>();
        if (tag >= 0 && IsFilled(tag))
        {
            var text = document.Text(tag) ?? "";
            parts.Add(Part(tag, text.Contains('@', StringComparison.Ordinal) ? TargetPart.TagAndDigest : TargetPart.Tag));
        }

        if (digest >= 0 && IsFilled(digest)) parts.Add(Part(digest, TargetPart.Digest));
        if (parts.Count == 0) return;
        parts.Sort((a, b) => a.Start.CompareTo(b.Start));
        Fields.Add(new ImageField(name, parts));
    }

    private bool IsFilled(int node) =>
        document.Nodes[node].Kind == YamlNodeKind.Scalar && !ObjectShapes.IsNull(document, node) && document.Text(node) is { Length: > 0 };

    private string Text(int mapping, string key) => ObjectShapes.TextAt(document, mapping, key);

    private Target Part(int at, TargetPart part) => place.TargetAt(at, identity, paths, (new ObjectKey("", ""), part), setter: "");
}
