using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using ImageAutomation.Cli.Output;
using ImageAutomation.Cli.Selecting;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Sources;

namespace ImageAutomation.Cli.Commands;

/// <summary><c>imgauto events</c>, the same as <c>imgauto get events</c>: what happened.</summary>
internal static class EventsCommand
{
    public static Command Create(Answer answer, TimeProvider time)
    {
        var command = new Command("events", "Show what happened, oldest first.");
        var common = new ListArguments();
        common.AddTo(command);
        var of = new Option<string?>("--for")
        {
            Description = "Only events of this object, for example policy/web or policy/shop/web.",
            HelpName = "kind/name",
        };
        command.Validators.Add(r =>
        {
            if (r.GetValue(of) is { } text && KindNames.ParseObject(text, r.GetValue(common.Namespace)).Failure is { } failure)
                r.AddError(failure.Message);
        });
        command.Options.Add(of);
        command.SetAction((parsed, cancellationToken) =>
        {
            // validated above
            (ResourceKind Kind, ObjectName Name)? one = parsed.GetValue(of) is { } text
                ? KindNames.ParseObject(text, parsed.GetValue(common.Namespace)).Value : null;
            var query = new ViewQuery { EventsOf = one is { } o ? [o.Kind] : KindNames.All, EventsOfName = one?.Name.Name };
            return common.RunAsync(
                parsed, answer, time, query, one is { } named ? [named.Name]
                    : [], (view, scope) => Print(answer, view.Events.Where(e => Is(e, one?.Kind, scope)).ToList(), scope),
                    cancellationToken);
        });
        return command;
    }

    private static bool Is(RecordedEvent e, ResourceKind? of, ListArguments.Scope scope) => of is null
        ? scope.Namespace is null || e.Namespace == scope.Namespace
        : e.Kind == of.Kind && scope.Names.Any(n => n.Means(e.Namespace, e.Name));

    private static int Print(Answer answer, List<RecordedEvent> events, ListArguments.Scope scope)
    {
        if (scope.Format != OutputFormat.Table)
        {
            answer.Print(new JsonArray([.. events.Select(ToJson)]), scope.Format);
            return ExitCodes.Ok;
        }

        if (events.Count == 0)
        {
            answer.Error.WriteLine("no events: none happened, or they are no longer kept (a cluster keeps them for an hour by default)");
            return ExitCodes.Ok;
        }

        var table = new Table("LAST SEEN", "TYPE", "REASON", "OBJECT", "COUNT", "MESSAGE");
        foreach (var e in events)
            table.Add(
                Cells.Time(e.Last), TypeOf(e), e.Reason, $"{e.Kind}/{e.Namespace}/{e.Name}",
                e.Count.ToString(CultureInfo.InvariantCulture), e.Message);
        answer.Print(table, !scope.NoHeader);
        return ExitCodes.Ok;
    }

    private static JsonObject ToJson(RecordedEvent e) => new()
    {
        ["firstTimestamp"] = e.First,
        ["lastTimestamp"] = e.Last,
        ["count"] = e.Count,
        ["type"] = TypeOf(e),
        ["reason"] = e.Reason,
        ["involvedObject"] = new JsonObject { ["kind"] = e.Kind, ["namespace"] = e.Namespace, ["name"] = e.Name },
        ["message"] = e.Message,
        ["metadata"] = e.Metadata is null ? null : new JsonObject(e.Metadata.Select(m => KeyValuePair.Create(m.Key, (JsonNode?)m.Value))),
    };

    private static string TypeOf(RecordedEvent e) => e.Severity == nameof(EventSeverity.Error) ? "Warning" : "Normal";
}
