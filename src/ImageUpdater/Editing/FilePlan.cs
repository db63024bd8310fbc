using ImageAutomation.ImageUpdater.Editing.ImageFields;
using ImageAutomation.ImageUpdater.Editing.Targets;

namespace ImageAutomation.ImageUpdater.Editing;

/// <summary>What editing makes of one file.</summary>
/// <param name="Targets">What was found, with the problem of a file that is left alone.</param>
/// <param name="Content">The new bytes; the given ones when nothing changes.</param>
/// <param name="Changes">What changes; empty when nothing does.</param>
/// <param name="Unknown">Targets whose policy is not among those given.</param>
/// <param name="Conflicts">Fields that several policies claim; they are not written.</param>
public sealed record FilePlan(
    FileTargets Targets,
    ReadOnlyMemory<byte> Content,
    IReadOnlyList<Change> Changes,
    IReadOnlyList<Target> Unknown,
    IReadOnlyList<FieldConflict> Conflicts);
