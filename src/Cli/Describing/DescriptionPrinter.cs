using System.Globalization;
using ImageAutomation.Cli.Output;
using ImageAutomation.Common.Sources;

namespace ImageAutomation.Cli.Describing;

/// <summary>Prints a description: the verdict first, then what leads to the cause.</summary>
internal static class DescriptionPrinter
{
    private const int NameWidth = 12;

    public static void Print(Answer answer, ObjectDescription description, DateTimeOffset now)
    {
        var ready = description.Ready;
        answer.Out.WriteLine(ready switch
        {
            null => $"{description.Title}: not reconciled yet",
            { Status: "True" } => $"{description.Title}: Ready for {Cells.Age(ready.LastTransitionTime, now)}",
            _ => $"{description.Title}: NOT READY for {Cells.Age(ready.LastTransitionTime, now)}: {ready.Reason}",
        });
        if (ready is not null) foreach (var line in ready.Message.TrimEnd().Split('\n')) answer.Out.WriteLine("  " + line);
        answer.Out.WriteLine();
        foreach (var (name, value) in description.Facts) answer.Out.WriteLine($"{(name + ":").PadRight(NameWidth)} {value}");

        var related = new Table("ROLE", "OBJECT", "READY", "MESSAGE");
        foreach (var r in description.Related) related.Add(r.Role, r.Object, r.State, r.Message);
        Section(answer, related);

        var conditions = new Table("CONDITION", "STATUS", "REASON", "SINCE", "MESSAGE");
        foreach (var c in description.Conditions) conditions.Add(c.Type, c.Status, c.Reason, Cells.Time(c.LastTransitionTime), c.Message);
        Section(answer, conditions);

        var holds = new Table("HELD IN", "OBJECT", "POLICY", "DECISION", "VALUE", "REJECTED", "BY");
        foreach (var h in description.Holds)
            holds.Add(h.Path, $"{h.Object.Kind}/{h.Object.Name}", h.Policy, h.Decision, h.Value, h.Rejected ?? "", h.Author ?? "");
        Section(answer, holds);

        var skipped = new Table("LEFT ALONE", "WHY");
        foreach (var f in description.Skipped) skipped.Add(f.Path, f.Reason);
        Section(answer, skipped);

        var ignored = new Table("IGNORED", "LINE", "WHY");
        foreach (var m in description.Ignored) ignored.Add(m.Path, m.Line.ToString(CultureInfo.InvariantCulture), m.Reason);
        Section(answer, ignored);

        var events = new Table("LAST SEEN", "TYPE", "REASON", "COUNT", "EVENT");
        foreach (var e in description.Events)
            events.Add(Cells.Time(e.Last), e.Severity == nameof(EventSeverity.Error) ? "Warning"
                : "Normal", e.Reason, e.Count.ToString(CultureInfo.InvariantCulture), e.Message);
        Section(answer, events);
    }

    private static void Section(Answer answer, Table table)
    {
        if (table.Count == 0) return;
        answer.Out.WriteLine();
        answer.Print(table);
    }
}
