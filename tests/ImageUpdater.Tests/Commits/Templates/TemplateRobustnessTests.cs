using System.Text;
using System.Text.Json;
using ImageAutomation.ImageUpdater.Commits.Message;
using ImageAutomation.Languages.GoTemplates;
using ImageAutomation.Languages.GoTemplates.Functions;
using Xunit;
using Xunit.Abstractions;

namespace ImageAutomation.ImageUpdater.Tests.Commits.Templates;

/// <summary>No template, however odd, throws: recorded templates are cut, joined and mixed at random from a fixed seed.</summary>
public sealed class TemplateRobustnessTests(ITestOutputHelper output)
{
    private const string Pieces = "{{}}()|$.,:=\"'`-+/*\\0189abexiXpn %é\n";

    private static readonly string[] Arguments =
    [
        "nil", "\"\"", "\"abc\"", "\"a,b\"", "-1", "0", "1", "3", "1.5", "true", "(list)", "(list 1 \"a\" nil)", "(dict)",
        "(dict \"a\" 1)", ".", ".Values", ".Changed",
        ".Changed.Changes", ".Changed.Objects", ".AutomationObject", "(semver \"1.2.3\")", "(toDate \"2006\" \"2024\")", "\"\\xff\\xfe\"",
        "9223372036854775807",
        "-9223372036854775808", "\"2006-01-02T15:04:05.999Z07:00\"", "1e308", "(until 3)", "2i", "(\"%\" | print)", ".Values.none",
        "(index .Changed.FileChanges \"x\")", "'x'",
        "(split \",\" \"a,b\")", "(fromJson \"[1,{}]\")", "\"%[1]*.[2]*[3]d %s %v %q %x %U\"",
    ];

    [Fact]
    public void MixedTemplatesGiveATextOrAFailure()
    {
        var templates = File.ReadLines(ConformanceFolder.Data("templates", "template.jsonl")).Select(Template).Distinct().ToArray();
        var random = new Random(20260101);
        var runs = Count("MIXED_TEMPLATES", 4000);
        var (texts, failures) = (0, 0);
        for (var i = 0; i < runs; i++)
        {
            var template = Mix(random, templates);
            if (Run(template)) texts++;
            else failures++;
        }

        output.WriteLine($"{texts} texts, {failures} failures");
        Assert.True(texts > 0 && failures > 0);
    }

    [Fact]
    public void EveryFunctionTakesAnyArgument()
    {
        var random = new Random(20260102);
        var functions = FunctionTable.All.Keys.Order(StringComparer.Ordinal).ToArray();
        var rounds = Count("FUNCTION_ROUNDS", 40);
        var (texts, failures) = (0, 0);
        foreach (var function in functions.Where(f => f != "derivePassword"))   // takes its time by design
        {
            for (var i = 0; i < rounds; i++)
            {
                var arguments = Enumerable.Range(0, random.Next(0, 5)).Select(_ => Arguments[random.Next(Arguments.Length)]);
                if (Run($"{{{{ {function} {string.Join(' ', arguments)} }}}}")) texts++;
                else failures++;
            }
        }

        output.WriteLine($"{functions.Length} functions: {texts} texts, {failures} failures");
        Assert.True(texts > 0 && failures > 0);
    }

    private static int Count(string variable, int otherwise) => int.TryParse(Environment.GetEnvironmentVariable(variable), out var count)
        ? count : otherwise;

    private static bool Run(string template)
    {
        var data = new MessageData
        {
            Automation = new("flux-system", "auto"),
            Changes = [new("a.yaml", new("apps/v1", "Deployment", "ns", "é"), "app:1", "app:2", "ns:app"),
                new("b.yaml", new("", "", "", ""), "1", "2", "ns:app:tag")],
            Values = new Dictionary<string, string> { ["ticket"] = "T-1", ["multi"] = "a\nb\n", ["uni"] = "日本" },
        };
        var options = new RenderOptions { Limits = new RenderLimits { MaxSteps = 20_000, MaxOutputBytes = 1 << 16 } };
        try
        {
            return MessageTemplate.Parse(template).TryGet(out var parsed, out _) && parsed.Render(data, options).IsSuccess;
        }
        catch (Exception e)
        {
            throw new InvalidOperationException(JsonSerializer.Serialize(template), e);
        }
    }

    private static string Mix(Random random, string[] templates)
    {
        var text = new StringBuilder(templates[random.Next(templates.Length)]);
        if (random.Next(3) == 0) text.Append(templates[random.Next(templates.Length)]);
        for (var edits = random.Next(1, 6); edits > 0 && text.Length > 0; edits--)
        {
            var at = random.Next(text.Length);
            switch (random.Next(4))
            {
                case 0:
                    text.Remove(at, Math.Min(random.Next(1, 5), text.Length - at));
                    break;
                case 1:
                    text.Insert(at, Pieces[random.Next(Pieces.Length)]);
                    break;
                case 2:
                    text[at] = Pieces[random.Next(Pieces.Length)];
                    break;
                default:
                    text.Insert(at, Arguments[random.Next(Arguments.Length)]);
                    break;
            }
        }

        return text.ToString();
    }

    private static string Template(string line)
    {
        using var document = JsonDocument.Parse(line);
        return document.RootElement.GetProperty("template").GetString()!;
    }
}
