using System.CommandLine;
using ImageAutomation.Cli.Output;
using ImageAutomation.ImageUpdater.Editing;

namespace ImageAutomation.Cli.Commands;

/// <summary><c>imgauto plan</c>: what would be written. With a folder, pure editing of it; without, the next run of the declared automations.</summary>
internal static class PlanCommand
{
    public static Command Create(Answer answer, TimeProvider time)
    {
        var arguments = new PlanArguments();
        var strategy = new Option<EditStrategy>("--strategy") { Description = "How places are found: by markers (Setters), or by fields that hold the image (ImageFields).", DefaultValueFactory = _ => EditStrategy.Setters };
        var unparsable = new Option<UnparsableFiles>("--unparsable") { Description = "What to do with marked files that are not YAML: skip them, or edit clear marker lines.", DefaultValueFactory = _ => UnparsableFiles.Skip };
        var output = new Option<string>("--output", "-o") { Description = "diff or json.", DefaultValueFactory = _ => "diff" };
        output.AcceptOnlyFromAmong("diff", "json");
        var command = new Command("plan", "Show what would be written, without committing: exit 0 nothing, 2 changes, 1 error.");
        arguments.AddTo(command, folderIsOptional: true);
        command.Options.Add(strategy);
        command.Options.Add(unparsable);
        command.Options.Add(output);
        var ns = new Option<string?>("--namespace", "-n") { Description = "Without DIR: only automations of this namespace; on a cluster by default the context's." };
        var all = new Option<bool>("--all-namespaces", "-A") { Description = "Without DIR: automations of all namespaces." };
        command.Options.Add(ns);
        command.Options.Add(all);
        var place = new PlaceArguments();
        place.AddTo(command, stateOnClusters: true);
        var message = new Option<bool>("--message") { Description = "Without DIR: show the commit message as well." };
        command.Options.Add(message);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var asJson = parsed.GetValue(output) == "json";
            if (parsed.GetValue(arguments.Folder) is not { } folder)
            {
                return await place.RunAsync(
                    parsed,
                    answer,
                    time,
                    where => AutomationPlanRun.RunAsync(where, parsed.GetValue(ns) ?? (parsed.GetValue(all) ? null : where.DefaultNamespace), answer, asJson, parsed.GetValue(message), time, cancellationToken));
            }

            if (!arguments.Read(parsed, folder, answer).TryGet(out var request, out var failure))
            {
                answer.Complain(failure.Message);
                return ExitCodes.Failed;
            }

            var options = new EditOptions { Strategy = parsed.GetValue(strategy), Unparsable = parsed.GetValue(unparsable) };
            return FolderPlanRun.Run(answer, request, options, asJson, parsed.GetValue(arguments.Write));
        });
        return command;
    }
}
