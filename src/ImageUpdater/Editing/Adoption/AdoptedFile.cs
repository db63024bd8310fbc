using ImageAutomation.ImageUpdater.Editing.ImageFields;
using ImageAutomation.ImageUpdater.Editing.Targets;

namespace ImageAutomation.ImageUpdater.Editing.Adoption;

/// <summary>What adopting makes of one file.</summary>
/// <param name="Path">Path of the file.</param>
/// <param name="Content">The bytes with markers; the given ones when there are none to add.</param>
/// <param name="Adoptions">Each field that matches a policy, in the order of the bytes; those already marked are left out.</param>
/// <param name="Conflicts">Fields that several policies claim.</param>
/// <param name="Problem">Why the file was not read; null when it was.</param>
public sealed record AdoptedFile(
    string Path,
    ReadOnlyMemory<byte> Content,
    IReadOnlyList<Adoption> Adoptions,
    IReadOnlyList<FieldConflict> Conflicts,
    FileProblem? Problem);
