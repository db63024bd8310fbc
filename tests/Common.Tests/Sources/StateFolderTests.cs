using System.Runtime.InteropServices;
using ImageAutomation.Common.Files;
using ImageAutomation.Common.Sources.Folder;
using ImageAutomation.TestSupport;
using Xunit;
using Xunit.Abstractions;

namespace ImageAutomation.Common.Tests.Sources;

/// <summary>A state folder that others may have prepared is refused; what is made in one is ours alone.</summary>
public sealed partial class StateFolderTests(ITestOutputHelper output)
{
    private const UnixFileMode All = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    [Fact]
    public void ALinkIsRefused()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.Combine("real"));
        Directory.CreateSymbolicLink(folder.Combine("state"), folder.Combine("real"));
        foreach (var path in (string[])[folder.Combine("state"), folder.Combine("state") + "/"])
            Assert.Contains("is a link", StateFolder.Prepare(path)?.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("state.db")]
    [InlineData("mirrors")]
    [InlineData("secrets")]
    [InlineData("run.lock")]
    public void AnEntryThatIsALinkIsRefused(string entry)
    {
        using var folder = new TemporaryFolder();
        var victim = folder.Combine("victim");
        File.WriteAllText(victim, "as it was");
        OwnFiles.CreateFolder(folder.Combine("state"));
        File.CreateSymbolicLink(Path.Combine(folder.Combine("state"), entry), victim);
        var failure = StateFolder.Prepare(folder.Combine("state"));
        Assert.Contains($"'{entry}' in state folder", failure?.Message, StringComparison.Ordinal);
        Assert.Equal("as it was", File.ReadAllText(victim));
    }

    [Fact]
    public void AFolderOfAnotherUserIsRefused()
    {
        if (OperatingSystem.IsWindows() || Environment.UserName != "root")
        {
            output.WriteLine("not run: only root can give a folder to somebody else");
            return;
        }

        using var folder = new TemporaryFolder();
        var path = folder.Combine("theirs");
        Directory.CreateDirectory(path);
        File.SetUnixFileMode(path, All);
        Assert.Equal(0, ChangeOwner(path, 12345, 12345));
        Assert.Contains("belongs to another user", StateFolder.Prepare(path)?.Message, StringComparison.Ordinal);

        var ours = folder.Combine("ours");
        OwnFiles.CreateFolder(ours);
        File.WriteAllText(Path.Combine(ours, "state.db"), "");
        Assert.Equal(0, ChangeOwner(Path.Combine(ours, "state.db"), 12345, 12345));
        Assert.Contains("'state.db' in state folder", StateFolder.Prepare(ours)?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AVolumeOfAPodIsTaken()
    {
        if (OperatingSystem.IsWindows() || Environment.UserName != "root")
        {
            output.WriteLine("not run: only root can make what a kubelet makes");
            return;
        }

        using var folder = new TemporaryFolder();
        var path = folder.Combine("data");
        Directory.CreateDirectory(path);
        File.SetUnixFileMode(path, All | UnixFileMode.SetGroup); // of root, as an emptyDir with fsGroup is
        Assert.Null(StateFolder.Prepare(path));
    }

    [Fact]
    public void WhatIsMadeIsForItsOwnerAlone()
    {
        if (OperatingSystem.IsWindows()) return;
        using var folder = new TemporaryFolder();
        var path = folder.Combine("state");
        Assert.Null(StateFolder.Prepare(path));
        StateDatabase.Open(Path.Combine(path, "state.db")).Dispose();
        using var held = StateFolder.Lock(path).Value;
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(path));
        foreach (var file in Directory.GetFiles(path))
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public async Task TheWorkEnds_When_TheFolderIsTakenAway()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Combine("state");
        Assert.Null(StateFolder.Prepare(path));
        using var held = StateFolder.Lock(path).Value;
        var work = held.GuardAsync<bool>(
            async token =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
                return true;
            },
            TimeProvider.System, CancellationToken.None);
        Directory.Delete(path, recursive: true);
        OwnFiles.CreateFolder(path);
        Assert.Contains(
            "was removed or replaced", (await work.WaitAsync(Eventually.Limit, TimeProvider.System)).Failure?.Message,
            StringComparison.Ordinal);
    }

    [LibraryImport("libc", EntryPoint = "chown", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, uint user, uint group);
}
