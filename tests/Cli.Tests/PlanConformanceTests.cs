using System.Text.Json;
using System.Text.Json.Nodes;
using ImageAutomation.TestSupport;
using Xunit;
using Xunit.Abstractions;

namespace ImageAutomation.Cli.Tests;

/// <summary><c>plan --write</c> and <c>plan -o json</c> over the reference's setter cases.</summary>
public sealed class PlanConformanceTests(ITestOutputHelper output)
{
    private static string Sample => Repository.Tests("ImageUpdater.Tests", "data", "editing");

    public static TheoryData<string> Cases()
    {
        var folders = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var root in new[] { Sample, Repository.FullSets })
        {
            if (root is null) continue;
            foreach (var folder in Directory.EnumerateDirectories(Path.Combine(root, "setters")))
                folders[Path.GetFileName(folder)] = folder;
        }

        Assert.NotEmpty(folders);
        return [.. folders.Values];
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task SetsWhatTheReferenceSets_AndNoOtherByte(string folder)
    {
        if (Repository.FullSets is null) output.WriteLine("only the sample: the full set is not at hand");
        using var work = new TemporaryFolder();
        Copy(Path.Combine(folder, "in"), work.Combine("tree"));
        var own = Path.Combine(folder, "policies.json");
        work.Write("policies.json", Resources(File.Exists(own) ? own : Path.Combine(Sample, "policies.json")).ToJsonString());
        var result = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "result.json")))!;
        var error = (string?)result["error"];

        var planned = await Imgauto.RunAsync("plan", work.Combine("tree"), "--policies", work.Combine("policies.json"), "-o", "json");
        if (error?.StartsWith("encountered invalid image ref", StringComparison.Ordinal) == true)
        {
            Assert.Equal((1, ""), (planned.Code, planned.Out));
            Assert.Contains("encountered invalid image ref", planned.Error, StringComparison.Ordinal);
            return;
        }

        var changes = JsonNode.Parse(planned.Out)!["changes"]!.AsArray();
        Assert.Equal(changes.Count > 0 ? 2 : 0, planned.Code);
        // A file with the reference's own annotations stops its whole run, and items of an unwrapped list have no file in its records.
        var wanted = result["changes"]!.AsArray();
        if (error is null && wanted.All(w => (string?)w!["file"] is { Length: > 0 }))
            Assert.Equal(
                wanted.Select(w => Describe(w!, "old", "new")).Order(StringComparer.Ordinal),
                changes.Select(c => Describe(c!, "oldValue", "newValue")).Order(StringComparer.Ordinal));
        foreach (var problem in result["problem_files"]!.AsArray())
            Assert.Contains($"imgauto: {problem}: left alone", planned.Error, StringComparison.Ordinal);

        var written = await Imgauto.RunAsync("plan", work.Combine("tree"), "--policies", work.Combine("policies.json"), "--write");
        Assert.Equal(planned.Code, written.Code);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(folder, "in"), "*", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(Path.Combine(folder, "in"), f)))
            Assert.Equal(
                await File.ReadAllBytesAsync(Path.Combine(folder, "out_minimal", file)),
                await File.ReadAllBytesAsync(work.Combine("tree", file)));
        Assert.Equal((0, ""), await AgainAsync());

        async Task<(int, string)> AgainAsync()
        {
            var again = await Imgauto.RunAsync("plan", work.Combine("tree"), "--policies", work.Combine("policies.json"));
            return (again.Code, again.Out);
        }
    }

    private static string Describe(JsonNode change, string old, string now)
    {
        var identity = change["object"]!;
        return $"{change["file"]} {identity["apiVersion"]}/{identity["kind"]}/{identity["namespace"]}/{identity["name"]} {change["setter"]}: {change[old]} -> {change[now]}";
    }

    /// <summary>The golden data's own form of policies as resources.</summary>
    private static JsonObject Resources(string file) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "List",
        ["items"] = new JsonArray([.. JsonNode.Parse(File.ReadAllText(file))!["policies"]!.AsArray().Select(p => new JsonObject
        {
            ["apiVersion"] = "image.toolkit.fluxcd.io/v1",
            ["kind"] = "ImagePolicy",
            ["metadata"] = new JsonObject { ["name"] = (string?)p!["name"], ["namespace"] = (string?)p["namespace"] },
            ["status"] = p["latestRef"] is { } latest && latest.GetValueKind() == JsonValueKind.Object ? new JsonObject
            {
                ["latestRef"] = latest.DeepClone(),
            } : new JsonObject(),
        })]),
    };

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!); // the path is below the folder
            File.Copy(file, target);
        }
    }
}
