using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.ImageUpdater.Editing.Splicing;
using ImageAutomation.ImageUpdater.Editing.Targets;
using ImageAutomation.ImageUpdater.Git.Mirrors;
using ImageAutomation.ImageUpdater.Git.Objects;
using ImageAutomation.ImageUpdater.Publishing.Index;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageUpdater.Publishing.Planning;

/// <summary>New bytes of files, and what changed in them.</summary>
/// <param name="Files">New content by path from the root of the repository.</param>
/// <param name="Changes">Changes by path and position.</param>
internal sealed record EditPlan(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Files, IReadOnlyList<Change> Changes)
{
    /// <summary>Edits the files of the groups that are written.</summary>
    public static async Task<Result<EditPlan>> MakeAsync(
        GitMirror mirror, TargetsIndex index, IReadOnlyList<TargetGroup> groups, IReadOnlyDictionary<ObjectKey, ImageRef> elected, CancellationToken cancellationToken)
    {
        var byPath = groups.GroupBy(g => g.Path, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).ToList();
        var blobs = index.Files.ToDictionary(f => f.Path, f => f.Blob, StringComparer.Ordinal);
        var ids = byPath.Select(g => ObjectId.TryParse(blobs[g.Key], out var id) ? id : default).ToList();
        var files = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        var changes = new List<Change>();
        Failure? problem = null;
        var read = await mirror.Objects.ReadBlobsAsync(ids, (i, bytes) =>
        {
            var path = byPath[i].Key;
            var values = byPath[i].SelectMany(g => g.Targets.Select(t => (t, SetterValue.For(elected[g.Policy], t)))).ToList();
            if (!TargetEditor.Apply(path, bytes, values).TryGet(out var edited, out var failure))
            {
                problem ??= failure;
                return;
            }

            if (edited.Changes.Count == 0) return;
            files[path] = edited.Content;
            changes.AddRange(edited.Changes);
        }, cancellationToken);
        return (problem ?? read.Failure) is { } final ? final : new EditPlan(files, changes);
    }
}
