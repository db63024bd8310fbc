using ImageAutomation.Common.Resources;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Sources;
using ImageAutomation.Languages.Results;
using Xunit;

namespace ImageAutomation.Common.Tests.Sources;

/// <summary>What whoever asks for runs may count on, wherever the objects are; one class per place runs it.</summary>
public abstract class ReconcileRequestsContract
{
    private static readonly ResourceKind Kind = ResourceKinds.ImagePolicy;

    protected abstract IReconcileRequests Requests { get; }

    /// <summary>The namespace of all objects.</summary>
    protected abstract string Namespace { get; }

    /// <summary>Declares an ImagePolicy with labels, as YAML between braces.</summary>
    protected abstract Task DeclareAsync(string name, string labels = "");

    [Fact]
    public async Task AnObject_IsReadInFull()
    {
        await DeclareAsync("app", "team: a");
        var read = (await Requests.ReadAsync(Kind, Key("app"), CancellationToken.None)).Value;
        Assert.Equal("ImagePolicy", (string?)read?["kind"]);
        Assert.Equal(("app", "a"), ((string?)read?["metadata"]?["name"], (string?)read?["metadata"]?["labels"]?["team"]));
        Assert.Equal(">=1.0", (string?)read?["spec"]?["policy"]?["semver"]?["range"]);
    }

    [Fact]
    public async Task AMissingObject_IsNull()
    {
        var read = await Requests.ReadAsync(Kind, Key("nobody"), CancellationToken.None);
        Assert.True(read.IsSuccess);
        Assert.Null(read.Value);
    }

    [Fact]
    public async Task AMissingObject_IsAskedForNothing()
    {
        Assert.False((await AnnotateAsync("nobody", ("reconcile.fluxcd.io/requestedAt", "now"))).Value);
        Assert.Null((await Requests.ReadAsync(Kind, Key("nobody"), CancellationToken.None)).Value);
    }

    [Fact]
    public async Task Annotations_AreSetBesideOthers_AndOverOlderOnes()
    {
        await DeclareAsync("app");
        Assert.True((await AnnotateAsync("app", ("reconcile.fluxcd.io/requestedAt", "one"), ("example.com/kept", "x"))).Value);
        Assert.True((await AnnotateAsync("app", ("reconcile.fluxcd.io/requestedAt", "two"))).Value);
        var read = (await Requests.ReadAsync(Kind, Key("app"), CancellationToken.None)).Value?["metadata"];
        Assert.Equal(
            ("two", "x"),
            ((string?)read?["annotations"]?["reconcile.fluxcd.io/requestedAt"], (string?)read?["annotations"]?["example.com/kept"]));
        Assert.Equal(1, (long?)read?["generation"]);
    }

    [Fact]
    public async Task Objects_AreFoundByAllOfTheirLabels()
    {
        await DeclareAsync("one", "team: a, tier: web");
        await DeclareAsync("two", "team: a");
        await DeclareAsync("three", "team: b, tier: web");
        await DeclareAsync("four");
        Assert.Equal(["one", "two"], await FindAsync(("team", "a")));
        Assert.Equal(["one"], await FindAsync(("team", "a"), ("tier", "web")));
        Assert.Empty(await FindAsync(("team", "c")));
        Assert.Empty(await FindAsync(("team", "A")));
    }

    [Fact]
    public async Task AnotherNamespace_HasNone()
    {
        await DeclareAsync("one", "team: a");
        var found = await Requests.FindAsync(
            Kind, Namespace + "-other", new Dictionary<string, string> { ["team"] = "a" }, CancellationToken.None);
        Assert.Empty(found.Value);
    }

    [Fact]
    public async Task AKindThatIsNotThere_IsNothingToTryAgain()
    {
        var kind = new ResourceKind("source.toolkit.fluxcd.io", "v1", "HelmChart", "helmcharts");
        var asked = await Requests.AnnotateAsync(
            kind, Key("app"), new Dictionary<string, string> { ["a"] = "b" }, CancellationToken.None);
        Assert.Equal((FailureKind.Terminal, SourceReasons.NotFound), (asked.Failure?.Kind, asked.Failure?.Reason));
    }

    private ObjectKey Key(string name) => new(Namespace, name);

    private Task<Result<bool>> AnnotateAsync(string name, params (string Name, string Value)[] annotations) =>
        Requests.AnnotateAsync(Kind, Key(name), annotations.ToDictionary(a => a.Name, a => a.Value), CancellationToken.None);

    private async Task<IReadOnlyList<string?>> FindAsync(params (string Name, string Value)[] labels) =>
    [
        .. (await Requests.FindAsync(Kind, Namespace, labels.ToDictionary(l => l.Name, l => l.Value), CancellationToken.None)).Value
            .Select(found => (string?)found["metadata"]?["name"]).Order(StringComparer.Ordinal),
    ];
}
