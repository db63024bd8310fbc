using System.Text.Json;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.ImageUpdater.Commits.Message;
using ImageAutomation.Languages.GoTemplates;
using Xunit;
using Xunit.Abstractions;

namespace ImageAutomation.ImageUpdater.Tests.Commits.Templates;

/// <summary>Every recorded result of the reference's template engine. There is no exception.</summary>
public sealed class TemplateConformanceTests(ITestOutputHelper output)
{
    // One function takes its time by design; a busy machine must not fail it.
    private static readonly RenderOptions Patient = new() { Limits = new RenderLimits { MaxTime = TimeSpan.FromMinutes(1) } };

    [Fact]
    public void RendersAsTheReference_ForTheKeptSet() =>
        Check(ConformanceFolder.Data("templates", "template.jsonl"), ConformanceFolder.Data("templates", "template-data.json"));

    [Fact]
    public void RendersAsTheReference_ForTheFullSet()
    {
        if (ConformanceFolder.Shared("template.jsonl") is not { } cases || ConformanceFolder.Shared("template-data.json") is not { } data)
        {
            output.WriteLine("left out: the full set is not here");
            return;
        }

        if (File.ReadAllBytes(cases).AsSpan().SequenceEqual(File.ReadAllBytes(ConformanceFolder.Data("templates", "template.jsonl"))))
        {
            output.WriteLine("left out: the full set is the kept one");
            return;
        }

        Check(cases, data);
    }

    private void Check(string casesFile, string dataFile)
    {
        var sets = ReadData(dataFile);
        var failures = new List<string>();
        var (passed, open) = (0, 0);
        foreach (var line in File.ReadLines(casesFile))
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            var template = root.GetProperty("template").GetString()!;
            if (root.GetProperty("nondeterministic").GetBoolean())
            {
                open++;
                continue;
            }

            var problem = Compare(root, template, sets[root.GetProperty("data").GetString()!]);
            if (problem is null)
            {
                passed++;
            }
            else
            {
                failures.Add($"{root.GetProperty("data").GetString()} {JsonSerializer.Serialize(template)}\n    {problem}");
            }
        }

        output.WriteLine($"{passed} passed, {failures.Count} failed, {open} left out because the reference has no fixed order there");
        foreach (var failure in failures) output.WriteLine(failure);
        Assert.True(passed > 0, "no case was found");
        Assert.Empty(failures);
    }

    private static string? Compare(JsonElement root, string template, MessageData data)
    {
        var stage = root.GetProperty("error_stage").GetString();
        var parsed = MessageTemplate.Parse(template);
        if (!parsed.TryGet(out var message, out var failure))
            return stage == "parse" ? null : $"want {stage ?? "a text"}, got parse error {failure.Message}";
        var rendered = message.Render(data, Patient);
        if (!rendered.TryGet(out var text, out failure))
        {
            if (stage != "exec") return $"want {stage ?? "a text"}, got exec error {failure.Message}";
            var removed = root.GetProperty("removed_field").GetString();
            return removed is null == (failure.Reason != Reasons.RemovedTemplateField)
                && (removed is null || failure.Message.Contains($"'{removed}'", StringComparison.Ordinal))
                ? null
                : $"want removed field {removed}, got {failure}";
        }

        var expected = root.GetProperty("output").GetString();
        return stage is not null ? $"want {stage} error, got {text}" : text == expected ? null : $"want {expected}\n    got  {text}";
    }

    private static Dictionary<string, MessageData> ReadData(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(file));
        return document.RootElement.EnumerateObject().ToDictionary(p => p.Name, p => RecordedData.Read(p.Value));
    }
}
