using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.ImageUpdater.Commits.Message;
using ImageAutomation.ImageUpdater.Commits.Record;
using Xunit;

namespace ImageAutomation.ImageUpdater.Tests.Commits;

public sealed class CommitRecordParserTests
{
    private const string Record = "Image-Automation: team/auto\nImage-Policy: team/app ghcr.io/acme/app:1.0\n";

    [Theory]
    [InlineData("Subject\n\n" + Record)]
    [InlineData(Record)]
    [InlineData("Squash of two\n\n* Subject\n\n" + Record + "\n* Another\n\ntext")]
    [InlineData("Subject\r\n\r\nImage-Automation: team/auto\r\nImage-Policy: team/app ghcr.io/acme/app:1.0\r\n")]
    public void IsOwn_WhenALineRecordsAnAutomation(string message)
    {
        var record = CommitRecordParser.Parse(message);

        Assert.NotNull(record);
        Assert.Equal(["team/auto"], record.Automations);
        Assert.Equal("ghcr.io/acme/app:1.0", record.Policies[new ObjectKey("team", "app")].ToString());
    }

    [Theory]
    [InlineData("Subject")]
    [InlineData("")]
    [InlineData("Subject\n\n  Image-Automation: team/auto")]
    [InlineData("Subject\n\nImage-Automation:team/auto")]
    [InlineData("Revert \"Update\"\n\n" + Record)]
    [InlineData("Reapply \"Update\"\n\n" + Record)]
    [InlineData("\nRevert \"Update\"\n\n" + Record)]
    [InlineData("Undo\n\nThis reverts commit 0123.\n\n" + Record)]
    public void IsNotOwn_WhenAPersonWroteOrRevertedIt(string message) => Assert.Null(CommitRecordParser.Parse(message));

    [Fact]
    public void LastRecordOfAPolicyWins()
    {
        var record = CommitRecordParser.Parse(
            "Squash\n\nImage-Automation: team/a\nImage-Policy: team/app x:1\n\nImage-Automation: team/b\nImage-Policy: team/app "
                + "x:2@sha256:ff\n");

        Assert.NotNull(record);
        Assert.Equal(["team/a", "team/b"], record.Automations);
        Assert.Equal(new ImageRef { Name = "x", Tag = "2", Digest = "sha256:ff" }, Assert.Single(record.Policies).Value);
    }

    [Fact]
    public void ReadsOnlyWhatStandsRightBelowTheAutomation()
    {
        var record = CommitRecordParser.Parse(
            "S\n\nImage-Policy: team/app x:9\n\nImage-Automation: team/a\nImage-Policy: team/app x:1\nImage-Other: y\nImage-Policy: "
                + "team/web x:2\n\nImage-Policy: team/app x:8\n");
        Assert.Equal(["1", "2"], record!.Policies.Values.Select(i => i.Tag).Order(StringComparer.Ordinal)); // it has an automation
    }

    [Fact]
    public void ATemplateCannotWriteARecord()
    {
        var text = CommitTrailers.WithoutRecords(
            "Subject\n\nImage-Automation: other/auto\nImage-Policy: other/app x:9\nImage-Policy:\nImage-Note: stays\n");
        Assert.Equal("Subject\n\n Image-Automation: other/auto\n Image-Policy: other/app x:9\n Image-Policy:\nImage-Note: stays\n", text);
        Assert.Null(CommitRecordParser.Parse(text));
    }

    [Theory]
    [InlineData("team/app")]
    [InlineData("team/app x")]
    [InlineData("team/app localhost:5000/x")]
    [InlineData("team/app x:")]
    [InlineData("team/app x:1@")]
    [InlineData("app x:1")]
    [InlineData("/app x:1")]
    [InlineData("team/ x:1")]
    [InlineData("team/app x:1 y:2")]
    public void DropsRecordsThatAreMalformed(string value) =>
        Assert.Empty(CommitRecordParser.Parse($"S\n\nImage-Automation: team/a\nImage-Policy: {value}\n")!.Policies);
}
