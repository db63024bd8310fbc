using System.Text;
using ImageAutomation.ImageUpdater.Editing.Markers;
using ImageAutomation.ImageUpdater.Editing.Targets;
using ImageAutomation.Languages.Results;
using ImageAutomation.Languages.YamlBytes;

namespace ImageAutomation.ImageUpdater.Editing.Splicing;

/// <summary>Sets targets by splicing bytes: everything outside the scalars stays as it is. Pure; linear in the size of the file.</summary>
internal static class TargetEditor
{
    /// <summary>Reason: a target does not fit the bytes it is set in.</summary>
    public const string StaleTarget = "StaleTarget";

    /// <summary>Sets values.</summary>
    /// <param name="path">Path of the file, copied into the changes.</param>
    /// <param name="content">The very bytes that the targets were located in.</param>
    /// <param name="values">Targets and their new values, in any order; a target that already holds its value is not touched.</param>
    /// <returns>
    /// The new bytes and the changes; or a terminal failure <see cref="StaleTarget"/> when a target does not fit these bytes (it lies
    /// outside them,
    /// or two overlap): an index of other bytes was used.
    /// </returns>
    public static Result<EditedFile> Apply(
        string path, ReadOnlyMemory<byte> content, IReadOnlyList<(Target Target, string NewValue)> values)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(values);
        var data = TargetLocator.Bytes(content);
        var splices = new List<Splice>();
        var changes = new List<Change>();
        var last = 0;
        foreach (var (target, value) in values.OrderBy(entry => entry.Target.Start))
        {
            if (target.Start < last || target.Length < 0 || target.Start > data.Length - target.Length || !Holds(data, target))
            {
                return Failure.Terminal(StaleTarget, $"{path}:{target.Line}: the file is not the one in which {target.Setter} was found");
            }

            last = target.Start + target.Length;
            if (target.Value == value) continue;
            splices.AddRange(SplicesOf(data, target, value));
            changes.Add(new Change(path, target.Object, target.Setter, target.Value, value, target.Line));
        }

        return new EditedFile(changes.Count == 0 ? content : Splice.Apply(data, splices), changes);
    }

    private static bool Holds(byte[] data, Target target) =>
        YamlScalar.IsWhole(data.AsSpan(target.Start, target.Length), target.Style) && target.ReadFrom(data) == target.Value;

    private static IEnumerable<Splice> SplicesOf(byte[] data, Target target, string value)
    {
        if (target.Style is ScalarStyle.Literal or ScalarStyle.Folded) return BlockScalar.Set(data, target, value);
        return [new Splice(target.Start, target.Length, Encoding.UTF8.GetBytes(ScalarText.Write(value, target)))];
    }
}
