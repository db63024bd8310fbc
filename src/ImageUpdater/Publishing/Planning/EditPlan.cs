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
    /// <summary>Most bytes of all files that one commit changes: they are in memory together.</summary>
    public const long MaxEditedBytes = 128L << 20;

    /// <summary>Edits the files of the groups that are written.</summary>
    /// <returns>The plan; or a failure, among them one when the files have more than <see cref="MaxEditedBytes"/> together.</returns>
    public static async Task<Result<EditPlan>> MakeAsync(
        GitMirror mirror, TargetsIndex index, IReadOnlyList<TargetGroup> groups, IReadOnlyDictionary<ObjectKey, ImageRef> elected,
        CancellationToken cancellationToken)
    {
        var byPath = groups.GroupBy(g => g.Path, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).ToList();
        var blobs = index.Files.ToDictionary(f => f.Path, f => f.Blob, StringComparer.Ordinal);
        var ids = byPath.Select(g => ObjectId.TryParse(blobs[g.Key], out var id) ? id : default).ToList();
        var files = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        var changes = new List<Change>();
        Failure? problem = null;
        var edited = 0L;
        var read = await mirror.Objects.ReadBlobsAsync(ids, (i, bytes) =>
        {
            var path = byPath[i].Key;
            var values = byPath[i].SelectMany(g => g.Targets.Select(t => (t, SetterValue.For(elected[g.Policy], t)))).ToList();
            if (!TargetEditor.Apply(path, bytes, values).TryGet(out var file, out var failure))
            {
                problem ??= failure;
                return;
            }

            if (file.Changes.Count == 0) return;
            edited += file.Content.Length;
            if (edited > MaxEditedBytes)
            {
                problem ??= TooMuch;
                return;
            }

            files[path] = file.Content;
            changes.AddRange(file.Changes);
        }, cancellationToken);
        return (problem ?? read.Failure) is { } final ? final : new EditPlan(files, changes);
    }

    private static Failure TooMuch => Failure.Transient(
        Reasons.UpdateFailed,
        $"the files to change have more than {MaxEditedBytes >> 20} MiB together, which is above the bound of one commit; narrow "
            + "spec.update.path or the policies");
}
