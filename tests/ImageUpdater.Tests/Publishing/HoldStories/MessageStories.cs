using ImageAutomation.TestSupport;
using Xunit;

namespace ImageAutomation.ImageUpdater.Tests.Publishing.HoldStories;

/// <summary>Story 35: messages without our trailers.</summary>
public sealed class MessageStories : HoldStory
{
    [ProgramFact("git")]
    public async Task Story35_ATemplateWithoutOurTrailers_StillGetsThem()
    {
        Harness.Automation(commit: "      messageTemplate: 'chore: {{ len .Changed.Changes }} images'\n");
        Start("1.0.0");
        await Elected("1.1.0", "1.1.0");
        var message = Harness.Repository.Log()[0].Message;
        Assert.StartsWith("chore: 1 images\n", message, StringComparison.Ordinal);
        Assert.Contains("\nImage-Automation: team/auto\nImage-Policy: team/app ghcr.io/acme/app:1.1.0", message, StringComparison.Ordinal);
        Harness.Repository.Revert(Head());
        await Elected("1.1.0", "1.0.0", "Held");
    }
}
