using System.CommandLine;
using ImageAutomation.Cli.Output;
using ImageAutomation.Cli.Planning;
using ImageAutomation.ImageUpdater.Editing.Adoption;
using ImageAutomation.ImageUpdater.Editing.ImageFields;
using ImageAutomation.ImageUpdater.Editing.Splicing;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Cli.Commands;

/// <summary><c>imgauto adopt</c>: proposes markers.</summary>
internal static class AdoptCommand
{
    public static Command Create(Answer answer)
    {
        var arguments = new PlanArguments();
        var command =
            new Command("adopt", "Propose markers for fields that hold the image of a policy: exit 0 nothing, 2 proposals, 1 error.");
        arguments.AddTo(command, folderIsOptional: false);
        command.SetAction(parsed =>
        {
            // the argument is required
            if (!arguments.Read(parsed, parsed.GetRequiredValue(arguments.Folder)!, answer).TryGet(out var request, out var failure))
            {
                answer.Complain(failure.Message);
                return ExitCodes.Failed;
            }

            return Run(answer, request, parsed.GetValue(arguments.Write));
        });
        return command;
    }

    private static int Run(Answer answer, FolderPlanRequest request, bool write)
    {
        if (!FolderPlan.Make<AdoptedFile>(request, markedOnly: false, Prepare).TryGet(out var plan, out var failure))
        {
            answer.Complain(failure.Message);
            return ExitCodes.Failed;
        }

        foreach (var problem in plan.Scan.Problems.Concat(plan.Scan.LeftAlone)) answer.Complain(problem);
        foreach (var file in plan.Results)
        {
            if (file.Problem is { } problem) answer.Complain($"{file.Path}: left alone, it is not YAML that can be read: {problem}");
            foreach (var conflict in file.Conflicts) answer.Complain(conflict.ToString());
            foreach (var left in file.Adoptions.Where(a => a.Reason is not null))
                answer.Complain(
                    $"{file.Path}:{left.Line}: {left.FieldPath} holds the image of \"{left.Setter}\" but takes no marker: {left.Reason}");
        }

        var proposals = plan.Results.Sum(f => f.Adoptions.Count(a => a.Reason is null));
        var edits = plan.Results.Select((f, i) => new FileEdit(f.Path, plan.Scan.Files[i].Content, f.Content))
            .Where((_, i) => plan.Results[i].Adoptions.Any(a => a.Reason is null)).ToList();
        FileEdit.Print(answer, edits);
        answer.Error.WriteLine(
            $"{proposals} {(proposals == 1 ? "marker" : "markers")} for {edits.Count} {(edits.Count == 1 ? "file" : "files")}");
        var isWhole = plan.Scan.Problems.Count == 0 && plan.Results.All(f => f.Conflicts.Count == 0);
        if (write) isWhole &= FileEdit.Apply(answer, request.Folder, edits);
        return !isWhole ? ExitCodes.Failed : edits.Count > 0 ? ExitCodes.Two : ExitCodes.Ok;
    }

    private static Result<Func<FoundFile, AdoptedFile>> Prepare(ElectedPolicies policies)
    {
        foreach (var elected in policies.Elected)
            if (SetterValue.Check(elected.Image).Failure is { } invalid) return invalid;
        var matcher = new ImageFieldMatcher(policies.Elected);
        return (Func<FoundFile, AdoptedFile>)(file => MarkerAdoption.Propose(file.Path, file.Content, matcher));
    }
}
