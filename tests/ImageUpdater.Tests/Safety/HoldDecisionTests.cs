using System.Globalization;
using ImageAutomation.ImageUpdater.Editing.Targets;
using ImageAutomation.ImageUpdater.Safety.Holds;
using Xunit;

namespace ImageAutomation.ImageUpdater.Tests.Safety;

/// <summary>The decision table, row by row. The order is that of plain numbers; the range admits those below 100.</summary>
public sealed class HoldDecisionTests
{
    [Theory]
    // v, e, a (or -), expected; then what is special.
    [InlineData("1", 3, 3, 3, HoldVerdict.InStep)]
    [InlineData("1 before overwrite", 3, 3, 1, HoldVerdict.InStep, "overwrite")]
    [InlineData("2", 1, 3, 3, HoldVerdict.Write, "overwrite")]
    [InlineData("2 before 7", 9, 3, null, HoldVerdict.Write, "overwrite")]
    [InlineData("3 by anchor", 1, 3, 3, HoldVerdict.Write, "accept 3")]
    [InlineData("3 by value", 9, 3, null, HoldVerdict.Write, "accept 9")]
    [InlineData("3 not by the value that a person went back to", 1, 3, 3, HoldVerdict.Held, "accept 1")]
    [InlineData("3 by value before 4", 5, 3, 5, HoldVerdict.Write, "accept 5 writes 5 3 5")]
    [InlineData("3 by value before 5", 5, 3, 5, HoldVerdict.Write, "foreign withdrawn accept 5")]
    [InlineData("3 not by another tag", 1, 3, 3, HoldVerdict.Held, "accept 2")]
    [InlineData("4", 5, 3, 5, HoldVerdict.Contested, "writes 5 3 5")]
    [InlineData("4 not when e is above", 3, 5, 3, HoldVerdict.Write, "writes 3 5 3")]
    [InlineData("4 not after two", 5, 3, 5, HoldVerdict.Write, "withdrawn writes 3 5")]
    [InlineData("5", 5, 3, 5, HoldVerdict.Contested, "foreign withdrawn")]
    [InlineData("5 not by the same automation", 5, 3, 5, HoldVerdict.Write, "withdrawn")]
    [InlineData("6", 9, 3, 1, HoldVerdict.NewerInGit)]
    [InlineData("6 outside the range", 200, 3, 1, HoldVerdict.NewerInGit)]
    [InlineData("7", 9, 3, null, HoldVerdict.NewerInGit)]
    [InlineData("7 at the anchor, not withdrawn", 9, 3, 9, HoldVerdict.NewerInGit)]
    [InlineData("7 not outside the range", 200, 3, null, HoldVerdict.Write)]
    [InlineData("7 not when the policy moved away from it", 9, 3, 9, HoldVerdict.Write, "withdrawn")]
    [InlineData("8", 1, 3, null, HoldVerdict.Write)]
    [InlineData("9", 1, 3, 1, HoldVerdict.Write)]
    [InlineData("9 outside the range", 200, 3, 200, HoldVerdict.Write)]
    [InlineData("10", 1, 4, 3, HoldVerdict.Write)]
    [InlineData("10 not at what was rejected", 1, 3, 3, HoldVerdict.Held)]
    [InlineData("10 not below it", 1, 2, 3, HoldVerdict.Held)]
    [InlineData("10 a withdrawn anchor does not count", 1, 4, 200, HoldVerdict.Write)]
    [InlineData("13 below v, anchor withdrawn", 5, 5, 200, HoldVerdict.InStep)]
    public void DecidesByTheFirstRowThatMatches(string row, int v, int e, int? a, HoldVerdict expected, string special = "")
    {
        var words = special.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToList();
        var writes = words.IndexOf("writes") is >= 0 and var at
            ? words[(at + 1)..].Select(w => (IReadOnlyList<string>)[$"app:{w}"]).ToList() : [];
        var question = new HoldQuestion
        {
            Targets = [new GroupTarget(TargetPart.Full, $"app:{v}", $"app:{e}", a is null ? null : $"app:{a}")],
            Order = new Numbers(),
            ElectedTag = Text(e),
            PreviousTag = words.Contains("withdrawn") ? Text(v) : null,
            Overwrite = words.Contains("overwrite"),
            Accepted = words.IndexOf("accept") is >= 0 and var i ? new HashSet<string> { words[i + 1] } : new HashSet<string>(),
            OwnWrites = writes,
            AnchorIsForeign = words.Contains("foreign"),
        };
        var decision = HoldDecision.Decide(question);
        Assert.True(expected == decision.Verdict, $"row {row}: {decision}");
        if (int.TryParse(row, CultureInfo.InvariantCulture, out var number)) Assert.Equal((HoldRow)number, decision.Row);
        // What is decided without history is decided alike.
        if (HoldDecision.DecideAtSight(question.Targets, question.Overwrite) is { } atSight) Assert.Equal(decision, atSight);
    }

    [Fact]
    public void WithoutAComparableTag_AnyNewElectionReleases()
    {
        Assert.Equal(HoldVerdict.Held, Decide(new GroupTarget(TargetPart.Digest, "sha256:1", "sha256:2", "sha256:2")));
        Assert.Equal(HoldVerdict.Write, Decide(new GroupTarget(TargetPart.Digest, "sha256:1", "sha256:3", "sha256:2")));
    }

    [Fact]
    public void TheSameTagWithANewDigest_Releases_AndWithAnOldOneDoesNot()
    {
        Assert.Equal(HoldVerdict.Write, Decide(new GroupTarget(TargetPart.Full, "app:3@sha256:1", "app:3@sha256:3", "app:3@sha256:2")));
        Assert.Equal(HoldVerdict.Held, Decide(new GroupTarget(TargetPart.Full, "app:3@sha256:1", "app:3@sha256:2", "app:3@sha256:2")));
    }

    [Fact]
    public void AGroupDecidesAsOne_ByTheFieldThatLeftItsAnchor()
    {
        var verdict = Decide(
            new GroupTarget(TargetPart.Tag, "1", "3", "3"),
            new GroupTarget(TargetPart.Digest, "sha256:3", "sha256:4", "sha256:3"));
        Assert.Equal(HoldVerdict.Held, verdict);
    }

    [Fact]
    public void AHold_SaysWhatReleasesIt()
    {
        var question = new HoldQuestion
        {
            Targets = [new GroupTarget(TargetPart.Full, "app:1", "app:3", "app:3")],
            Order = new Numbers(),
            ElectedTag = "3",
        };
        Assert.Equal("3", HoldDecision.Decide(question).ReleasedAbove);
    }

    [Theory]
    [InlineData("app:1", "1")]
    [InlineData("host:5000/app", null)]
    [InlineData("host:5000/app:1@sha256:x", "1")]
    [InlineData("app@sha256:x", null)]
    [InlineData("", null)]
    [InlineData("app:", null)]
    public void ReadsTheTagOfAReference(string reference, string? tag) => Assert.Equal(tag, GroupTag.OfReference(reference));

    private static HoldVerdict Decide(params GroupTarget[] targets) =>
        HoldDecision.Decide(new HoldQuestion { Targets = targets, Order = new Numbers(), ElectedTag = "3" }).Verdict;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed class Numbers : ITagOrder
    {
        public bool IsComparable(string tag) => int.TryParse(tag, CultureInfo.InvariantCulture, out _);

        public bool IsAbove(string tag, string other) =>
            int.Parse(tag, CultureInfo.InvariantCulture) > int.Parse(other, CultureInfo.InvariantCulture);

        public bool Admits(string tag) => IsComparable(tag) && int.Parse(tag, CultureInfo.InvariantCulture) < 100;
    }
}
