using ImageAutomation.ImageUpdater.Editing;
using ImageAutomation.ImageUpdater.Editing.ImageFields;
using ImageAutomation.ImageUpdater.Editing.Markers;
using ImageAutomation.ImageUpdater.Editing.Targets;
using ImageAutomation.ImageUpdater.Git.Objects;

namespace ImageAutomation.ImageUpdater.Publishing.Index;

/// <summary>How targets are found in files: by markers or by image fields, as the automation says.</summary>
internal sealed class TargetFinder(EditOptions options)
{
    /// <summary>Whether only marked files count: the tree can be searched for the marker first.</summary>
    public bool UsesMarkers => options.Strategy == EditStrategy.Setters;

    /// <summary>Tells indexes of different ways to find targets apart.</summary>
    public string Name => (options.Strategy, options.Unparsable) switch
    {
        (EditStrategy.ImageFields, _) => "fields",
        (_, UnparsableFiles.Line) => "lines",
        _ => "markers",
    };

    /// <summary>Whether a file is looked into, by its name: for targets, or for what somebody may have meant as one.</summary>
    public bool IsOfInterest(string path) => FileScreening.IsCandidate(path) || (UsesMarkers && FileScreening.IsNearCandidate(path));

    /// <summary>What a file holds; null when it is of no interest.</summary>
    public IndexedFile? Locate(string path, ObjectId blob, ReadOnlyMemory<byte> content)
    {
        if (UsesMarkers)
        {
            if (!FileScreening.HoldsWord(content.Span)) return null;
            var targets = FileScreening.IsNearCandidate(path) ? TargetLocator.LookAtOther(path, content)
                : TargetLocator.Locate(path, content, options.Unparsable);
            var isEmpty = targets is { Targets.Count: 0, Ignored.Count: 0, Loose.Count: 0, Misses.Count: 0, Problem: null };
            return isEmpty ? null : new IndexedFile(path, blob.ToString(), targets, null);
        }

        var fields = ImageFieldLocator.Locate(path, content);
        return fields.Fields.Count == 0 && fields.Problem is null ? null : new IndexedFile(path, blob.ToString(), null, fields);
    }

    /// <summary>A file that is left alone because of its size.</summary>
    public IndexedFile TooLarge(string path, ObjectId blob, long size)
    {
        var problem = new FileProblem(
            0, 0, string.Create(
                System.Globalization.CultureInfo.InvariantCulture, $"the file has {size} bytes: too large to be looked at"));
        return UsesMarkers
            ? new IndexedFile(path, blob.ToString(), new FileTargets { Path = path, Problem = problem }, null)
            : new IndexedFile(path, blob.ToString(), null, new FileImageFields(path, [], problem));
    }
}
