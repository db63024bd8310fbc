using System.Text.Json;
using ImageAutomation.ImageUpdater.Editing;
using Xunit;

namespace ImageAutomation.ImageUpdater.Tests.Editing;

/// <summary>What holds for every input, valid or not.</summary>
internal static class EditProperties
{
    /// <summary>Plans a file and checks the plan; returns it for more checks.</summary>
    public static FilePlan Check(FileEditor editor, string path, byte[] content, EditStrategy strategy = EditStrategy.Setters)
    {
        var before = content.ToArray();
        var plan = editor.Plan(path, content);
        Assert.Equal(before, content);
        if (plan.Targets.Problem is { } problem)
        {
            Assert.InRange(problem.Line, 1, content.Length + 1);
            Assert.InRange(problem.Column, 1, content.Length + 1);
        }

        Assert.Equal(plan.Changes.Count == 0, plan.Content.Span.SequenceEqual(content));
        OutsideTargetsNothingChanges(plan, content);
        JsonSerializer.SerializeToUtf8Bytes(plan.Targets, EditingJson.Default.FileTargets);

        // A broken file can become a sound one when the break was in a marked scalar; then there may be more to find.
        if (plan.Targets.Problem is not null) return plan;

        // A scalar that is set reads back as what was set, and the marks around it mean the same.
        var again = editor.Plan(path, plan.Content);
        Assert.Null(again.Targets.Problem);
        Assert.Empty(again.Changes);

        // A digest without marker that is blanked is the chart's choice from then on.
        var blanked = plan.Changes.Count(c => c.NewValue.Length == 0 && strategy == EditStrategy.ImageFields);
        Assert.Equal(plan.Targets.Targets.Count - blanked, again.Targets.Targets.Count);
        if (blanked == 0)
            Assert.Equal(
                plan.Targets.Targets.Select(t => (t.Setter, t.Document)), again.Targets.Targets.Select(t => (t.Setter, t.Document)));
        return plan;
    }

    private static void OutsideTargetsNothingChanges(FilePlan plan, byte[] content)
    {
        var result = plan.Content.Span;
        var from = 0;
        var to = 0;
        foreach (var target in plan.Targets.Targets)
        {
            Assert.InRange(target.Start, from, content.Length);
            Assert.InRange(target.Start + target.Length, target.Start, content.Length);
            var kept = content.AsSpan(from, target.Start - from);
            Assert.True(result[to..].StartsWith(kept), $"bytes before line {target.Line} changed");
            to += kept.Length;
            from = target.Start + target.Length;

            // The new scalar is as long as the rest says: what follows must be found behind it.
            var next = plan.Targets.Targets.FirstOrDefault(t => t.Start >= from && t != target);
            var tail = content.AsSpan(from, (next?.Start ?? content.Length) - from);
            var found = next is null ? result.Length - tail.Length - to : result[to..].IndexOf(tail);
            Assert.True(found >= 0 && result[(to + found)..].StartsWith(tail), $"bytes after line {target.Line} changed");
            to += found;
        }

        Assert.True(result[to..].SequenceEqual(content.AsSpan(from)), "the end of the file changed");
    }
}
