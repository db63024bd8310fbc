using System.Runtime.InteropServices;
using ImageAutomation.ImageUpdater.Editing.Targets;
using ImageAutomation.Languages.YamlBytes;

namespace ImageAutomation.ImageUpdater.Editing.Markers;

/// <summary>Finds the marked scalars of a file. Pure; never throws on any content; linear in its size.</summary>
/// <remarks>Source of the rules: <c>docs/editing.md</c>, "Markers".</remarks>
public static class TargetLocator
{
    /// <summary>Finds all markers, whichever policies exist.</summary>
    /// <param name="path">Path of the file, copied into the result.</param>
    /// <param name="content">The whole file, UTF-8, with or without byte order mark.</param>
    /// <param name="unparsable">What happens when the file holds a marker and is not YAML.</param>
    /// <returns>The targets; or the problem, with targets only as <paramref name="unparsable"/> allows.</returns>
    public static FileTargets Locate(string path, ReadOnlyMemory<byte> content, UnparsableFiles unparsable = UnparsableFiles.Skip)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!FileScreening.HoldsWord(content.Span)) return new FileTargets { Path = path };
        var data = Bytes(content);
        var hasMarker = FileScreening.HoldsMarker(data);
        var (documents, problem) = YamlFile.Parse(data);
        if (problem is not null) return hasMarker ? Unreadable(path, data, problem, unparsable) : new FileTargets { Path = path };

        var targets = new List<Target>();
        var ignored = new List<IgnoredMarker>();
        var misses = new List<NearMiss>();
        var lines = new LineCounter(data);
        var used = new HashSet<int>();
        for (var i = 0; i < documents.Count; i++)
        {
            if (!ObjectShapes.IsEmpty(documents[i]))
                Collect(new DocumentPlace(documents[i], i, lines), documents.Count == 1, targets, ignored, misses, used);
        }

        // Where only the part that is not read holds markers, as behind a template's first line, nobody would learn why nothing happens.
        var dead = targets.Count + ignored.Count > 0 ? null : documents.Find(d => FileScreening.HoldsMarker(data.AsSpan(d.Unread)));
        return dead is not null
            ? Unreadable(
                path, data,
                new YamlProblem(
                    dead.Unread.Start.Value,
                    "did not find expected <document start>; what stands behind the end of a document is not read"), unparsable)
            : new FileTargets
            {
                Path = path,
                Targets = targets,
                Ignored = ignored,
                Loose = LooseMarkers.Find(data, documents, used, lines),
                Misses = [.. misses.Concat(NearMisses.Find(data, documents, lines)).OrderBy(m => m.Line)],
            };
    }

    /// <summary>What a file holds that is not looked into, as its name is another one.</summary>
    public static FileTargets LookAtOther(string path, ReadOnlyMemory<byte> content) => new()
    {
        Path = path,
        Misses = [.. NearMisses.InOtherFile(Bytes(content))],
    };

    private static FileTargets Unreadable(string path, byte[] data, YamlProblem problem, UnparsableFiles unparsable)
    {
        var found = new FileTargets { Path = path, Problem = new LineCounter(data).Problem(problem) };
        return unparsable == UnparsableFiles.Line ? MarkerLines.Locate(found, data) : found;
    }

    internal static byte[] Bytes(ReadOnlyMemory<byte> content) =>
        MemoryMarshal.TryGetArray(content, out var segment) && segment.Offset == 0 && segment.Count == segment.Array?.Length
            ? segment.Array
            : content.ToArray();

    private static void Collect(
        DocumentPlace place, bool isOnly, List<Target> targets, List<IgnoredMarker> ignored, List<NearMiss> misses, HashSet<int> used)
    {
        var document = place.Document;
        var objects = ObjectShapes.Find(document, isOnly);
        var paths = new FieldPaths(document, 0);
        var duplicates = new DuplicateKeys(document);
        var current = 0;
        var within = 0;
        var nodes = document.Nodes;
        for (var i = 0; i < nodes.Length; i++)
        {
            ref readonly var node = ref nodes[i];
            if (current + 1 < objects.Count && i == objects[current + 1].Root)
            {
                within = ++current;
                paths = new FieldPaths(document, i);
            }
            else if (within > 0 && i >= nodes[objects[within].Root].Next)
            {
                within = 0;
                paths = new FieldPaths(document, 0);
            }

            if (node.Kind != YamlNodeKind.Scalar || node.IsKey || Setter(document, node, used) is not { } setter) continue;
            if (duplicates.Hide(i))
            {
                misses.Add(
                    new NearMiss(place.Lines.LineOf(node.Start), "it stands at the second of two equal keys, and only the first is read"));
                continue;
            }

            if (Marker.Parse(setter) is not { } meaning)
            {
                ignored.Add(new IgnoredMarker(setter, place.Lines.LineOf(node.Start)));
                continue;
            }

            targets.Add(place.TargetAt(i, objects[within].Identity, paths, (meaning.Policy, meaning.Part), setter));
        }
    }

    /// <summary>The comment behind a scalar decides; the one above it is asked only when there is none.</summary>
    private static string? Setter(YamlDocument document, in YamlNode node, HashSet<int> used)
    {
        var index = node.LineComment >= 0 ? node.LineComment : node.HeadComment;
        if (index < 0) return null;
        var comment = document.Comments[index];
        if (!comment.IsSingle || Marker.Read(document.Data.AsSpan(comment.Start, comment.End - comment.Start)) is not { } setter)
            return null;
        used.Add(comment.Start);
        return setter;
    }
}
