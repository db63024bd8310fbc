using ImageAutomation.Cli.Describing;
using ImageAutomation.Cli.Output;
using ImageAutomation.Common.Resources.Images;
using Xunit;

namespace ImageAutomation.Cli.Tests;

public sealed class DescribeTests : IDisposable
{
    private readonly FolderHouse house = new();

    public void Dispose() => house.Dispose();

    [Fact]
    public async Task APolicy_IsDescribed()
    {
        await house.SetStatusAsync<ImagePolicy>("web", p => p with
        {
            Status = p.Status with
            {
                LatestRef = new ImageRef { Name = "example.com/web", Tag = "1.1.0" },
                ObservedPreviousRef = new ImageRef { Name = "example.com/web", Tag = "1.0.0" },
                Conditions = [FolderHouse.Ready("False", "no tags\nin database")],
            },
        });
        var result = await house.RunAsync("describe", "policy", "web");
        var (title, rest) = (result.Out[..result.Out.IndexOf('\n', StringComparison.Ordinal)],
            result.Out[(result.Out.IndexOf('\n', StringComparison.Ordinal) + 1)..]);
        Assert.Matches("^ImagePolicy shop/web: NOT READY for [0-9]+d[0-9]+h: Failed$", title);
        Assert.Equal("""
              no tags
              in database

            elects:      the highest version in the range "1.x"
            elected:     example.com/web:1.1.0
            before:      example.com/web:1.0.0
            generation:  1; no generation has gone well yet

            ROLE         OBJECT                             READY   MESSAGE
            reads        ImageRepository shop/web           False   waiting to be reconciled
            written by   ImageUpdateAutomation shop/fleet   False   waiting to be reconciled

            CONDITION   STATUS   REASON   SINCE                  MESSAGE
            Ready       False    Failed   1970-01-01T00:00:00Z   no tags ...

            """.ReplaceLineEndings("\n"), rest);
        Assert.Equal((0, ""), (result.Code, result.Error));
    }

    [Fact]
    public async Task AnAutomation_NamesWhatIsMissing_AndWhatItWouldWrite()
    {
        var result = await house.RunAsync("describe", "automation", "fleet");
        Assert.Equal("""
            ImageUpdateAutomation shop/fleet: not reconciled yet

            last run:    never
            interval:    1m

            ROLE     OBJECT                     READY       MESSAGE
            source   GitRepository shop/fleet   missing     it does not exist
            writes   ImagePolicy shop/build     False       waiting to be reconciled
            writes   ImagePolicy shop/rest      suspended   waiting to be reconciled
            writes   ImagePolicy shop/web       False       waiting to be reconciled

            """.ReplaceLineEndings("\n"), result.Out);
    }

    [Fact]
    public async Task FilesThatWereLeftAlone_AreListedWithTheirReason()
    {
        var skipped = new SkippedFilesStatus
        {
            Total = 3,
            Entries = [new SkippedFile
            {
                Path = "chart/app.yaml",
                Reason = "line 1, column 4: bad",
            }, new SkippedFile { Path = "x.yaml", Reason = "too large" }],
        };
        await house.SetStatusAsync<ImageUpdateAutomation>("fleet", a => a with { Status = a.Status with { SkippedFiles = skipped } });
        var result = await house.RunAsync("describe", "automation", "fleet");
        Assert.Contains("\nleft alone:  3 files, the first 2 below\n", result.Out, StringComparison.Ordinal);
        Assert.Contains(
            "\nLEFT ALONE       WHY\nchart/app.yaml   line 1, column 4: bad\nx.yaml           too large\n", result.Out,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARequestThatWaits_AndASuspendedObject_AreSaid()
    {
        Assert.Contains(
            "suspended:   yes: nobody works on it\n", (await house.RunAsync("describe", "policy", "rest")).Out, StringComparison.Ordinal);
        await house.RunAsync("resume", "fleet", "--policy", "web", "--tag", "1.0.0");
        var result = await house.RunAsync("describe", "automation", "fleet");
        Assert.Matches(@"requested:   \S+, not handled yet\naccepted:    web=1\.0\.0\n", result.Out);
    }

    [Theory]
    [InlineData("https://example.com/a.git", "https://example.com/a.git")]
    [InlineData("ssh://git@example.com/a.git", "ssh://git@example.com/a.git")]
    [InlineData("https://bot:s3cret@example.com/a.git", "https://bot:***@example.com/a.git")]
    [InlineData("git@example.com:a.git", "git@example.com:a.git")]
    public void APassword_IsNotShown(string url, string expected) => Assert.Equal(expected, ObjectFacts.WithoutPassword(url));

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(-5, "0s")]
    [InlineData(59, "59s")]
    [InlineData(430, "7m10s")]
    [InlineData(11100, "3h5m")]
    [InlineData(187200, "2d4h")]
    public void AnAge_HasTwoUnits(int seconds, string expected) =>
    Assert.Equal(expected, Cells.Age(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddSeconds(seconds)));
}
