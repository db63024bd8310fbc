using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ImageAutomation.Common.Policies;
using ImageAutomation.Common.Resources;
using Xunit;
using Xunit.Abstractions;

namespace ImageAutomation.Cli.Tests;

/// <summary>The batch commands over the golden data.</summary>
public sealed class BatchTests(ITestOutputHelper output)
{
    private const string IntervalRule = "a range in brackets is a NuGet interval";
    private const string ExactRule = "decimals that one double stands for are told apart";
    private const string TieRule = "of tags that rank the same, stored order decides";
    private const string NotANumberRule = "nan compares with nothing, so the order of the tags decides";
    private const string PasswordRule = "derivePassword is left out: it derives passwords, which have no place in a commit message";

    public static TheoryData<string> PolicyFiles()
    {
        var data = new TheoryData<string>();
        foreach (var name in new[] { "policy", "semver", "alphabetical", "numerical" })
        {
            data.Add(Repository.Tests("Common.Tests", "data", "policies", name + ".jsonl"));
            if (Repository.FullSets is { } full) data.Add(Path.Combine(full, name + ".jsonl"));
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(PolicyFiles))]
    public async Task PoliciesAreEvaluated_AsTheReferenceDoes(string file)
    {
        var cases = (await File.ReadAllLinesAsync(file)).Select(line => JsonNode.Parse(line)!.AsObject()).ToList();
        Assert.NotEmpty(cases);
        var requests = cases.Select(c => Request(c, Path.GetFileNameWithoutExtension(file))).ToList();
        var result =
            await Imgauto.RunAsync(["policy", "evaluate", "--batch"], string.Concat(requests.Select(r => r.ToJsonString() + "\n")));

        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.All(result.Out, c => Assert.True(c is '\n' or (>= ' ' and <= '~')));
        var answers = result.Out.TrimEnd('\n').Split('\n');
        Assert.Equal(cases.Count, answers.Length);
        var differences = new Dictionary<string, int>();
        var failures = new List<string>();
        for (var i = 0; i < cases.Count; i++)
        {
            var latest = (string?)JsonNode.Parse(answers[i])!["latest"];
            var possible = (cases[i]["possible"] as JsonArray)?.Select(p => (string?)p).ToList();
            if (cases[i]["nondeterministic"]?.GetValue<bool>() == true ? possible!.Contains(latest) : latest == (string?)cases[i]["latest"])
                continue;
            if (Rule(requests[i], cases[i], latest) is { } rule) differences[rule] = differences.GetValueOrDefault(rule) + 1;
            else failures.Add($"{cases[i].ToJsonString()}\n    {answers[i]}");
        }

        output.WriteLine($"{cases.Count} cases, {string.Join("; ", differences.Select(d => $"{d.Value} differ: {d.Key}"))}");
        Assert.True(failures.Count == 0, string.Join('\n', failures.Take(5)));
        Assert.True(cases.Count > 2 * differences.Values.Sum(), "most cases show the reference's own result");
    }

    public static TheoryData<string> TemplateFiles()
    {
        var data = new TheoryData<string> { Repository.Tests("ImageUpdater.Tests", "data", "templates") };
        if (Repository.FullSets is { } full) data.Add(full);
        return data;
    }

    [Theory]
    [MemberData(nameof(TemplateFiles))]
    public async Task MessagesAreRendered_AsTheReferenceDoes(string folder)
    {
        var sets = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "template-data.json")))!.AsObject();
        var cases = (await File.ReadAllLinesAsync(Path.Combine(folder, "template.jsonl"))).Select(line => JsonNode.Parse(line)!.AsObject())
            .ToList();
        Assert.NotEmpty(cases);
        var input = new StringBuilder();
        foreach (var c in cases) input.Append(new JsonObject
        {
            ["template"] = (string?)c["template"],
            ["data"] = sets[(string)c["data"]!]!.DeepClone(),
        }.ToJsonString()).Append('\n');
        var result = await Imgauto.RunAsync(["message", "render", "--batch"], input.ToString());

        Assert.Equal((0, ""), (result.Code, result.Error));
        var answers = result.Out.TrimEnd('\n').Split('\n');
        Assert.Equal(cases.Count, answers.Length);
        var failures = new List<string>();
        var (open, passwords) = (0, 0);
        for (var i = 0; i < cases.Count; i++)
        {
            var answer = JsonNode.Parse(answers[i])!;
            if (cases[i]["nondeterministic"]!.GetValue<bool>()) open++;
            else if ((string?)answer["text"] == (string?)cases[i]["output"]
                && (string?)answer["error"]?["kind"] == (string?)cases[i]["error_stage"])
                continue;
            else if (((string)cases[i]["template"]!).Contains("derivePassword", StringComparison.Ordinal)) passwords++;
            else failures.Add($"{cases[i].ToJsonString()}\n    {answers[i]}");
        }

        output.WriteLine(
            $"{cases.Count} cases, {open} left out because the reference has no fixed order there, {passwords} differ: {PasswordRule}");
        Assert.True(failures.Count == 0, string.Join('\n', failures.Take(5)));
    }

    [Fact]
    public async Task EveryLineIsAnswered_InOrder()
    {
        var result = await Imgauto.RunAsync(
            ["policy", "evaluate", "--batch", "--explain"],
            "{\"policy\":{\"semver\":{\"range\":\"1.x\"}},\"tags\":[\"1.0.0\",\"2.0.0\"]}\n\nnope\n{\"policy\":{\"alphabetical\":{}},\"tags\":[\"a\"]}");

        Assert.Equal(0, result.Code);
        var lines = result.Out.Split('\n');
        Assert.Equal(
            """{"latest":"1.0.0","verdicts":[{"tag":"1.0.0","verdict":"Elected","key":"1.0.0"},{"tag":"2.0.0","verdict":"OutOfRange","key":"2.0.0"}]}""", lines[0]);
        Assert.Contains("InvalidRequest", lines[1], StringComparison.Ordinal);
        Assert.Contains("InvalidRequest", lines[2], StringComparison.Ordinal);
        Assert.StartsWith("{\"latest\":\"a\"", lines[3], StringComparison.Ordinal);
        Assert.Equal(5, lines.Length);
    }

    [Fact]
    public async Task NoInput_IsAnsweredByNothing() =>
    Assert.Equal(new CliResult(0, "", ""), await Imgauto.RunAsync("message", "render", "--batch"));

    [Fact]
    public async Task AnElectionByHand_IsATable()
    {
        var result = await Imgauto.RunAsync(
            "policy", "evaluate", "--semver", "1.x", "--filter", "^r-(.*)$", "--extract", "$1", "r-1.0.0", "r-1.2.0", "r-2.0.0", "x");
        Assert.Equal("""
            TAG       VERDICT      KEY
            r-1.2.0   Elected      1.2.0
            r-1.0.0   Older        1.0.0
            r-2.0.0   OutOfRange   2.0.0
            x         Excluded

            """.ReplaceLineEndings("\n"), result.Out);
        Assert.Equal(0, result.Code);
        Assert.Equal(1, (await Imgauto.RunAsync("policy", "evaluate", "--numerical", "asc", "x")).Code);
    }

    private static JsonObject Request(JsonObject c, string kind)
    {
        var policy = kind switch
        {
            "semver" => new JsonObject { ["semver"] = new JsonObject { ["range"] = (string?)c["range"] } },
            "policy" => c["policy"]!.DeepClone(),
            _ => new JsonObject { [kind] = new JsonObject { ["order"] = (string?)c["order"] } },
        };
        var request = new JsonObject { ["policy"] = policy, ["tags"] = c["tags"]!.DeepClone() };
        if ((string?)c["filter_pattern"] is { } pattern) request["filterTags"] = new JsonObject
        {
            ["pattern"] = pattern,
            ["extract"] = (string?)c["filter_extract"],
        };
        return request;
    }

    /// <summary>
    /// The rule that a difference follows from; null when there is none. Tags are put into stored order, so of tags that the
    /// reference ranks the same another one may win than in the order of the golden data.
    /// </summary>
    private static string? Rule(JsonObject request, JsonObject c, string? latest)
    {
        if ((string?)c["range"] is ['[' or '(', ..] && (string?)c["error_kind"] == "range") return IntervalRule;
        if (latest is null || (string?)c["latest"] is not { } wanted) return null;
        var choice = request["policy"].Deserialize(ResourceJson.Default.ImagePolicyChoice)!;
        if (CompiledPolicy.Compile(choice, request["filterTags"].Deserialize(ResourceJson.Default.TagFilter)).Value.Compare(
            latest, wanted) == 0)
            return TieRule;
        if (choice.Numerical is null) return null;
        if (c["tags"]!.AsArray().Any(t => string.Equals((string?)t, "nan", StringComparison.OrdinalIgnoreCase))) return NotANumberRule;
        return double.TryParse(latest, CultureInfo.InvariantCulture, out var ours)
            && double.TryParse(wanted, CultureInfo.InvariantCulture, out var theirs) && ours.Equals(theirs) ? ExactRule : null;
    }
}
