using ImageAutomation.ImageUpdater.Editing;
using ImageAutomation.ImageUpdater.Editing.ImageFields;
using ImageAutomation.ImageUpdater.Editing.Markers;
using ImageAutomation.ImageUpdater.Editing.Targets;
using ImageAutomation.ImageUpdater.Git.Objects;

namespace ImageAutomation.ImageUpdater.Publishing.Index;

/// <summary>How targets are found in files: by markers or by image fields, as the automation says.</summary>
internal sealed class TargetFinder(EditOptions options)
{
    /// <summary>Bytes that every file with a marker has.</summary>
    public const string Marker = "\"$imagepolicy\"";

    private static readonly byte[] MarkerBytes = System.Text.Encoding.ASCII.GetBytes(Marker);

    /// <summary>Whether only marked files count: the tree can be searched for the marker first.</summary>
    public bool UsesMarkers => options.Strategy == EditStrategy.Setters;

    /// <summary>Tells indexes of different ways to find targets apart.</summary>
    public string Name => (options.Strategy, options.Unparsable) switch
    {
        (EditStrategy.ImageFields, _) => "fields",
        (_, UnparsableFiles.Line) => "lines",
        _ => "markers",
    };

    /// <summary>What a file holds; null when it is of no interest.</summary>
    public IndexedFile? Locate(string path, ObjectId blob, ReadOnlyMemory<byte> content)
    {
        if (UsesMarkers)
            return content.Span.IndexOf(MarkerBytes) < 0 ? null : new IndexedFile(path, blob.ToString(), TargetLocator.Locate(path, content, options.Unparsable), null);
        var fields = ImageFieldLocator.Locate(path, content);
        return fields.Fields.Count == 0 && fields.Problem is null ? null : new IndexedFile(path, blob.ToString(), null, fields);
    }

    /// <summary>A file that is left alone because of its size.</summary>
    public IndexedFile TooLarge(string path, ObjectId blob, long size)
    {
        var problem = new FileProblem(0, 0, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"the file has {size} bytes: too large to be looked at"));
        return UsesMarkers
            ? new IndexedFile(path, blob.ToString(), new FileTargets { Path = path, Problem = problem }, null)
            : new IndexedFile(path, blob.ToString(), null, new FileImageFields(path, [], problem));
    }
}
