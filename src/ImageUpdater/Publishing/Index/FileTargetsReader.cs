using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.ImageUpdater.Editing.ImageFields;
using ImageAutomation.ImageUpdater.Editing.Targets;

namespace ImageAutomation.ImageUpdater.Publishing.Index;

/// <summary>Binds what files hold to the policies of a run.</summary>
internal sealed class FileTargetsReader(IReadOnlyDictionary<ObjectKey, ImageRef> elected)
{
    private readonly ImageFieldMatcher matcher = new(elected.Select(e => new ElectedImage(e.Key, e.Value)));

    /// <summary>The targets of a file that belong to the policies, in the order of its bytes.</summary>
    public IReadOnlyList<Target> Targets(IndexedFile file) =>
        file.Marked is { } marked ? [.. marked.Targets.Where(t => elected.ContainsKey(t.Policy))]
        : file.Fields is { } fields ? matcher.Match(fields).Targets
        : [];

    /// <summary>Fields that several policies claim.</summary>
    public IReadOnlyList<FieldConflict> Conflicts(IndexedFile file) => file.Fields is { } fields ? matcher.Match(fields).Conflicts : [];
}
