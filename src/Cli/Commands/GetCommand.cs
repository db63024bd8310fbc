using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using ImageAutomation.Cli.Output;
using ImageAutomation.Common.Resources;
using ImageAutomation.Common.Sources.Folder;

namespace ImageAutomation.Cli.Commands;

/// <summary><c>imgauto get</c>: what there is, and how it stands.</summary>
internal static class GetCommand
{
    private const string Waiting = "waiting to be reconciled";

    public static Command Create(Answer answer, TimeProvider time)
    {
        var command = new Command("get", "Show resources, events and holds.");
        command.Subcommands.Add(Kind("repositories", ["repository", "imagerepositories"], ResourceKinds.ImageRepository, answer, time,
            (view, scope) => Rows(view.List<ImageRepository>(), scope, ["NAME", "LAST SCAN", "SUSPENDED", "READY", "MESSAGE"],
                r => [r.Metadata.Name, Time(r.Status.LastScanResult?.ScanTime), Bool(r.Spec.Suspend), Ready(r.Status), Message(r.Status)])));
        command.Subcommands.Add(Kind("policies", ["policy", "imagepolicies"], ResourceKinds.ImagePolicy, answer, time,
            (view, scope) => Rows(view.List<ImagePolicy>(), scope, ["NAME", "IMAGE", "TAG", "READY", "MESSAGE"],
                p => [p.Metadata.Name, p.Status.LatestRef?.Name ?? "", p.Status.LatestRef?.Tag ?? "", Ready(p.Status), Message(p.Status)])));
        command.Subcommands.Add(Kind("automations", ["automation", "imageupdateautomations"], ResourceKinds.ImageUpdateAutomation, answer, time,
            (view, scope) => Rows(view.List<ImageUpdateAutomation>(), scope, ["NAME", "LAST RUN", "SUSPENDED", "READY", "MESSAGE"],
                a => [a.Metadata.Name, Time(a.Status.LastAutomationRunTime), Bool(a.Spec.Suspend), Ready(a.Status), Message(a.Status)])));
        command.Subcommands.Add(HoldsCommand(answer, time));
        command.Subcommands.Add(EventsCommand(answer, time));
        return command;
    }

    private static Command Kind(string name, string[] aliases, ResourceKind kind, Answer answer, TimeProvider time, Func<FolderView, ListArguments.Scope, Table> table)
    {
        var command = new Command(name, $"Show every {kind.Kind}.");
        foreach (var alias in aliases) command.Aliases.Add(alias);
        var common = new ListArguments();
        common.AddTo(command);
        command.SetAction(parsed => common.Run(parsed, answer, time, (view, scope) =>
        {
            if (scope.Format == OutputFormat.Table)
            {
                var rows = table(view, scope);
                if (rows.Count == 0) answer.Error.WriteLine($"no {kind.Kind} objects found");
                else answer.Print(rows, !scope.NoHeader);
                return;
            }

            answer.Print(new JsonArray([.. view.Json(kind).Where(scope.Includes)]), scope.Format);
        }));
        return command;
    }

    private static Command HoldsCommand(Answer answer, TimeProvider time)
    {
        var command = new Command("holds", "Show values in Git that stand against an election.");
        var common = new ListArguments();
        common.AddTo(command);
        command.SetAction(parsed => common.Run(parsed, answer, time, (view, scope) =>
        {
            var holds = view.List<ImageUpdateAutomation>().Where(scope.Includes).SelectMany(a => (a.Status.Holds?.Entries ?? []).Select(h => (a.Key, Hold: h))).ToList();
            if (scope.Format != OutputFormat.Table)
            {
                answer.Print(new JsonArray([.. holds.Select(h => ToJson(h.Key, h.Hold))]), scope.Format);
                return;
            }

            if (holds.Count == 0)
            {
                answer.Error.WriteLine("no holds: Git follows every election");
                return;
            }

            var table = new Table("AUTOMATION", "PATH", "OBJECT", "POLICY", "DECISION", "VALUE", "REJECTED", "COMMIT", "AUTHOR");
            foreach (var (key, h) in holds)
                table.Add(key.ToString(), h.Path, $"{h.Object.Kind}/{h.Object.Name}", h.Policy, h.Decision, h.Value, h.Rejected ?? "", Short(h.Commit), h.Author ?? "");
            answer.Print(table, !scope.NoHeader);
        }));
        return command;
    }

    private static JsonObject ToJson(ObjectKey automation, HoldEntry hold)
    {
        var json = new JsonObject { ["automation"] = automation.ToString() };
        foreach (var (name, value) in (JsonObject)System.Text.Json.JsonSerializer.SerializeToNode(hold, ResourceJson.Default.HoldEntry)!) json[name] = value?.DeepClone(); // an entry is an object
        return json;
    }

    private static string Short(string? commit) => commit is { Length: 40 } ? commit[..8] : commit ?? "";

    private static Command EventsCommand(Answer answer, TimeProvider time)
    {
        var command = new Command("events", "Show what happened, oldest first.");
        var common = new ListArguments();
        common.AddTo(command);
        command.SetAction(parsed => common.Run(parsed, answer, time, (view, scope) =>
        {
            var events = view.Events.Where(e => scope.Namespace is null || e.Namespace == scope.Namespace).ToList();
            if (scope.Format == OutputFormat.Table)
            {
                var table = new Table("LAST SEEN", "TYPE", "REASON", "OBJECT", "COUNT", "MESSAGE");
                foreach (var e in events)
                    table.Add(Time(e.Last), e.Severity == "Error" ? "Warning" : "Normal", e.Reason, $"{e.Kind}/{e.Namespace}/{e.Name}", e.Count.ToString(CultureInfo.InvariantCulture), e.Message);
                answer.Print(table, !scope.NoHeader);
                return;
            }

            answer.Print(new JsonArray([.. events.Select(ToJson)]), scope.Format);
        }));
        return command;
    }

    private static JsonObject ToJson(RecordedEvent e) => new()
    {
        ["firstTimestamp"] = e.First,
        ["lastTimestamp"] = e.Last,
        ["count"] = e.Count,
        ["type"] = e.Severity == "Error" ? "Warning" : "Normal",
        ["reason"] = e.Reason,
        ["involvedObject"] = new JsonObject { ["kind"] = e.Kind, ["namespace"] = e.Namespace, ["name"] = e.Name },
        ["message"] = e.Message,
        ["metadata"] = e.Metadata is null ? null : new JsonObject(e.Metadata.Select(m => KeyValuePair.Create(m.Key, (JsonNode?)m.Value))),
    };

    private static Table Rows<T>(IReadOnlyList<T> objects, ListArguments.Scope scope, string[] header, Func<T, string[]> cells)
        where T : IResource
    {
        var table = new Table(scope.ShowsNamespace ? ["NAMESPACE", .. header] : header);
        foreach (var o in objects.Where(o => scope.Includes(o))) table.Add(scope.ShowsNamespace ? [o.Metadata.Namespace, .. cells(o)] : cells(o));
        return table;
    }

    private static string Ready(IConditionedStatus status) => status.Find(ConditionTypes.Ready)?.Status ?? "False";

    private static string Message(IConditionedStatus status) => status.Find(ConditionTypes.Ready)?.Message ?? Waiting;

    private static string Bool(bool value) => value ? "True" : "False";

    private static string Time(DateTimeOffset? time) => time?.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture) ?? "";
}
