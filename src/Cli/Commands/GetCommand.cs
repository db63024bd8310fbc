using System.CommandLine;
using System.Text.Json.Nodes;
using ImageAutomation.Cli.Output;
using ImageAutomation.Cli.Selecting;
using ImageAutomation.Common.Resources;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Hooks;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.Common.Sources;

namespace ImageAutomation.Cli.Commands;

/// <summary><c>imgauto get</c>: what there is, and how it stands.</summary>
internal static class GetCommand
{
    private const string Waiting = "waiting to be reconciled";

    private static readonly KindTable<ImageRepository> Repositories = new(
        ["NAME", "LAST SCAN", "SUSPENDED", "READY", "MESSAGE"],
        r => [Cells.Time(r.Status.LastScanResult?.ScanTime), Bool(r.Spec.Suspend), Ready(r.Status), Message(r.Status)]);

    private static readonly KindTable<ImagePolicy> Policies = new(
        ["NAME", "IMAGE", "TAG", "READY", "MESSAGE"],
        p => [p.Status.LatestRef?.Name ?? "", p.Status.LatestRef?.Tag ?? "", Ready(p.Status), Message(p.Status)]);

    private static readonly KindTable<ImageUpdateAutomation> Automations = new(
        ["NAME", "LAST RUN", "SUSPENDED", "READY", "MESSAGE"],
        a => [Cells.Time(a.Status.LastAutomationRunTime), Bool(a.Spec.Suspend), Ready(a.Status), Message(a.Status)]);

    private static readonly KindTable<Receiver> Receivers = new(
        ["NAME", "TYPE", "READY", "PATH", "MESSAGE"],
        r => [r.Spec.Type, Ready(r.Status), r.Status.WebhookPath ?? "", ReceiverMessage(r)]);

    public static Command Create(Answer answer, TimeProvider time)
    {
        var command = new Command("get", "Show resources, events and holds.");
        command.Subcommands.Add(Kind("repositories", ["repository", "imagerepositories"], Repositories, answer, time));
        command.Subcommands.Add(Kind("policies", ["policy", "imagepolicies"], Policies, answer, time));
        command.Subcommands.Add(
            Kind("automations", ["automation", "updates", "update", "imageupdateautomations"], Automations, answer, time));
        command.Subcommands.Add(Kind("receivers", ["receiver"], Receivers, answer, time));
        command.Subcommands.Add(AllCommand(answer, time));
        command.Subcommands.Add(HoldsCommand(answer, time));
        command.Subcommands.Add(EventsCommand.Create(answer, time));
        return command;
    }

    private static Command Kind(string name, string[] aliases, IKindTable table, Answer answer, TimeProvider time)
    {
        var command = new Command(name, $"Show {table.Kind.Kind} objects.");
        foreach (var alias in aliases) command.Aliases.Add(alias);
        var common = new ListArguments();
        common.AddTo(command, selectors: true, named: true, watched: true);
        var listing = new ObjectListing(answer, table);
        command.SetAction(
            (parsed, cancellationToken) =>
                common.RunAsync(parsed, answer, time, new ViewQuery
                {
                    Kinds = [table.Kind],
                }, common.NamesOf(parsed), listing.Print, cancellationToken));
        return command;
    }

    private static Command AllCommand(Answer answer, TimeProvider time)
    {
        var command = new Command("all", "Show the objects of all three kinds.");
        var common = new ListArguments();
        common.AddTo(command, selectors: true, watched: true);
        var listing = new ObjectListing(answer, Repositories, Policies, Automations);
        command.SetAction(
            (parsed, cancellationToken) =>
                common.RunAsync(parsed, answer, time, new ViewQuery { Kinds = KindNames.All }, [], listing.Print, cancellationToken));
        return command;
    }

    private static Command HoldsCommand(Answer answer, TimeProvider time)
    {
        var command = new Command("holds", "Show values in Git that stand against an election.");
        var common = new ListArguments();
        common.AddTo(command);
        command.SetAction(
            (parsed, cancellationToken) =>
                common.RunAsync(parsed, answer, time, new ViewQuery
                {
                    Kinds = [ResourceKinds.ImageUpdateAutomation],
                }, [], (view, scope) => PrintHolds(answer, view, scope), cancellationToken));
        return command;
    }

    private static int PrintHolds(Answer answer, IResourceView view, ListArguments.Scope scope)
    {
        var holds = view.List<ImageUpdateAutomation>().Where(a => scope.Namespace is null || a.Metadata.Namespace == scope.Namespace)
            .SelectMany(a => (a.Status.Holds?.Entries ?? []).Select(h => (a.Key, Hold: h))).ToList();
        if (scope.Format != OutputFormat.Table)
        {
            answer.Print(new JsonArray([.. holds.Select(h => ToJson(h.Key, h.Hold))]), scope.Format);
            return ExitCodes.Ok;
        }

        if (holds.Count == 0)
        {
            answer.Error.WriteLine("no holds: Git follows every election");
            return ExitCodes.Ok;
        }

        var table = new Table("AUTOMATION", "PATH", "OBJECT", "POLICY", "DECISION", "VALUE", "REJECTED", "COMMIT", "AUTHOR");
        foreach (var (key, h) in holds)
            table.Add(key.ToString(), h.Path, $"{h.Object.Kind}/{h.Object.Name}", h.Policy, h.Decision, h.Value, h.Rejected
                ?? "", Short(h.Commit), h.Author ?? "");
        answer.Print(table, !scope.NoHeader);
        return ExitCodes.Ok;
    }

    private static JsonObject ToJson(ObjectKey automation, HoldEntry hold)
    {
        var json = new JsonObject { ["automation"] = automation.ToString() };
        // an entry is an object
        foreach (var (name, value) in (JsonObject)System.Text.Json.JsonSerializer.SerializeToNode(hold, ResourceJson.Default.HoldEntry)!)
            json[name] = value?.DeepClone();
        return json;
    }

    private static string Short(string? commit) => commit is { Length: 40 } ? commit[..8] : commit ?? "";

    private static string Ready(IConditionedStatus status) => status.Find(ConditionTypes.Ready)?.Status ?? "False";

    private static string Message(IConditionedStatus status) => status.Find(ConditionTypes.Ready)?.Message ?? Waiting;

    // Of one that is ready the message says the path again.
    private static string ReceiverMessage(Receiver receiver) =>
        receiver.Spec.Suspend ? "suspended"
        : receiver.Status.Find(ConditionTypes.Ready) is { Status: "True" } ? ""
        : receiver.Status.Conditions is null ? "not served: start imgauto run with --receiver-addr, or image-reflector with it"
        : Message(receiver.Status);

    private static string Bool(bool value) => value ? "True" : "False";
}
