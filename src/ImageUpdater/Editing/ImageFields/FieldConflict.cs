using ImageAutomation.Common.Resources.Core;
using ImageAutomation.ImageUpdater.Editing.Targets;

namespace ImageAutomation.ImageUpdater.Editing.ImageFields;

/// <summary>A field without marker that more than one policy claims.</summary>
/// <param name="File">Path of the file.</param>
/// <param name="Line">Line of the field, from 1.</param>
/// <param name="FieldPath">The field, as in <see cref="Target.FieldPath"/>.</param>
/// <param name="Policies">The policies, in the order of their names; at least two.</param>
public sealed record FieldConflict(string File, int Line, string FieldPath, IReadOnlyList<ObjectKey> Policies)
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"{File}:{Line}: {FieldPath} is claimed by policies {string.Join(" and ", Policies)}; narrow update.path, or use markers";
}
