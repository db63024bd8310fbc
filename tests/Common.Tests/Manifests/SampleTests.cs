using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using ImageAutomation.Common.Manifests;
using ImageAutomation.Common.Resources;
using Xunit;

namespace ImageAutomation.Common.Tests.Manifests;

/// <summary>The samples are valid, and the CRDs hold nothing that the validator does not know.</summary>
public sealed class SampleTests
{
    public static TheoryData<string> Samples =>
        [.. Directory.EnumerateFiles(Folder("samples"), "*.yaml").Select(Path.GetFileName).OfType<string>()];

    [Theory]
    [MemberData(nameof(Samples))]
    public void ASampleIsValid(string file)
    {
        var validator = ManifestValidator.Load();
        var documents = YamlReader.Read(File.ReadAllText(Path.Combine(Folder("samples"), file))).Value;
        Assert.NotEmpty(documents);
        foreach (var document in documents)
        {
            var kind = ResourceKinds.All.Single(k => k.Kind == (string?)document.Root["kind"]);
            Assert.Null(validator.Apply((JsonObject)document.Root, kind).Failure);
        }
    }

    [Fact]
    public void EveryRuleOfTheCrds_IsKnown()
    {
        var rules = Directory.EnumerateFiles(Folder("crd"), "*.yaml", SearchOption.AllDirectories)
            .SelectMany(f => YamlReader.Read(File.ReadAllText(f)).Value)
            .SelectMany(d => Rules(d.Root)).ToList();
        Assert.NotEmpty(rules);
        Assert.All(rules, rule => Assert.True(CelRules.IsKnown(rule), rule));
    }

    private static IEnumerable<string> Rules(JsonNode? node) => node switch
    {
        // Kubernetes requires the rule
        JsonObject obj =>
            obj.SelectMany(p => p is { Key: "x-kubernetes-validations", Value: JsonArray rules } ? rules.Select(r => (string)r!["rule"]!)
                : Rules(p.Value)),
        JsonArray array => array.SelectMany(Rules),
        _ => [],
    };

    private static string Folder(string name, [CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "config", name)); // a source file has a folder
}
