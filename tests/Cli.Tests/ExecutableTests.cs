using System.Diagnostics;
using System.Globalization;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.TestSupport;
using Xunit;

namespace ImageAutomation.Cli.Tests;

/// <summary>The built program itself: streams, exit codes, bytes.</summary>
public sealed class ExecutableTests
{
    private const string Policies = "{\"apiVersion\":\"image.toolkit.fluxcd.io/v1\",\"kind\":\"ImagePolicy\",\"metadata\":{\"name\":\"web\",\"namespace\":\"shop\"},\"status\":{\"latestRef\":{\"name\":\"example.com/web\",\"tag\":\"1.1.0\"}}}";

    [Fact]
    public async Task ABatch_IsAnswered_InAnyLocale()
    {
        var result = await Programs.RunAsync(
            Programs.Imgauto, ["policy", "evaluate", "--batch"], "{\"policy\":{\"alphabetical\":{}},\"tags\":[\"a\",\"é\"]}\r\n",
            ("LC_ALL", "C"));
        Assert.Equal(new CliResult(0, "{\"latest\":\"\\u00E9\"}\n", ""), result);
    }

    [Fact]
    public async Task ABatch_AnswersEachLineBeforeTheNext()
    {
        // a new process is never null
        using var process = Process.Start(new ProcessStartInfo(Programs.Imgauto, ["message", "render", "--batch"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        for (var i = 0; i < 3; i++)
        {
            await process.StandardInput.WriteAsync($"{{\"template\":\"{i}\"}}\n");
            await process.StandardInput.FlushAsync();
            Assert.Equal(
                $"{{\"text\":\"{i}\"}}", await process.StandardOutput.ReadLineAsync().WaitAsync(Eventually.Limit, TimeProvider.System));
        }

        process.StandardInput.Close();
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }

    [Fact]
    public async Task ADiff_HasTheBytesOfTheFiles()
    {
        using var folder = new TemporaryFolder();
        folder.Write("policies.json", Policies);
        Directory.CreateDirectory(folder.Combine("tree"));
        var before = "\uFEFFé: 日本\r\na: 1 # {\"$imagepolicy\": \"shop:web:tag\"}\r\n"u8.ToArray();
        await File.WriteAllBytesAsync(folder.Combine("tree", "a.yaml"), before);
        // a new process is never null
        using var process = Process.Start(
            new ProcessStartInfo(Programs.Imgauto, ["plan", folder.Combine("tree"), "--policies", folder.Combine("policies.json")])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
        using var output = new MemoryStream();
        await process.StandardOutput.BaseStream.CopyToAsync(output);
        await process.WaitForExitAsync();

        Assert.Equal(2, process.ExitCode);
        Assert.Equal(
            "--- a/a.yaml\n+++ b/a.yaml\n@@ -1,2 +1,2 @@\n \uFEFFé: 日本\r\n-a: 1 # {\"$imagepolicy\": \"shop:web:tag\"}\r\n+a: 1.1.0 # {\"$imagepolicy\": \"shop:web:tag\"}\r\n"u8.ToArray(),
            output.ToArray());
    }

    [ProgramFact("kill")]
    public async Task AWatch_TellsOfChangesAndDeletions_AndEndsWellWhenItIsStopped()
    {
        using var house = new FolderHouse();
        var start = new ProcessStartInfo(Programs.Imgauto, ["get", "all", "-w", "-r", house.Resources, "--state", house.State])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!; // a new process is never null
        var errors = process.StandardError.ReadToEndAsync();
        var lines = new List<string>();
        async Task UntilAsync(string begin)
        {
            while (lines.Count == 0 || !lines[^1].StartsWith(begin, StringComparison.Ordinal))
                lines.Add(await process.StandardOutput.ReadLineAsync().WaitAsync(Eventually.Limit, TimeProvider.System)
                    ?? throw new InvalidOperationException("it ended: " + await errors));
        }

        await UntilAsync("imageupdateautomation/fleet");
        Assert.Equal(3, lines.Count(l => l.StartsWith("NAME", StringComparison.Ordinal)));
        await house.SetStatusAsync<ImagePolicy>(
            "web", p =>
                p with
                {
                    Status = p.Status with
                    {
                        LatestRef = new ImageRef { Name = "example.com/web", Tag = "1.1.0" },
                        Conditions = [FolderHouse.Ready("True", "fine")],
                    },
                });
        lines.Clear();
        await UntilAsync("imagepolicy/web");
        Assert.Contains("1.1.0", lines[^1], StringComparison.Ordinal);
        File.Delete(Path.Combine(house.Resources, "rest.yaml"));
        lines.Clear();
        await UntilAsync("imagepolicy/rest");
        Assert.Matches(@"^imagepolicy/rest +deleted$", lines[^1]);
        Assert.Equal(0, (await Programs.RunAsync("kill", "-INT", process.Id.ToString(CultureInfo.InvariantCulture))).Code);
        await process.WaitForExitAsync().WaitAsync(Eventually.Limit, TimeProvider.System);
        Assert.Equal((0, "", ""), (process.ExitCode, await errors, await process.StandardOutput.ReadToEndAsync()));
    }

    [Fact]
    public async Task ErrorsGoToStderr()
    {
        var result = await Programs.RunAsync(Programs.Imgauto, "plan", "/nope", "--policies", "/nope");
        Assert.Equal((1, ""), (result.Code, result.Out));
        Assert.StartsWith("imgauto: ", result.Error, StringComparison.Ordinal);
    }
}
