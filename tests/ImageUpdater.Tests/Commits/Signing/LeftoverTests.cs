using ImageAutomation.Common.Files;
using ImageAutomation.ImageUpdater.Commits.Signing;
using ImageAutomation.TestSupport;
using Xunit;

namespace ImageAutomation.ImageUpdater.Tests.Commits.Signing;

public sealed class LeftoverTests
{
    [Fact]
    public void AStart_RemovesKeyFoldersOfDeadProcesses_AndNoOthers()
    {
        using var folder = new TemporaryFolder();
        var dead = folder.Combine("imgauto-999999999-abc");
        OwnFiles.CreateFolder(dead);
        var open = Directory.CreateDirectory(folder.Combine("imgauto-999999998-abc")).FullName; // not made by us: others may enter it
        var alive = Directory.CreateDirectory(folder.Combine($"imgauto-{Environment.ProcessId}-abc")).FullName;
        var other = Directory.CreateDirectory(folder.Combine("imgauto-notes-abc")).FullName;
        File.WriteAllText(Path.Combine(dead, "key"), "secret");
        new CommitSigners(new SigningOptions { Folder = folder.Path }, TimeProvider.System).SweepLeftovers();
        Assert.Equal([false, true, true, true], new[] { dead, alive, other, open }.Select(Directory.Exists));
    }
}
