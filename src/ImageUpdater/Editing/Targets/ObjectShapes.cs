using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Languages.YamlBytes;

namespace ImageAutomation.ImageUpdater.Editing.Targets;

/// <summary>Finds the objects of a document, and refuses documents that cannot be one.</summary>
internal static class ObjectShapes
{
    /// <summary>What makes a document something that the reference cannot read; null when it can.</summary>
    public static YamlProblem? Check(YamlDocument document)
    {
        var nodes = document.Nodes;
        if (nodes.Length == 0 || IsNull(document, 0)) return null;
        if (nodes[0].Kind != YamlNodeKind.Mapping) return new YamlProblem(nodes[0].Start, "the document is not a mapping");
        var metadata = document.Find(0, "metadata");
        if (metadata < 0 || IsNull(document, metadata)) return null;
        if (nodes[metadata].Kind is not (YamlNodeKind.Mapping or YamlNodeKind.Alias))
        {
            return new YamlProblem(nodes[metadata].Start, "metadata is not a mapping");
        }

        var annotations = document.Find(metadata, "annotations");
        if (annotations < 0 || IsNull(document, annotations)) return null;
        return nodes[annotations].Kind is YamlNodeKind.Mapping or YamlNodeKind.Alias
            ? null
            : new YamlProblem(nodes[annotations].Start, "metadata.annotations is not a mapping");
    }

    /// <summary>Whether a document holds nothing.</summary>
    public static bool IsEmpty(YamlDocument document) => document.Nodes.Length == 0 || IsNull(document, 0);

    /// <summary>The objects as ascending roots: the document, or the items of a list.</summary>
    /// <param name="document">A document that passed <see cref="Check"/>.</param>
    /// <param name="isOnly">Whether the file has no other document; only then the reference looks into lists.</param>
    public static List<(int Root, ObjectIdentity Identity)> Find(YamlDocument document, bool isOnly)
    {
        var objects = new List<(int Root, ObjectIdentity Identity)> { (0, Identity(document, 0)) };
        if (!isOnly || objects[0].Identity.Kind is not ("List" or "ResourceList")) return objects;
        var items = document.Find(0, "items");
        if (items < 0 || document.Nodes[items].Kind != YamlNodeKind.Sequence) return objects;
        foreach (var item in document.Children(items))
        {
            if (document.Nodes[item].Kind == YamlNodeKind.Mapping) objects.Add((item, Identity(document, item)));
        }

        return objects;
    }

    public static bool IsNull(YamlDocument document, int index)
    {
        ref readonly var node = ref document.Nodes[index];
        return node.Kind == YamlNodeKind.Scalar && node.Style == ScalarStyle.Plain && node.Tag < 0
            && PlainText.IsNull(document.Text(index) ?? "");
    }

    private static ObjectIdentity Identity(YamlDocument document, int root)
    {
        var metadata = document.Find(root, "metadata");
        return new ObjectIdentity(
            TextAt(document, root, "apiVersion"),
            TextAt(document, root, "kind"),
            TextAt(document, metadata, "namespace"),
            TextAt(document, metadata, "name"));
    }

    /// <summary>Text behind a key; empty when it is null, no text, or not there.</summary>
    public static string TextAt(YamlDocument document, int mapping, string key)
    {
        var value = document.Find(mapping, key);
        return value < 0 || IsNull(document, value) ? "" : document.Text(value) ?? "";
    }
}
