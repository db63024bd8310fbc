using ImageAutomation.TestSupport;
using ImageAutomation.TestSupport.Git;
using Xunit;

namespace ImageAutomation.ImageUpdater.Tests.Publishing;

/// <summary>Where commits go: push branch and checkout, over every transport.</summary>
public sealed class PushBranchTests : PublishingTest
{
    private const string ToAuto = "    push: {branch: auto}\n";

    [ProgramTheory("git", "sshd", "ssh-keygen")]
    [InlineData("file")]
    [InlineData("http")]
    [InlineData("ssh")]
    public async Task APushBranch_IsMade_Advanced_AndAdvancedAgainAfterItsMerge(string transport)
    {
        await using var http = await GitHttpServer.StartAsync(Harness.Root, GitHttpServer.Basic("bot", "s3cret"));
        await using var ssh = transport == "ssh" ? await SshServer.StartAsync() : null;
        if (transport == "http")
        {
            Harness.Secret("login", ("username", "bot"), ("password", "s3cret"));
            Harness.GitRepository(http.Url("remote.git"), more: "  secretRef: {name: login}\n");
        }
        else if (ssh is not null)
        {
            Harness.Secret("login", ("identity", ssh.PrivateKey), ("known_hosts", ssh.KnownHosts));
            Harness.GitRepository(ssh.Url(Harness.Repository.Path), more: "  secretRef: {name: login}\n");
        }

        var first = Start();
        Harness.Automation(git: ToAuto);

        AssertReady(await Harness.RunAsync("1.1.0", "app"));
        Assert.Equal("1.1.0", Harness.Tag(revision: "auto"));
        Assert.Equal(first, Harness.Repository.Head());
        Assert.Equal([first], Harness.Repository.Log("auto")[0].Parents);

        var before = Harness.Repository.Head("auto")!; // just made
        AssertReady(await Harness.RunAsync("1.2.0", "app"));
        Assert.Equal([before], Harness.Repository.Log("auto")[0].Parents);

        Harness.Repository.Merge("auto");
        Harness.Repository.Commit("note.txt", "main moves on");
        var automation = await Harness.RunAsync("1.3.0", "app");
        AssertReady(automation);
        Assert.Equal("1.3.0", Harness.Tag(revision: "auto"));
        Assert.Equal("1.2.0", Harness.Tag());
        // The branch is neither rebased nor reset: its own head stays the base.
        Assert.Null(Harness.Repository.Read("note.txt", "auto"));
        Assert.Equal(4, Harness.Repository.Log("auto").Count);
        Assert.Equal($"main@sha1:{Harness.Repository.Head()}", automation.Status.ObservedSourceRevision);
        Assert.Equal(Harness.Repository.Head("auto"), automation.Status.LastPushCommit);
    }

    [ProgramFact("git")]
    public async Task ContentOfThePushBranch_IsKept()
    {
        Start();
        Harness.Automation(git: ToAuto);
        await Harness.RunAsync("1.1.0", "app");
        Harness.Repository.Commit("extra.txt", "by a reviewer", branch: "auto");
        AssertReady(await Harness.RunAsync("1.2.0", "app"));
        Assert.Equal("by a reviewer", Harness.Repository.Read("extra.txt", "auto"));
        Assert.Equal("1.2.0", Harness.Tag(revision: "auto"));
        Assert.Equal(4, Harness.Repository.Log("auto").Count);
    }

    [ProgramFact("git")]
    public async Task APushBranchThatWasDeleted_IsMadeAgain()
    {
        Start();
        Harness.Automation(git: ToAuto);
        await Harness.RunAsync("1.1.0", "app");
        Harness.Repository.DeleteBranch("auto");
        AssertReady(await Harness.RunAsync());
        Assert.Equal("1.1.0", Harness.Tag(revision: "auto"));
    }

    [ProgramTheory("git")]
    [InlineData("{branch: main}", "main")]
    [InlineData("{branch: main}", "refs/heads/main")]
    [InlineData("{branch: refs/heads/main}", "main")]
    [InlineData("{name: refs/heads/main}", "main")]
    [InlineData("{name: refs/heads/main}", "refs/heads/main")]
    public async Task OneBranchUnderTwoNames_IsNoOther_SoNothingIsForced(string checkout, string push)
    {
        var first = Start();
        Harness.Automation(git: $"    checkout: {{ref: {checkout}}}\n    push: {{branch: {push}}}\n");
        Harness.Repository.Git("config", "receive.denyNonFastForwards", "true");
        var automation = await Harness.RunAsync("1.1.0", "app");
        AssertReady(automation);
        Assert.Equal([first], Harness.Repository.Log()[0].Parents);
        Assert.Equal($"main@sha1:{Harness.Repository.Head()}", automation.Status.ObservedSourceRevision);
        Assert.Equal(["refs/heads/main"], Branches());
        AssertReady(await Harness.RunOnIntervalAsync());
    }

    [ProgramTheory("git")]
    [InlineData("{tag: v1.0.0}", "v1.0.0@sha1:")]
    [InlineData("{semver: '1.x'}", "v1.0.0@sha1:")]
    [InlineData("{name: refs/tags/v1.0.0}", "v1.0.0@sha1:")]
    [InlineData("{commit: COMMIT}", "sha1:")]
    public async Task ACheckoutThatIsNoBranch_StartsThePushBranch(string checkout, string revision)
    {
        var tagged = Start();
        Harness.Repository.Tag("v0.9.0");
        Harness.Repository.Tag("v1.0.0", message: "annotated");
        Harness.Repository.Commit("later.txt", "main moves on");
        Harness.Automation(git: $"    checkout: {{ref: {checkout.Replace("COMMIT", tagged, StringComparison.Ordinal)}}}\n{ToAuto}");
        var automation = await Harness.RunAsync("1.1.0", "app");
        AssertReady(automation);
        Assert.Equal([tagged], Harness.Repository.Log("auto")[0].Parents);
        Assert.Equal(revision + tagged, automation.Status.ObservedSourceRevision);
        AssertReady(await Harness.RunAsync("1.2.0", "app"));
        Assert.Equal(3, Harness.Repository.Log("auto").Count);
    }

    [ProgramTheory("git")]
    [InlineData("{tag: v1.0.0}")]
    [InlineData("{name: refs/tags/v1.0.0}")]
    [InlineData("{semver: '1.x', branch: main}")]
    [InlineData("{}")]
    public async Task ACheckoutThatIsNoBranch_WithoutPushBranch_SaysSo(string checkout)
    {
        Start();
        Harness.Repository.Tag("v1.0.0");
        Harness.GitRepository(Harness.Repository.FileUrl, checkout);
        AssertRetried(await Harness.RunAsync("1.1.0", "app"), "SourceManagerFailed", "push spec not provided, and cannot be inferred");
    }

    [ProgramTheory("git")]
    [InlineData("{commit: COMMIT, name: refs/heads/main, tag: v2.0.0, semver: 1.x, branch: main}", "sha1:", 0)]
    [InlineData("{name: refs/tags/v1.0.0, tag: v2.0.0, semver: '>=2', branch: main}", "v1.0.0@sha1:", 1)]
    [InlineData("{tag: v1.0.0, semver: '>=2', branch: main}", "v1.0.0@sha1:", 1)]
    [InlineData("{semver: '>=2', branch: main}", "v2.0.0@sha1:", 2)]
    public async Task OfSeveralRefs_CommitComesFirst_ThenName_Tag_Semver_Branch(string checkout, string revision, int expected)
    {
        var commits = new List<string> { Start() };
        foreach (var version in new[] { "v1.0.0", "v2.0.0" })
        {
            commits.Add(Harness.Repository.Commit("note.txt", version));
            Harness.Repository.Tag(version);
        }

        Harness.Repository.Commit("later.txt", "main moves on");
        Harness.Automation(git: $"    checkout: {{ref: {checkout.Replace("COMMIT", commits[0], StringComparison.Ordinal)}}}\n{ToAuto}");
        var automation = await Harness.RunAsync("1.1.0", "app");
        AssertReady(automation);
        Assert.Equal([commits[expected]], Harness.Repository.Log("auto")[0].Parents);
        Assert.EndsWith(revision + commits[expected], automation.Status.ObservedSourceRevision, StringComparison.Ordinal);
    }

    [ProgramFact("git")]
    public async Task WithoutAnyRef_MasterIsCheckedOut_AndThePushBranchMustBeNamed()
    {
        Harness.Declare(
            "git", $"apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {{name: fleet, namespace: team}}\nspec: "
                + $"{{url: '{Harness.Repository.FileUrl}', interval: 1m}}\n");
        Start();
        AssertRetried(
            await Harness.RunAsync("1.1.0", "app"), "SourceManagerFailed",
            "push spec not provided, and cannot be inferred from .spec.git.checkout.ref or GitRepository .spec.ref");
        Harness.Automation(git: "    push: {branch: master}\n");
        AssertRetried(await Harness.RunAsync(), "GitOperationFailed", "branch 'master' not found");
        Harness.Repository.SetBranch("master", Harness.Repository.Head()!); // there since the start
        AssertReady(await Harness.RunAsync());
        Assert.Equal(("1.1.0", "1.0.0"), (Harness.Tag(revision: "master"), Harness.Tag()));
    }

    [ProgramFact("git")]
    public async Task TheCheckoutOfTheAutomation_ComesBeforeThatOfTheSource()
    {
        Start();
        Harness.Repository.SetBranch("release", Harness.Repository.Head()!); // just made
        Harness.Automation(git: "    checkout: {ref: {branch: release}}\n");
        AssertReady(await Harness.RunAsync("1.1.0", "app"));
        Assert.Equal(("1.1.0", "1.0.0"), (Harness.Tag(revision: "release"), Harness.Tag()));
    }

    [ProgramFact("git")]
    public async Task AlwaysFresh_RebuildsOnTheCheckout_AndDoesNotPushTheSameAgain()
    {
        Harness.Options = Harness.Options with { AllBranchReferences = false };
        Start();
        Harness.Automation(git: ToAuto);
        AssertReady(await Harness.RunAsync("1.1.0", "app"));
        var pushed = Harness.Repository.Head("auto");
        AssertReady(await Harness.RunAsync());
        Assert.Equal(pushed, Harness.Repository.Head("auto"));

        await Harness.LoseStateAsync();
        AssertReady(await Harness.RunAsync("1.1.0", "app"));
        Assert.Equal(pushed, Harness.Repository.Head("auto"));

        var main = Harness.Repository.Commit("note.txt", "main moves on");
        AssertReady(await Harness.RunAsync());
        Assert.Equal([main], Harness.Repository.Log("auto")[0].Parents);
        Assert.Equal("1.1.0", Harness.Tag(revision: "auto"));

        AssertReady(await Harness.RunAsync("1.2.0", "app"));
        Assert.Equal([main], Harness.Repository.Log("auto")[0].Parents);
        Assert.Equal("1.2.0", Harness.Tag(revision: "auto"));
    }

    [ProgramFact("git")]
    public async Task WithoutForce_AlwaysFreshDoesNotDropWhatThePushBranchHolds()
    {
        Harness.Options = Harness.Options with { AllBranchReferences = false, ForcePushBranch = false };
        Start();
        Harness.Automation(git: ToAuto);
        AssertReady(await Harness.RunAsync("1.1.0", "app"));
        var pushed = Harness.Repository.Head("auto");
        Harness.Repository.Commit("note.txt", "main moves on");
        AssertRetried(
            await Harness.RunAsync(), "GitOperationFailed", "failed to update source: ", "'auto'",
            "holds commits that the push would drop");
        Assert.Equal(pushed, Harness.Repository.Head("auto"));
    }

    [ProgramFact("git")]
    public async Task WithoutForce_APushBranchStillAdvances()
    {
        Harness.Options = Harness.Options with { ForcePushBranch = false };
        Start();
        Harness.Automation(git: ToAuto);
        AssertReady(await Harness.RunAsync("1.1.0", "app"));
        AssertReady(await Harness.RunAsync("1.2.0", "app"));
        Assert.Equal("1.2.0", Harness.Tag(revision: "auto"));
    }

    [ProgramFact("git")]
    public async Task SeveralAutomationsOnOneRepository_EachLandOnce()
    {
        Harness.Policy("web", "semver: {range: '>=1.0.0'}");
        Harness.Repository.Commit(new Dictionary<string, string?>
        {
            ["a/app.yaml"] = PublishingHarness.Deployment(PublishingHarness.Image + ":1.0.0"),
            ["b/web.yaml"] = PublishingHarness.Deployment(PublishingHarness.Image + ":1.0.0", "team:web", "web"),
            ["c/web.yaml"] = PublishingHarness.Deployment(PublishingHarness.Image + ":1.0.0", "team:web", "web"),
        });
        Harness.Automation(more: "  update: {path: a}\n");
        Harness.Automation("other", "  update: {path: b}\n");
        Harness.Automation("third", "  update: {path: c}\n", ToAuto);
        await Harness.ElectAsync("1.1.0");
        await Harness.ElectAsync("1.2.0", "web");
        foreach (var name in new[] { "auto", "other", "third" }) AssertReady(await Harness.RunAsync(name));
        Assert.Equal(3, Harness.Repository.Log().Count);
        Assert.Equal(
            ("1.1.0", "1.2.0", "1.2.0"), (Harness.Tag("a/app.yaml"), Harness.Tag("b/web.yaml"), Harness.Tag("c/web.yaml", "auto")));
        Assert.Equal(
            ["team/auto", "team/other"], Harness.Repository.Log().Take(2)
                .Select(c => c.Message.Split('\n').Single(l => l.StartsWith("Image-Automation: ", StringComparison.Ordinal))[18..])
                .Order(StringComparer.Ordinal));
    }

    private List<string> Branches() =>
        [.. Harness.Repository.Git("for-each-ref", "--format=%(refname)").Split('\n', StringSplitOptions.RemoveEmptyEntries)];
}
