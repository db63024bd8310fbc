using System.Text.Json;
using ImageAutomation.ImageUpdater.Editing;
using ImageAutomation.ImageUpdater.Editing.Targets;
using Xunit;
using Xunit.Abstractions;

namespace ImageAutomation.ImageUpdater.Tests.Editing;

/// <summary>The reference's results, file by file and byte by byte.</summary>
public sealed class SetterConformanceTests(ITestOutputHelper output)
{
    public static TheoryData<string> Cases()
    {
        var folders = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var root in new[] { EditingData.Sample, EditingData.Full })
        {
            if (root is null) continue;
            foreach (var folder in Directory.EnumerateDirectories(Path.Combine(root, "setters")))
            {
                folders[Path.GetFileName(folder)] = folder;
            }
        }

        Assert.NotEmpty(folders);
        return [.. folders.Values];
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void SetsWhatTheReferenceSets_AndNoOtherByte(string folder)
    {
        using var result = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "result.json")));
        var own = Path.Combine(folder, "policies.json");
        var policies = EditingData.Policies(File.Exists(own) ? own : Path.Combine(EditingData.Sample, "policies.json"));
        var error = result.RootElement.GetProperty("error").GetString();

        var created = FileEditor.Create(policies);
        if (error?.StartsWith("encountered invalid image ref", StringComparison.Ordinal) == true)
        {
            Assert.False(created.IsSuccess);
            Assert.StartsWith(created.Failure.Message, error, StringComparison.Ordinal);
            return;
        }

        var changes = new List<string>();
        var problems = new List<string>();
        var input = Path.Combine(folder, "in");
        foreach (var file in Directory.EnumerateFiles(input, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var path = Path.GetRelativePath(input, file);
            var content = File.ReadAllBytes(file);
            var expected = File.ReadAllBytes(Path.Combine(folder, "out_minimal", path));
            if (!FileScreening.IsCandidate(path))
            {
                Assert.Equal(expected, content);
                continue;
            }

            var plan = created.Value.Plan(path, content);
            Assert.Equal(EditingData.Show(expected), EditingData.Show(plan.Content.Span));
            Assert.Equal(expected, plan.Content.ToArray());
            if (plan.Targets.Problem is { } problem)
            {
                problems.Add(path);
                output.WriteLine($"{path}: {problem}");
            }

            changes.AddRange(plan.Changes.Select(c => EditingData.Describe(path, c.Object, c.Setter, c.OldValue, c.NewValue)));
            Assert.Empty(created.Value.Plan(path, plan.Content).Changes);
        }

        Assert.Equal(
            result.RootElement.GetProperty("problem_files").EnumerateArray().Select(p => p.GetString()).Order(StringComparer.Ordinal),
            problems);

        // A file with the reference's own annotations stops its whole run; ours edits it (out_minimal says what is right).
        if (error is not null) return;
        var wanted = EditingData.Changes(result.RootElement);

        // Items of an unwrapped list have no file in the reference's records.
        if (wanted.Any(w => w.StartsWith(' '))) changes = [.. changes.Select(c => c[c.IndexOf(' ', StringComparison.Ordinal)..])];
        Assert.Equal(wanted.Order(StringComparer.Ordinal), changes.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void SetsWhatTheReferenceSets_InGeneratedFiles()
    {
        var editor = FileEditor.Create(EditingData.Policies(Path.Combine(EditingData.Sample, "policies.json"))).Value;
        var file = Path.Combine(EditingData.Full ?? EditingData.Sample, "setters-random.jsonl");
        if (EditingData.Full is null) output.WriteLine("only the sample: the full set is not at hand");
        var failures = new List<string>();
        var count = 0;
        foreach (var line in File.ReadLines(file))
        {
            using var json = JsonDocument.Parse(line);
            count++;
            var plan = editor.Plan("f.yaml", System.Text.Encoding.UTF8.GetBytes(EditingData.Text(json.RootElement, "input")));
            var changes = plan.Changes.Select(c => EditingData.Describe("f.yaml", c.Object, c.Setter, c.OldValue, c.NewValue))
                .Order(StringComparer.Ordinal);
            if (EditingData.Show(plan.Content.Span) != EditingData.Text(json.RootElement, "minimal")
                || !changes.SequenceEqual(EditingData.Changes(json.RootElement).Order(StringComparer.Ordinal))
                || (plan.Targets.Problem is not null) != json.RootElement.GetProperty("problem").GetBoolean())
            {
                failures.Add($"line {count}: {plan.Targets.Problem}\n{EditingData.Show(plan.Content.Span)}");
            }
        }

        Assert.NotEqual(0, count);
        output.WriteLine($"{count} files");
        Assert.True(failures.Count == 0, $"{failures.Count} of {count} differ:\n{string.Join("\n----\n", failures.Take(5))}");
    }
}
