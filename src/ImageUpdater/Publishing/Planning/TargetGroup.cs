using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.ImageUpdater.Editing.Splicing;
using ImageAutomation.ImageUpdater.Editing.Targets;
using ImageAutomation.ImageUpdater.Publishing.Index;
using ImageAutomation.ImageUpdater.Safety.Holds;

namespace ImageAutomation.ImageUpdater.Publishing.Planning;

/// <summary>All targets of one policy in one object of one file: they are written together or not at all.</summary>
/// <param name="Path">File, from the root of the repository.</param>
/// <param name="Object">Object in the file.</param>
/// <param name="Policy">The policy.</param>
/// <param name="Targets">Its targets in the object, in the order of the file.</param>
internal sealed record TargetGroup(string Path, ObjectIdentity Object, ObjectKey Policy, IReadOnlyList<Target> Targets)
{
    /// <summary>Groups of the files, by path and position.</summary>
    public static IEnumerable<TargetGroup> In(IEnumerable<IndexedFile> files, FileTargetsReader reader) =>
        from file in files
        from targets in reader.Targets(file).GroupBy(t => (t.Policy, t.Document, t.Object))
        select new TargetGroup(file.Path, targets.Key.Object, targets.Key.Policy, [.. targets]);

    /// <summary>The targets as the hold decision sees them.</summary>
    /// <param name="elected">The election.</param>
    /// <param name="anchors">What automations last put there, target by target; null: it was not looked for.</param>
    public IReadOnlyList<GroupTarget> Questions(ImageRef elected, IReadOnlyList<string?>? anchors = null) =>
        [.. Targets.Select((t, i) => new GroupTarget(t.Part, t.Value, SetterValue.For(elected, t), anchors?[i]))];
}
