using System.Globalization;
using ImageAutomation.TestSupport;
using ImageAutomation.TestSupport.Git;
using ImageAutomation.TestSupport.Registry;
using Xunit;
using Xunit.Abstractions;

namespace ImageAutomation.Integration.Tests.Publishing;

/// <summary>Writers that know nothing of each other, on one branch.</summary>
[Collection("busy processes")] // one at a time: each uses the whole machine
public sealed class WriterRaceTests(ITestOutputHelper output)
{
    private const int Writers = 20;
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(4);

    [ProgramFact("git", "mkfifo")]
    public async Task TwentyProcessesThatPushAtOnce_AllLand_EachExactlyOnce()
    {
        using var folder = new TemporaryFolder();
        await using var registry = await StandInRegistry.StartAsync();
        registry.Tags["app"] = ["1.0.0", "1.1.0"];
        var image = $"{registry.Host}/app";
        var remote = BareRepository.Create(folder.Combine("remote.git"));
        var first = remote.Commit(
            Enumerable.Range(0, Writers)
                .ToDictionary(i => $"{Name(i)}.yaml", i => (string?)WriterFolder.Marked(image + ":1.0.0", Name(i))));

        // The server holds every push until all writers stand at the door with a plan on the same head.
        TestProcess.Run("mkfifo", remote.Path, null, ["gate"]);
        remote.Hook("pre-receive", "echo $$ >> arrived\n: < gate");
        var processes = Enumerable.Range(0, Writers).Select(i => Imgauto.Start(
            "run", WriterFolder.Write(folder, Name(i), image, Name(i), remote.FileUrl), "--state", folder.Combine($"state-{Name(i)}"),
            "--once")).ToList();
        try
        {
            await Eventually.HoldsAsync(() => Arrived(remote) >= Writers
                || processes.Any(p => p.HasEnded), () => $"{Arrived(remote)} writers came", StartLimit);
            Assert.Equal(first, remote.Head());
            using (var gate = new FileStream(System.IO.Path.Combine(remote.Path, "gate"), FileMode.Open, FileAccess.ReadWrite))
                foreach (var process in processes) await process.EndsWithAsync(0);
        }
        finally
        {
            foreach (var process in processes)
            {
                if (!process.HasEnded) await process.KillAsync(withChildren: true);
                process.Dispose();
            }
        }

        var commits = remote.Log().Where(c => c.Id != first).ToList();
        output.WriteLine($"{Writers} writers, {Arrived(remote)} pushes, {commits.Count} commits");
        Assert.Equal(Enumerable.Range(0, Writers).Select(Name), commits.Select(c => c.AuthorName).Order(StringComparer.Ordinal));
        Assert.All(commits, c => Assert.Single(c.Parents));
        foreach (var name in Enumerable.Range(0, Writers).Select(Name))
        {
            Assert.Single(commits, c => c.Message.Contains($"Image-Policy: team/{name} ", StringComparison.Ordinal));
            Assert.Equal(WriterFolder.Marked(image + ":1.1.0", name), remote.Read($"{name}.yaml"));
        }

        Assert.Equal("", remote.Fsck());
    }

    private static string Name(int writer) => string.Create(CultureInfo.InvariantCulture, $"w{writer:00}");

    private static int Arrived(BareRepository remote)
    {
        var file = System.IO.Path.Combine(remote.Path, "arrived");
        return File.Exists(file) ? File.ReadAllLines(file).Length : 0;
    }
}
