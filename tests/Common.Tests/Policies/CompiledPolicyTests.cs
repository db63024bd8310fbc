using System.Diagnostics;
using ImageAutomation.Common.Policies;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.Languages.GoText;
using ImageAutomation.Languages.Results;
using Xunit;

namespace ImageAutomation.Common.Tests.Policies;

public sealed class CompiledPolicyTests
{
    private static readonly string[] Unsorted = ["1.0.0", "v1.0.0", "0.9.0", "1.1.0-rc.1", "x"];

    private static CompiledPolicy Semver(string range, TagFilter? filter = null) =>
        CompiledPolicy.Compile(new ImagePolicyChoice { Semver = new SemVerPolicy(range) }, filter).Value;

    private static CompiledPolicy Numerical(string? order = null, TagFilter? filter = null) =>
        CompiledPolicy.Compile(new ImagePolicyChoice { Numerical = new OrderPolicy { Order = order } }, filter).Value;

    private static CompiledPolicy Alphabetical(string? order = null, TagFilter? filter = null) =>
        CompiledPolicy.Compile(new ImagePolicyChoice { Alphabetical = new OrderPolicy { Order = order } }, filter).Value;

    [Fact]
    public void OfEqualVersionsTheFirstInStoredOrderIsElected() =>
        Assert.Equal("v1.0.0", Semver(">=1.0.0").Elect(Unsorted.Order(Utf8Order.Descending)).Value);

    [Fact]
    public void OfTagsWithOneKeyTheSmallestIsElected()
    {
        var filter = new TagFilter { Pattern = @"^(\d+)-", Extract = "$1" };
        Assert.Equal("7-a", Numerical(filter: filter).Elect(["7-c", "7-b", "7-a", "3-z"]).Value);
        var versions = new TagFilter { Pattern = "^([^-]+)-", Extract = "$1.0" };
        Assert.Equal("1.0-a", Semver("*", versions).Elect(["1.0-b", "1.0-a"]).Value);
    }

    [Theory]
    [InlineData("[1.0,2.0)", "1.0.0", true)]
    [InlineData("[1.0,2.0)", "2.0.0", false)]
    [InlineData("[1.0,2.0)", "1.5.0-rc.1", false)]
    [InlineData("[1.0,2.0)", "v1.5.0", true)]
    [InlineData("[1.0,2.0)", "1.5", false)]
    [InlineData("(1.0,2.0]", "1.0.0", false)]
    [InlineData("(1.0,2.0]", "2.0.0", true)]
    [InlineData("[1.2.3]", "1.2.3+meta", true)]
    [InlineData("[1.2.3]", "1.2.4", false)]
    [InlineData("(,2.0)", "0.0.1", true)]
    [InlineData("[1.0-0,)", "3.0.0-rc.1", true)]
    [InlineData("[1.0.0,2.0.0-rc.2]", "2.0.0-rc.1", true)]
    [InlineData("[1.0.0,2.0.0-rc.2]", "2.0.0", false)]
    public void ARangeInBracketsIsAnInterval(string range, string tag, bool isAdmitted) =>
    Assert.Equal(isAdmitted, Semver(range).Admits(tag));

    [Theory]
    [InlineData("[1.*,2.0)")]
    [InlineData("[1.0.0.1,2.0)")]
    [InlineData("(1.x)")]
    [InlineData("[2.0,1.0")]
    [InlineData("(1.0)")]
    [InlineData("[")]
    [InlineData(">=1.0, [1.0,2.0)")]
    public void ABadIntervalIsAnInvalidPolicy(string range)
    {
        var failure = CompiledPolicy.Compile(new ImagePolicyChoice { Semver = new SemVerPolicy(range) }, null).Failure;
        Assert.Equal((FailureKind.Terminal, Reasons.InvalidPolicy), (failure!.Kind, failure.Reason));
        Assert.StartsWith("invalid policy: improper ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ABadFilterIsAnInvalidPolicy()
    {
        var failure = CompiledPolicy.Compile(new ImagePolicyChoice
        {
            Alphabetical = new OrderPolicy(),
        }, new TagFilter { Pattern = "[=" }).Failure;
        Assert.Equal(
            "failed to filter tags: invalid regular expression pattern '[=': error parsing regexp: missing closing ]: `[=`",
            failure!.Message);
        Assert.Equal((FailureKind.Terminal, Reasons.InvalidPolicy), (failure.Kind, failure.Reason));
    }

    [Fact]
    public void AFailedElectionIsRetried()
    {
        var failure = Semver("*").Elect(["latest"]).Failure;
        Assert.Equal(Failure.Transient(Reasons.Failure, "unable to determine latest version from provided list"), failure);
        Assert.Equal("version list argument cannot be empty", Semver("*", new TagFilter
        {
            Pattern = "x",
        }).Elect(["1.0.0"]).Failure?.Message);
        Assert.Equal("failed to parse invalid numeric value 'b'", Numerical().Elect(["b", "1"]).Failure?.Message);
    }

    // docs: holds are decided by these three questions.
    [Fact]
    public void ComparableDoesNotAskForTheRangeButAdmitsDoes()
    {
        var policy = Semver("<2.0.0");
        Assert.True(policy.IsComparable("2.0.0"));
        Assert.False(policy.Admits("2.0.0"));
        Assert.True(policy.IsComparable("2.0.0-rc.1"));
        Assert.False(policy.IsComparable("latest"));
        Assert.True(policy.IsAbove("2.0.0", "1.9.0"));
        Assert.False(policy.IsAbove("2.0.0", "v2.0.0"));
        Assert.Equal(0, policy.Compare("2.0.0", "v2.0.0"));
        Assert.Null(policy.Compare("2.0.0", "latest"));
        Assert.False(policy.IsAbove("2.0.0", "latest"));
    }

    [Fact]
    public void AboveFollowsThePolicysOwnOrder()
    {
        Assert.True(Numerical("desc").IsAbove("9", "10"));
        Assert.True(Numerical().IsAbove("9007199254740993", "9007199254740992"));
        Assert.True(Alphabetical("DESC").IsAbove("a", "b"));
        var filter = new TagFilter { Pattern = @"^main-\w+-(\d+)$", Extract = "$1" };
        Assert.True(Numerical(filter: filter).IsAbove("main-aaa-2", "main-bbb-1"));
        Assert.False(Numerical(filter: filter).IsComparable("2"));
    }

    [Fact]
    public void OnlyAlphabeticalOrderWithoutAPatternComparesAnyText()
    {
        Assert.True(Alphabetical().ComparesAnyText);
        Assert.True(Alphabetical(filter: new TagFilter()).ComparesAnyText);
        Assert.False(Alphabetical(filter: new TagFilter { Pattern = "." }).ComparesAnyText);
        Assert.False(Numerical().ComparesAnyText);
        Assert.False(Semver("*").ComparesAnyText);
    }

    [Fact]
    public void BytesDecideBeyondTheBasicPlane() => Assert.Equal("😀", Alphabetical().Elect(["\uFF5E", "😀", "a"]).Value);

    [Fact]
    public void ElectingAllocatesNothingForATag()
    {
        var filter = new TagFilter { Pattern = @"^v?(\d+)\.(\d+)\.(\d+)(-rc\.\d+)?$", Extract = "$1.$2.$3$4" };
        CompiledPolicy[] policies = [Semver(">=1.0.0-0"), Semver(">=0.0.0-0", filter), Alphabetical(), Numerical(filter: new TagFilter
        {
            Pattern = @"^1\.(\d+)",
            Extract = "$1",
        })];
        var few = Enumerable.Range(0, 100).Select(i => $"1.{i}.0-rc.1").Order(Utf8Order.Descending).ToArray();
        var many = Enumerable.Range(0, 10_000).Select(i => $"1.{i % 100}.{i / 100}-rc.1").Order(Utf8Order.Descending).ToArray();
        foreach (var policy in policies)
        {
            // One object for each of the 9,900 more would be 230 KB; a collection in between counts up to 8 KB.
            Allocated(policy, many);
            Assert.InRange(Allocated(policy, many) - Allocated(policy, few), -32_000, 32_000);
        }
    }

    [Fact]
    public void AnElectionThatIsFedSpansElectsTheSame()
    {
        var policy = Semver("1.x");
        var election = policy.BeginElection();
        foreach (var tag in Unsorted) election.Offer(tag.AsSpan());
        Assert.Equal(policy.Elect(Unsorted), election.Finish());
    }

    [Theory]
    [InlineData(" || ")]
    [InlineData("1.0.0 - 2.0.0 ")]
    [InlineData(">=1.0.0, ")]
    [InlineData("          ")]
    [InlineData("1|1|1|1|1|")]
    public void LongRangesAreAnsweredSoon(string part)
    {
        var clock = Stopwatch.StartNew();
        foreach (var count in new[] { 400, 100_000 })
            CompiledPolicy.Compile(new ImagePolicyChoice
            {
                Semver = new SemVerPolicy(string.Concat(Enumerable.Repeat(part, count))),
            }, null);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20));
    }

    private static long Allocated(CompiledPolicy policy, string[] tags)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.True(policy.Elect(tags).IsSuccess);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
