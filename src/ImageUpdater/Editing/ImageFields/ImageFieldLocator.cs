using ImageAutomation.Common.Resources.Core;
using ImageAutomation.ImageUpdater.Editing.Markers;
using ImageAutomation.ImageUpdater.Editing.Targets;
using ImageAutomation.Languages.YamlBytes;

namespace ImageAutomation.ImageUpdater.Editing.ImageFields;

/// <summary>Finds fields that hold images, without markers. Pure; never throws on any content; linear in its size.</summary>
/// <remarks>Source of the shapes: <c>docs/editing.md</c>, "Image fields".</remarks>
internal static class ImageFieldLocator
{
    private static readonly string[] ContainerLists = ["initContainers", "containers", "ephemeralContainers"];

    /// <summary>Whether a file can hold an image field at all; a search for bytes, without parsing.</summary>
    /// <param name="content">The whole file.</param>
    public static bool MayHoldImages(ReadOnlySpan<byte> content) => content.IndexOf("image"u8) >= 0 || content.IndexOf("repository"u8) >= 0;

    /// <summary>Finds all image fields of the known shapes.</summary>
    /// <param name="path">Path of the file; its name tells kustomizations and Helm values.</param>
    /// <param name="content">The whole file, UTF-8.</param>
    public static FileImageFields Locate(string path, ReadOnlyMemory<byte> content)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!MayHoldImages(content.Span)) return new FileImageFields(path, [], null);
        var data = TargetLocator.Bytes(content);
        var (documents, problem) = YamlFile.Parse(data);
        if (problem is not null) return new FileImageFields(path, [], new LineCounter(data).Problem(problem));
        var name = path[(path.LastIndexOf('/') + 1)..];
        var fields = new List<ImageField>();
        var lines = new LineCounter(data);
        for (var i = 0; i < documents.Count; i++)
        {
            if (ObjectShapes.IsEmpty(documents[i])) continue;
            var objects = ObjectShapes.Find(documents[i], isOnly: true);
            foreach (var (root, identity) in objects)
            {
                // Objects in lists are named as markers in them are: by the list, when the file has other documents.
                var named = documents.Count == 1 ? (Root: root, Identity: identity) : objects[0];
                var reader = new ImageFieldReader(new DocumentPlace(documents[i], i, lines), named.Root, named.Identity);
                Read(reader, documents[i], root, identity, name);
                fields.AddRange(reader.Fields);
            }
        }

        fields.Sort((a, b) => a.Parts[0].Start.CompareTo(b.Parts[0].Start));
        return new FileImageFields(path, fields, null);
    }

    private static void Read(ImageFieldReader reader, YamlDocument document, int root, ObjectIdentity identity, string fileName)
    {
        int At(params ReadOnlySpan<string> keys) => document.FindDeep(root, keys);

        var group = identity.ApiVersion.Split('/')[0];
        if (group == "kustomize.config.k8s.io"
            || (identity.Kind.Length == 0 && fileName is "kustomization.yaml" or "kustomization.yml" or "Kustomization"))
        {
            reader.Kustomize(At("images"));
        }
        else if (group == "kustomize.toolkit.fluxcd.io")
        {
            reader.Kustomize(At("spec", "images"));
        }
        else if (identity.Kind == "HelmRelease")
        {
            reader.Values(At("spec", "values"));
        }
        else if (identity.Kind.Length == 0 && identity.ApiVersion.Length == 0)
        {
            if (fileName.Contains("values", StringComparison.OrdinalIgnoreCase)) reader.Values(root);
        }
        else
        {
            var pods = new[] { At("spec"), At("template", "spec"), At("spec", "template", "spec"),
                At("spec", "jobTemplate", "spec", "template", "spec") };
            foreach (var pod in pods.Where(pod => pod >= 0))
            {
                foreach (var list in ContainerLists)
                {
                    reader.References(document.Find(pod, list), "image");
                }

                reader.References(document.Find(pod, "volumes"), "image", "reference");
            }
        }
    }
}
