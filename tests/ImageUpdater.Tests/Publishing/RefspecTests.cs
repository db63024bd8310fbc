using ImageAutomation.TestSupport;
using Xunit;

namespace ImageAutomation.ImageUpdater.Tests.Publishing;

/// <summary>Refspecs beside the branch, and push options.</summary>
public sealed class RefspecTests : PublishingTest
{
    [ProgramFact("git")]
    public async Task BranchAndRefspec_AreBothPushed_AtOnce()
    {
        Start();
        Harness.Automation(git: "    push: {branch: auto, refspec: 'refs/heads/auto:refs/heads/review'}\n");
        var automation = await Harness.RunAsync("1.1.0", "app");
        AssertReady(automation);
        Assert.Equal(Harness.Repository.Head("auto"), Harness.Repository.Head("review"));
        Assert.Contains(
            " to branch 'auto' and refspecs 'refs/heads/auto:refs/heads/review'\n", Harness.Events()[^1].Message, StringComparison.Ordinal);
        AssertReady(await Harness.RunAsync("1.2.0", "app"));
        Assert.Equal(Harness.Repository.Head("auto"), Harness.Repository.Head("review"));
        Assert.Equal(3, Harness.Repository.Log("review").Count);
    }

    [ProgramFact("git")]
    public async Task ARefspecAlone_PushesTheCheckoutBranchToo()
    {
        Start();
        Harness.Automation(git: "    push: {refspec: 'refs/heads/main:refs/heads/copy'}\n");
        AssertReady(await Harness.RunAsync("1.1.0", "app"));
        Assert.Equal(("1.1.0", "1.1.0"), (Harness.Tag(), Harness.Tag(revision: "copy")));
    }

    [ProgramFact("git")]
    public async Task TheRefusalOfAPushThatNobodyAskedFor_SaysWhyItWasMade()
    {
        Start();
        Harness.Automation(git: "    push: {refspec: 'refs/heads/main:refs/heads/copy'}\n");
        Harness.Repository.Hook("update", "if [ \"$1\" = refs/heads/main ]; then echo protected >&2; exit 1; fi");
        var ready = (await Harness.RunAsync("1.1.0", "app")).Status.Conditions!.Single(c => c.Type == "Ready");
        Assert.EndsWith("; spec.git.push.branch is not set, so 'main' is pushed as well", ready.Message, StringComparison.Ordinal);
    }

    [ProgramTheory("git")]
    [InlineData("refs/heads/*:refs/heads/copy/*", "refs/heads/copy/auto", "1.1.0")]
    [InlineData("HEAD:copy", "refs/heads/copy", "1.1.0")]
    [InlineData("refs/heads/main:refs/heads/copy", "refs/heads/copy", "1.0.0")]
    [InlineData("HEAD", "refs/heads/auto", "1.1.0")]
    public async Task APattern_Head_AndTheCheckoutBranch_CanBeSources(string refspec, string target, string tag)
    {
        Start();
        Harness.Automation(git: $"    push: {{branch: auto, refspec: '{refspec}'}}\n");
        AssertReady(await Harness.RunAsync("1.1.0", "app"));
        Assert.Equal(tag, Harness.Tag(revision: target));
        Assert.Equal(
            new[] { "refs/heads/auto", "refs/heads/main", target }.Distinct().Order(StringComparer.Ordinal),
            Harness.Repository.Git("for-each-ref", "--format=%(refname)").Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Order(StringComparer.Ordinal));
        AssertReady(await Harness.RunAsync());
    }

    [ProgramFact("git")]
    public async Task AReviewRef_TakesEveryPush_WithoutLease()
    {
        Start();
        Harness.Automation(git: "    push: {branch: auto, refspec: 'refs/heads/auto:refs/for/main'}\n");
        AssertReady(await Harness.RunAsync("1.1.0", "app"));
        Assert.Equal(Harness.Repository.Head("auto"), Harness.Repository.Resolve("refs/for/main"));
        // The review server does not show the ref as it was pushed.
        Harness.Repository.Git("update-ref", "refs/for/main", Harness.Repository.Head()!); // there since the start
        AssertReady(await Harness.RunAsync("1.2.0", "app"));
        Assert.Equal(Harness.Repository.Head("auto"), Harness.Repository.Resolve("refs/for/main"));
    }

    [ProgramTheory("git")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ARefspecThatFailed_IsPushedAgain_AlthoughTheBranchHoldsAllEdits(bool exists)
    {
        Start();
        if (exists) Harness.Repository.SetBranch("review", Harness.Repository.Head()!); // there since the start
        Harness.Repository.Git("config", "receive.advertiseAtomic", "false");
        Harness.Repository.Hook("update", "[ \"$1\" != refs/heads/review ] || { echo 'review is closed' >&2; exit 1; }");
        Harness.Automation(git: "    push: {branch: auto, refspec: 'refs/heads/auto:refs/heads/review'}\n");
        var failed = await Harness.RunAsync("1.1.0", "app");
        AssertRetried(failed, "GitOperationFailed", "failed to update source: ", "'review'", "review is closed");
        Assert.Null(failed.Status.LastPushCommit);
        Assert.Equal("1.1.0", Harness.Tag(revision: "auto"));

        Harness.Repository.Hook("update", "exit 0");
        var mended = await Harness.RunAsync();
        AssertReady(mended);
        Assert.Equal(Harness.Repository.Head("auto"), Harness.Repository.Head("review"));
        Assert.Equal(2, Harness.Repository.Log("auto").Count);
        Assert.Equal(Harness.Repository.Head("auto"), mended.Status.LastPushCommit);
        // compared above
        Assert.StartsWith(
            $"pushed commit '{mended.Status.LastPushCommit![..7]}' to branch 'auto' and refspecs", Harness.Events()[^1].Message,
            StringComparison.Ordinal);
    }

    [ProgramFact("git")]
    public async Task ARefspecThatLanded_AndWasMergedAndDeleted_StaysAway()
    {
        Start();
        Harness.Automation(git: "    push: {branch: auto, refspec: 'refs/heads/auto:refs/heads/review'}\n");
        AssertReady(await Harness.RunAsync("1.1.0", "app"));
        Harness.Repository.DeleteBranch("review");
        AssertReady(await Harness.RunAsync());
        Assert.Null(Harness.Repository.Head("review"));
    }

    [ProgramFact("git")]
    public async Task AnAtomicPush_LeavesNothingHalfDone()
    {
        Start();
        Harness.Repository.Hook("update", "[ \"$1\" != refs/heads/review ]");
        Harness.Automation(git: "    push: {branch: auto, refspec: 'refs/heads/auto:refs/heads/review'}\n");
        AssertRetried(await Harness.RunAsync("1.1.0", "app"), "GitOperationFailed", "'review'");
        Assert.Null(Harness.Repository.Head("auto"));
    }

    [ProgramFact("git")]
    public async Task ARefspecTargetWithCommitsOfItsOwn_IsNotOverwritten_WhenNothingIsSwitched()
    {
        Start();
        Harness.Repository.SetBranch("copy", Harness.Repository.Head()!); // there since the start
        var own = Harness.Repository.Commit("own.txt", "own", branch: "copy");
        Harness.Automation(git: "    push: {refspec: 'refs/heads/main:refs/heads/copy'}\n");
        AssertRetried(await Harness.RunAsync("1.1.0", "app"), "GitOperationFailed", "'copy'", "holds commits that the push would drop");
        Assert.Equal(own, Harness.Repository.Head("copy"));
    }

    [ProgramTheory("git")]
    [InlineData(":refs/heads/x")]
    [InlineData("refs/heads/other:refs/heads/x")]
    [InlineData("a:b:c")]
    public async Task ARefspecThatCannotBeUsed_SaysWhichFieldAndHow(string refspec)
    {
        Start();
        Harness.Automation(git: $"    push: {{refspec: '{refspec}'}}\n");
        var automation = await Harness.RunAsync("1.1.0", "app");
        Assert.Equal("GitOperationFailed", Ready(automation).Reason);
        Assert.Contains($"spec.git.push.refspec '{refspec}' cannot be used: ", Ready(automation).Message, StringComparison.Ordinal);
        Assert.Equal("1.0.0", Harness.Tag());
    }

    [ProgramFact("git")]
    public async Task PushOptions_ReachTheServer()
    {
        Start();
        Harness.Repository.Hook(
            "pre-receive",
            "i=0; while [ $i -lt ${GIT_PUSH_OPTION_COUNT:-0} ]; do eval \"echo \\$GIT_PUSH_OPTION_$i\" >> options; i=$((i+1)); done");
        Harness.Automation(git: "    push: {branch: auto, options: {merge_request.create: '', merge_request.target: main}}\n");
        AssertReady(await Harness.RunAsync("1.1.0", "app"));
        Assert.Equal(
            ["merge_request.create=", "merge_request.target=main"], File.ReadAllLines(Path.Combine(Harness.Repository.Path, "options"))
                .Order(StringComparer.Ordinal));
    }

    [ProgramFact("git")]
    public async Task AServerWithoutPushOptions_IsNamedWithTheFix()
    {
        Start();
        Harness.Repository.Git("config", "receive.advertisePushOptions", "false");
        Harness.Automation(git: "    push: {branch: auto, options: {ci.skip: ''}}\n");
        AssertRetried(await Harness.RunAsync("1.1.0", "app"), "GitOperationFailed", "remove spec.git.push.options");
    }
}
