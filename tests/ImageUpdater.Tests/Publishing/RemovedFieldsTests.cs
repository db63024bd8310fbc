using ImageAutomation.Common.Resources.Core;
using ImageAutomation.ImageUpdater.Publishing.Planning;
using ImageAutomation.TestSupport;
using Xunit;

namespace ImageAutomation.ImageUpdater.Tests.Publishing;

/// <summary>Templates of earlier API versions: they stall, unless the option lets them read what they read then.</summary>
public sealed class RemovedFieldsTests
{
    [ProgramTheory("git")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AnOldTemplate_WorksOnlyWithTheOption(bool allowed)
    {
        await using var harness = new PublishingHarness
        {
            Options = new UpdaterOptions { AllowLocalRepositories = true, RemovedTemplateFields = allowed },
        };
        harness.Automation(commit: "      messageTemplate: '{{ range .Updated.Images }}{{ println . }}{{ end }}'\n");
        harness.Repository.Commit("app.yaml", PublishingHarness.Deployment(PublishingHarness.Image + ":1.0.0"));
        var automation = await harness.RunAsync("1.1.0", "app");
        Assert.Equal(allowed ? Reasons.Succeeded : Reasons.RemovedTemplateField, automation.Status.Find(ConditionTypes.Ready)?.Reason);
        Assert.Equal(allowed ? "1.1.0" : "1.0.0", harness.Tag());
        if (allowed) Assert.StartsWith(PublishingHarness.Image + ":1.1.0\n", harness.Repository.Log()[0].Message, StringComparison.Ordinal);
    }
}
