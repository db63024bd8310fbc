using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.ImageUpdater.Editing;
using ImageAutomation.ImageUpdater.Editing.Targets;
using Xunit;

namespace ImageAutomation.ImageUpdater.Tests.Editing;

public sealed class GeneratedFileTests
{
    [Fact]
    public void ChangesTheMarkedScalars_AndNoOtherByte()
    {
        var editor = FileEditor.Create([new ElectedImage(new ObjectKey("team", "app"), new ImageRef
        {
            Name = "ghcr.io/acme/app",
            Tag = "1.10",
        })]).Value;
        var changes = 0;
        for (var seed = 0; seed < 3_000; seed++)
        {
            var file = new GeneratedFile(seed);
            var plan = EditProperties.Check(editor, "f.yaml", file.Before);

            Assert.True(
                file.After == EditingData.Show(plan.Content.Span),
                $"seed {seed}: {plan.Targets.Problem}\n{EditingData.Show(file.Before)}\n---- wanted\n{file.After}\n---- "
                    + $"got\n{EditingData.Show(plan.Content.Span)}");
            Assert.Equal(file.Changes, plan.Changes.Count);
            changes += file.Changes;
        }

        Assert.True(changes > 3_000, $"only {changes} changes");
    }
}
