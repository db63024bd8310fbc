using System.Globalization;
using ImageAutomation.Common.Loop;
using ImageAutomation.Common.Resources.Images;

namespace ImageAutomation.ImageUpdater.Publishing;

/// <summary>One notice for all files that are left alone, when one of them is new since the last run. Pure.</summary>
internal static class SkippedNotices
{
    /// <summary>Reason code of the event.</summary>
    public const string Reason = "FilesSkipped";

    private const int MaxNamed = 5;

    /// <summary>The notice, or none.</summary>
    /// <param name="before">What the last run left alone.</param>
    /// <param name="now">What this one left alone.</param>
    /// <param name="editsLines">Whether marker lines of templates are edited already (<c>update.unparsable: Line</c>).</param>
    public static IReadOnlyList<RunNotice> New(SkippedFilesStatus? before, SkippedFilesStatus? now, bool editsLines)
    {
        if (now?.Entries is not { Count: > 0 } entries) return [];
        var isKnown = now.Total <= before?.Total && entries.All((before.Entries ?? []).Contains);
        if (isKnown) return [];
        var named = string.Join("; ", entries.Take(MaxNamed).Select(f => $"{f.Path}: {f.Reason}"));
        var more = now.Total > MaxNamed ? $"; and {now.Total - MaxNamed} more" : "";
        var what = now.Total == 1 ? "1 file is left alone, nothing in it is updated"
            : $"{now.Total} files are left alone, nothing in them is updated";
        var facts = new Dictionary<string, string>
        {
            ["skipped"] = now.Total.ToString(CultureInfo.InvariantCulture),
            ["files"] = string.Join(",", entries.Select(f => f.Path)),
        };
        return [new RunNotice(
            Reason, $"{what}: {named}{more}{(editsLines ? "" : "; spec.update.unparsable: Line edits clear marker lines of templates")}",
            facts)];
    }
}
