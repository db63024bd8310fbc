using System.Text.Json;
using System.Text.Json.Nodes;
using ImageAutomation.Cli.Output;
using ImageAutomation.Cli.Places;
using ImageAutomation.Cli.Planning;
using ImageAutomation.Cli.Runtime;
using ImageAutomation.Cli.Selecting;
using ImageAutomation.Common.Resources;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.ImageUpdater.Editing;
using ImageAutomation.ImageUpdater.Editing.Targets;
using ImageAutomation.ImageUpdater.Publishing;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Cli.Commands;

/// <summary><c>imgauto plan</c> without a folder: what the next run of the declared automations would commit, rules included.</summary>
internal static class AutomationPlanRun
{
    public static async Task<Result<int>> RunAsync(
        IPlace place, string? ns, Answer answer, bool asJson, bool withMessage, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!(await place.PreviewAsync(ns, cancellationToken)).TryGet(out var input, out var failure)) return failure;
        var previews = await LocalPreview.RunAsync(input, time, cancellationToken);
        foreach (var automation in input.Suspended) answer.Error.WriteLine($"ImageUpdateAutomation {automation} is suspended and left out");
        if (previews.Count == 0 && input.Suspended.Count == 0)
            answer.Error.WriteLine(ObjectFinder.None(ResourceKinds.ImageUpdateAutomation, ns));
        foreach (var (automation, preview) in previews) Tell(answer, automation, preview);
        var good = previews.Where(p => p.Preview.IsSuccess).Select(p => (p.Automation, Preview: p.Preview.Value)).ToList();
        if (asJson) answer.Print(Document(good), OutputFormat.Json);
        else
            foreach (var (_, preview) in good) Print(answer, preview, withMessage);
        if (good.Count < previews.Count) return ExitCodes.Failed;
        return good.Any(p => p.Preview.Changes.Count > 0) ? ExitCodes.Two : ExitCodes.Ok;
    }

    private static void Tell(Answer answer, ObjectKey automation, Result<PublishPreview> result)
    {
        if (!result.TryGet(out var preview, out var failure))
        {
            answer.Complain($"ImageUpdateAutomation {automation}: {failure}");
            return;
        }

        answer.Error.WriteLine(
            $"ImageUpdateAutomation {automation} on {preview.Revision}: {preview.Changes.Count} to change in {preview.Files.Count} "
                + $"files, {preview.Findings.Holds.Count} on "
                + $"hold{(preview.Findings.Skipped.Count == 0 ? "" : $", {preview.Findings.Skipped.Count} left alone")}");
        foreach (var hold in preview.Findings.Holds)
            answer.Error.WriteLine(
                $"  {hold.Path}: {hold.Value} stays ({hold.Decision}, "
                    + $"policy {hold.Policy}{(hold.Rejected is null ? "" : $", rejected {hold.Rejected}")})");
        foreach (var policy in preview.Findings.Waiting.GroupBy(m => m.Policy).OrderBy(g => g.Key.ToString(), StringComparer.Ordinal))
            answer.Error.WriteLine(
                $"  policy {policy.Key} has elected nothing "
                    + $"yet: {(policy.Count() == 1 ? "1 marker waits" : $"{policy.Count()} markers wait")} for it");
        foreach (var marker in preview.Findings.Dead) answer.Error.WriteLine($"  {marker}");
        foreach (var file in preview.Findings.Skipped) answer.Error.WriteLine($"  {file.Path}: left alone: {file.Reason}");
    }

    private static void Print(Answer answer, PublishPreview preview, bool withMessage)
    {
        if (withMessage && preview.Message.Length > 0)
            foreach (var line in preview.Message.TrimEnd('\n').Split('\n')) answer.Out.Write(line.Length == 0 ? "\n" : $"    {line}\n");
        FileEdit.Print(answer, [.. preview.Files.Select(f => new FileEdit(f.Path, f.Before, f.After))]);
    }

    private static JsonObject Document(List<(ObjectKey Automation, PublishPreview Preview)> previews) => new()
    {
        ["changes"] = Changes(previews.SelectMany(p => p.Preview.Changes)),
        ["automations"] = new JsonArray([.. previews.Select(p => new JsonObject
        {
            ["automation"] = p.Automation.ToString(),
            ["revision"] = p.Preview.Revision,
            ["message"] = p.Preview.Message,
            ["changes"] = Changes(p.Preview.Changes),
            ["holds"] = JsonSerializer.SerializeToNode([.. p.Preview.Findings.Holds], ResourceJson.Default.HoldEntryArray),
            ["skipped"] = JsonSerializer.SerializeToNode([.. p.Preview.Findings.Skipped], ResourceJson.Default.SkippedFileArray),
        })]),
    };

    private static JsonNode? Changes(IEnumerable<Change> changes) =>
        JsonSerializer.SerializeToNode(new PlanDocument([.. changes]), EditingJson.Default.PlanDocument)?["changes"]?.DeepClone();
}
