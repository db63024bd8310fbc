using ImageAutomation.ImageReflector.Hooks.Hints;
using ImageAutomation.ImageReflector.Registry;
using Xunit;

namespace ImageAutomation.ImageReflector.Tests.Hooks.Hints;

public sealed class HintStepTests
{
    private const string Old = "sha256:old";
    private const string New = "sha256:new";

    [Fact]
    public void TheLadderHasSevenRungs_ThatGrow()
    {
        Assert.Equal([0, 50, 150, 500, 1500, 5000, 15_000], HintStep.Ladder.Select(rung => rung.TotalMilliseconds));
    }

    /// <summary>Digest of the hint, what the registry showed, number of the look, stale looks before it, and what comes then.</summary>
    [Theory]
    [InlineData(null, New, 0, 0, "confirmed")]
    [InlineData(New, New, 0, 0, "confirmed")]
    [InlineData(New, New, 6, 3, "confirmed")]
    [InlineData(New, "", 0, 0, "confirmed")] // a registry that names no digest
    [InlineData(New, Old, 0, 0, "again, stale")]
    [InlineData(New, Old, 1, 1, "again, stale")]
    [InlineData(New, Old, 2, 2, "again, stale")]
    [InlineData(New, Old, 3, 3, "confirmed")] // a newer push won
    [InlineData(New, Old, 6, 0, "confirmed")] // no more rungs
    [InlineData(New, Old, 5, 0, "again, stale")]
    [InlineData(null, "404", 0, 0, "again")]
    [InlineData(New, "404", 5, 2, "again")]
    [InlineData(New, "404", 6, 0, "listing, absent")]
    [InlineData(New, "500", 0, 0, "again")] // it is just being written
    [InlineData(New, "500", 2, 1, "again")]
    [InlineData(New, "500", 3, 0, "listing")]
    [InlineData(null, "failed", 0, 0, "listing")]
    [InlineData(New, "failed", 6, 2, "listing")]
    public void EveryLookLeadsSomewhere(string? hinted, string shown, int look, int stale, string expected)
    {
        var sight = shown switch
        {
            "failed" => null,
            "404" => TagSight.Absent,
            "500" => TagSight.Unsettled,
            _ => new TagSight(true, shown.Length == 0 ? null : shown),
        };
        Assert.Equal(expected, HintStep.After(hinted, sight, look, stale) switch
        {
            HintStep.Confirmed => "confirmed",
            HintStep.Again again => again.IsStale ? "again, stale" : "again",
            HintStep.Listing listing => listing.IsAbsent ? "listing, absent" : "listing",
            var other => throw new InvalidOperationException(other.ToString()),
        });
    }
}
