using System.CommandLine;
using ImageAutomation.Cli.Output;
using ImageAutomation.ImageUpdater.Editing;
using ImageAutomation.ImageUpdater.Editing.Targets;

namespace ImageAutomation.Cli.Commands;

/// <summary>
/// <c>imgauto plan</c>: what would be written. With a folder, pure editing of it; without, the next run of the declared automations.
/// </summary>
internal static class PlanCommand
{
    public static Command Create(Answer answer, TimeProvider time)
    {
        var arguments = new PlanArguments();
        var strategy = new ChoiceOption<EditStrategy>(
            "--strategy", null, "How places are found: by markers (Setters), or by fields that hold the image (ImageFields).",
            ("Setters", EditStrategy.Setters), ("ImageFields", EditStrategy.ImageFields));
        var unparsable = new ChoiceOption<UnparsableFiles>(
            "--unparsable", null, "What to do with marked files that are not YAML: skip them, or edit clear marker lines.",
            ("skip", UnparsableFiles.Skip), ("line", UnparsableFiles.Line));
        var output = new ChoiceOption<bool>("--output", "-o", "diff or json.", ("diff", false), ("json", true));
        var command = new Command("plan", "Show what would be written, without committing: exit 0 nothing, 2 changes, 1 error.");
        arguments.AddTo(command, folderIsOptional: true);
        command.Options.Add(strategy.Option);
        command.Options.Add(unparsable.Option);
        command.Options.Add(output.Option);
        var ns = new Option<string?>("--namespace", "-n")
        {
            Description = "Without DIR: only automations of this namespace; on a cluster by default the context's.",
        };
        var all = new Option<bool>("--all-namespaces", "-A") { Description = "Without DIR: automations of all namespaces." };
        command.Options.Add(ns);
        command.Options.Add(all);
        var place = new PlaceArguments();
        place.AddTo(command, stateOnClusters: true);
        var message = new Option<bool>("--message") { Description = "Without DIR: show the commit message as well." };
        command.Options.Add(message);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var asJson = output.Read(parsed);
            if (parsed.GetValue(arguments.Folder) is not { } folder)
            {
                return await place.RunAsync(
                    parsed,
                    answer,
                    time,
                    where =>
                        AutomationPlanRun.RunAsync(where, parsed.GetValue(ns)
                            ?? (parsed.GetValue(all) ? null : where.DefaultNamespace), answer, asJson, parsed.GetValue(message), time,
                            cancellationToken));
            }

            if (!arguments.Read(parsed, folder, answer).TryGet(out var request, out var failure))
            {
                answer.Complain(failure.Message);
                return ExitCodes.Failed;
            }

            var options = new EditOptions { Strategy = strategy.Read(parsed), Unparsable = unparsable.Read(parsed) };
            return FolderPlanRun.Run(answer, request, options, asJson, parsed.GetValue(arguments.Write));
        });
        return command;
    }
}
