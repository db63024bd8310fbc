using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.ImageUpdater.Publishing.Planning;
using ImageAutomation.Languages.GoText;
using ImageAutomation.Languages.Results;
using Xunit;

namespace ImageAutomation.ImageUpdater.Tests.Publishing;

/// <summary>Which policies an automation applies.</summary>
public sealed class PolicySelectionTests
{
    private static readonly ImagePolicy[] All =
    [
        Policy("p2", "team", ("app", "web"), ("tier", "front")), Policy("p1", "team", ("app", "api")),
        Policy("p3", "other", ("app", "api")),
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
        Assert.Equal(Names(expected), Select(new LabelSelector
        {
            MatchExpressions = [new LabelSelectorRequirement { Key = key, Operator = op, Values = values?.Split(',') }],
        }));

    [Fact]
    public void AllRequirements_MustHold() => Assert.Equal(
        ["p2"],
        Select(new LabelSelector
        {
            MatchLabels = new Dictionary<string, string> { ["app"] = "web" },
            MatchExpressions = [new LabelSelectorRequirement { Key = "tier", Operator = "Exists" }],
        }));

    [Theory]
    [InlineData("a b", "c", null, null, "\"a b\": it is not the key of a label")]
    [InlineData("app", "c/d", null, null, "\"c/d\": it is not the value of a label (key 'app')")]
    [InlineData("app", null, "In", "-x", "\"-x\": it is not the value of a label (key 'app')")]
    [InlineData("/app", null, "Exists", null, "\"/app\": it is not the key of a label")]
    [InlineData("app", null, "In", null, "values set can't be empty")]
    [InlineData("app", null, "Exists", "x", "values set must be empty")]
    [InlineData("app", null, "in", "x", "\"in\" is not a valid label selector operator")]
    public void ASelectorThatCannotBeRead_StallsTheAutomation(string key, string? label, string? op, string? value, string message)
    {
        var selector = op is null
            ? new LabelSelector { MatchLabels = new Dictionary<string, string> { [key] = label ?? "" } }
            : new LabelSelector
            {
                MatchExpressions = [new LabelSelectorRequirement { Key = key, Operator = op, Values = value is null ? null : [value] }],
            };
        var failure = PolicySelection.Select(Automation(selector), All).Failure;
        Assert.Equal((FailureKind.Terminal, Reasons.InvalidPolicySelector), (failure?.Kind, failure?.Reason));
        Assert.Contains(message, failure?.Message, StringComparison.Ordinal);
    }

    private static string[] Names(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static IEnumerable<string> Select(LabelSelector? selector) =>
        PolicySelection.Select(Automation(selector), All).Value.Select(p => p.Metadata.Name);

    private static ImageUpdateAutomation Automation(LabelSelector? selector) => new()
    {
        Metadata = new ObjectMeta { Name = "auto", Namespace = "team" },
        Spec = new ImageUpdateAutomationSpec
        {
            SourceRef = new SourceReference { Kind = "GitRepository", Name = "fleet" },
            Interval = GoDuration.From(TimeSpan.FromMinutes(1)),
            PolicySelector = selector,
        },
    };

    private static ImagePolicy Policy(string name, string ns, params (string Key, string Value)[] labels) => new()
    {
        Metadata = new ObjectMeta { Name = name, Namespace = ns, Labels = labels.ToDictionary(l => l.Key, l => l.Value) },
        Spec = new ImagePolicySpec { ImageRepositoryRef = new NamespacedObjectReference { Name = name }, Policy = new ImagePolicyChoice() },
        Status = new ImagePolicyStatus { LatestRef = new ImageRef { Name = "ghcr.io/acme/" + name, Tag = "1" } },
    };
}
