using System.Text.Json;
using ImageAutomation.Cli.Output;
using ImageAutomation.Cli.Planning;
using ImageAutomation.ImageUpdater.Editing;

namespace ImageAutomation.Cli.Commands;

/// <summary><c>imgauto plan DIR</c>.</summary>
internal static class FolderPlanRun
{
    public static int Run(Answer answer, FolderPlanRequest request, EditOptions options, bool asJson, bool write)
    {
        var made = FolderPlan.Make<FilePlan>(
            request,
            markedOnly: options.Strategy == EditStrategy.Setters,
            policies => FileEditor.Create(policies.Elected, options)
                .Then<Func<FoundFile, FilePlan>>(editor => (Func<FoundFile, FilePlan>)(file => editor.Plan(file.Path, file.Content))));
        if (!made.TryGet(out var plan, out var failure))
        {
            answer.Complain(failure.Message);
            return ExitCodes.Failed;
        }

        var report = PlanReport.Of(plan.Results, plan.Policies.Elected.Select(e => e.Policy));
        Tell(answer, plan, report);
        // a document is not null
        if (asJson)
            answer.Print(
                JsonSerializer.SerializeToNode(new PlanDocument(report.Changes), EditingJson.Default.PlanDocument)!, OutputFormat.Json);
        var edits = plan.Results.Select((p, i) => new FileEdit(p.Targets.Path, plan.Scan.Files[i].Content, p.Content))
            .Where((_, i) => plan.Results[i].Changes.Count > 0).ToList();
        if (!asJson) FileEdit.Print(answer, edits);
        var isWhole = plan.Scan.Problems.Count == 0 && report.Conflicts.Count == 0;
        if (write) isWhole &= FileEdit.Apply(answer, request.Folder, edits);
        return !isWhole ? ExitCodes.Failed : edits.Count > 0 ? ExitCodes.Two : ExitCodes.Ok;
    }

    private static void Tell(Answer answer, FolderPlanOutcome<FilePlan> plan, PlanReport report)
    {
        foreach (var problem in plan.Scan.Problems.Concat(plan.Scan.LeftAlone)) answer.Complain(problem);
        foreach (var (file, problem) in report.Problems) answer.Complain($"{file}: left alone, it is not YAML that can be read: {problem}");
        foreach (var conflict in report.Conflicts) answer.Complain(conflict.ToString());
        foreach (var marker in report.IgnoredMarkers)
            answer.Complain(
                $"{marker.File}:{marker.Line}: the marker \"{marker.Setter}\" can name no policy; write namespace:name, or "
                    + "namespace:name:tag, :name or :digest");
        foreach (var marker in report.LooseMarkers)
            answer.Complain(
                $"{marker.File}:{marker.Line}: the marker \"{marker.Setter}\" marks nothing here; put it behind the value on its line, or "
                    + "above an item of a list");
        foreach (var (file, miss) in plan.Results.SelectMany(r => r.Targets.Misses.Select(m => (r.Targets.Path, m))))
            answer.Complain($"{file}:{miss.Line}: no marker: {miss.Why}");
        var unelected = plan.Policies.Unelected.Select(p => $"{p.Namespace}:{p.Name}").ToHashSet(StringComparer.Ordinal);
        foreach (var marker in report.UnknownMarkers)
        {
            var policy = string.Join(':', marker.Setter.Split(':').Take(2));
            answer.Complain(unelected.Contains(policy)
                ? $"{marker.File}:{marker.Line}: policy \"{policy}\" has elected nothing yet"
                : $"{marker.File}:{marker.Line}: the marker \"{marker.Setter}\" names no policy among those given");
        }

        answer.Error.WriteLine(
            $"{Count(report.Changes.Count, "change")} "
                + $"in {Count(plan.Results.Count(r => r.Changes.Count > 0), "file")}; {Count(plan.Scan.FilesRead, "file")} "
                + $"read, {plan.Scan.Files.Count} of them looked into");
    }

    private static string Count(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";
}
