using ImageAutomation.Common.Resources;
using ImageAutomation.ImageUpdater.Publishing;
using Xunit;

namespace ImageAutomation.ImageUpdater.Tests.Publishing;

/// <summary>Which policies an automation applies.</summary>
public sealed class PolicySelectionTests
{
    private static readonly ImagePolicy[] All =
    [
        Policy("p2", "team", ("app", "web"), ("tier", "front")), Policy("p1", "team", ("app", "api")), Policy("p3", "other", ("app", "api")),
        Policy("p4", "team", ("app", "api")) with { Status = new ImagePolicyStatus() },
    ];

    [Fact]
    public void WithoutSelector_AllOfTheNamespaceThatElectedSomething() => Assert.Equal(["p1", "p2"], Select(null));

    [Fact]
    public void AnEmptySelector_SelectsAll() => Assert.Equal(["p1", "p2"], Select(new LabelSelector()));

    [Theory]
    [InlineData("app", "api", "p1")]
    [InlineData("app", "web", "p2")]
    [InlineData("app", "nope", "")]
    [InlineData("nope", "api", "")]
    public void MatchLabels_AreEqual(string key, string value, string expected) =>
        Assert.Equal(Names(expected), Select(new LabelSelector { MatchLabels = new Dictionary<string, string> { [key] = value } }));

    [Theory]
    [InlineData("app", "In", "api,web", "p1 p2")]
    [InlineData("app", "In", "web", "p2")]
    [InlineData("app", "NotIn", "web", "p1")]
    [InlineData("tier", "NotIn", "front", "p1")]
    [InlineData("tier", "Exists", null, "p2")]
    [InlineData("tier", "DoesNotExist", null, "p1")]
    public void MatchExpressions_AreRead(string key, string op, string? values, string expected) =>
        Assert.Equal(Names(expected), Select(new LabelSelector { MatchExpressions = [new LabelSelectorRequirement { Key = key, Operator = op, Values = values?.Split(',') }] }));

    [Fact]
    public void AllRequirements_MustHold() => Assert.Equal(
        ["p2"],
        Select(new LabelSelector
        {
            MatchLabels = new Dictionary<string, string> { ["app"] = "web" },
            MatchExpressions = [new LabelSelectorRequirement { Key = "tier", Operator = "Exists" }],
        }));

    private static string[] Names(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static IEnumerable<string> Select(LabelSelector? selector)
    {
        var automation = new ImageUpdateAutomation
        {
            Metadata = new ObjectMeta { Name = "auto", Namespace = "team" },
            Spec = new ImageUpdateAutomationSpec { SourceRef = new SourceReference { Kind = "GitRepository", Name = "fleet" }, Interval = GoDuration.From(TimeSpan.FromMinutes(1)), PolicySelector = selector },
        };
        return PolicySelection.Select(automation, All).Value.Select(p => p.Metadata.Name);
    }

    private static ImagePolicy Policy(string name, string ns, params (string Key, string Value)[] labels) => new()
    {
        Metadata = new ObjectMeta { Name = name, Namespace = ns, Labels = labels.ToDictionary(l => l.Key, l => l.Value) },
        Spec = new ImagePolicySpec { ImageRepositoryRef = new NamespacedObjectReference { Name = name }, Policy = new ImagePolicyChoice() },
        Status = new ImagePolicyStatus { LatestRef = new ImageRef { Name = "ghcr.io/acme/" + name, Tag = "1" } },
    };
}
