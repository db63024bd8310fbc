using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.ImageUpdater.Commits.Message;
using ImageAutomation.ImageUpdater.Commits.Record;
using Xunit;

namespace ImageAutomation.ImageUpdater.Tests.Commits;

public sealed class CommitTrailersTests
{
    private static readonly PolicyRecord App = new(new ObjectKey("team", "app"), new ImageRef { Name = "ghcr.io/acme/app", Tag = "1.3.0" });
    private static readonly PolicyRecord Api = new(
        new ObjectKey("team", "api"), new ImageRef { Name = "localhost:5000/api", Tag = "2", Digest = "sha256:abcd" });

    // Each message, and the trailers that git finds in it before ours.
    public static TheoryData<string, string> Messages => new()
    {
        { "Update images", "" },
        { "Update images\n\nA body.\n", "" },
        { "chore: update images", "" },
        { "Subject\n\nBody\n\nChange-Id: I0123456789", "Change-Id: I0123456789" },
        { "Subject\n\nChange-Id: I0123456789\n\n\n", "Change-Id: I0123456789" },
        { "Subject\n\nBody\nChange-Id: I0123456789", "" },
        { "Subject\n\nSigned-off-by: A <a@b>\nsome other line\n", "Signed-off-by: A <a@b>" },
        { "Subject\n\none\ntwo\nthree\nfour\nSigned-off-by: A <a@b>\n", "" },
        { "Subject\n\none\ntwo\nthree\nSigned-off-by: A <a@b>\n", "Signed-off-by: A <a@b>" },
        { "Subject\n\nKey: value\n  continued\nOther : value", "Key: value continued\nOther: value" },
        { "Subject\n\n# a comment\nKey: value\n# another", "Key: value" },
        { "Subject\r\n\r\nKey: value\r\n", "Key: value" },
        { "Subject\n\nhttp://example.com/\n", "http: //example.com/" },
        { "Subject\n\n- file.yaml: x\n", "" },
        { "Key: value\nOther: value", "" },
        { "\n\nSubject\n\nKey: value", "Key: value" },
        { "日本語\n\nキー: value", "" },
    };

    [Theory]
    [MemberData(nameof(Messages))]
    public void JoinsWhatGitCallsATrailerBlock(string message, string earlier)
    {
        var result = CommitTrailers.Append(message, "team/auto", [App, Api]);

        var (code, output, _) = Programs.Run(Path.GetTempPath(), "git", result, "interpret-trailers", "--parse", "--no-divider");
        var ours = "Image-Automation: team/auto\nImage-Policy: team/api localhost:5000/api:2@sha256:abcd\nImage-Policy: team/app "
            + "ghcr.io/acme/app:1.3.0\n";
        Assert.Equal(0, code);
        var lines = output.Replace("\r", "", StringComparison.Ordinal).Split('\n').Where(l => l.Contains(':', StringComparison.Ordinal))
            .ToArray();
        Assert.Equal((earlier.Length > 0 ? earlier + "\n" : "") + ours, string.Join('\n', lines) + "\n");
    }

    [Theory]
    [InlineData("Subject", "Subject\n\nImage-Automation: team/auto\n")]
    [InlineData("Subject\n\n\n", "Subject\n\nImage-Automation: team/auto\n")]
    [InlineData("Subject\n\nChange-Id: I1", "Subject\n\nChange-Id: I1\nImage-Automation: team/auto\n")]
    [InlineData("", "Update from image update automation\n\nImage-Automation: team/auto\n")]
    [InlineData(" \n ", "Update from image update automation\n\nImage-Automation: team/auto\n")]
    public void PutsOneBlankLineBefore_UnlessABlockIsThere(string message, string expected) =>
        Assert.Equal(expected, CommitTrailers.Append(message, "team/auto", []));

    [Fact]
    public void CannotBeForgedByAValue()
    {
        var evil = new PolicyRecord(new ObjectKey("team", "app"), new ImageRef
        {
            Name = "a\nImage-Policy: team/other b",
            Tag = "1\r\n\u2028x",
        });

        var message = CommitTrailers.Append("Subject", "team/auto\nSigned-off-by: me", [evil]);

        Assert.Equal(
            "Subject\n\nImage-Automation: team/autoSigned-off-by: me\nImage-Policy: team/app aImage-Policy: team/other b:1x\n", message);
    }

    [Fact]
    public void NamesTheInstance_WhenThereIsOne()
    {
        Assert.Equal("team/auto@eu", CommitTrailers.AutomationText(new ObjectKey("team", "auto"), "eu"));
        Assert.Equal("team/auto", CommitTrailers.AutomationText(new ObjectKey("team", "auto"), ""));
    }

    [Fact]
    public void ReadsWhatItWrote()
    {
        var record = CommitRecordParser.Parse(CommitTrailers.Append("Subject\n\nBody", "team/auto@eu", [App, Api]));

        Assert.NotNull(record);
        Assert.Equal(["team/auto@eu"], record.Automations);
        Assert.Equal(App.Image, record.Policies[App.Policy]);
        Assert.Equal(Api.Image, record.Policies[Api.Policy]);
    }
}
