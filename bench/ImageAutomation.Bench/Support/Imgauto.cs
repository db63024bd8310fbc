using System.Diagnostics;
using ImageAutomation.TestSupport;

namespace ImageAutomation.Bench.Support;

/// <summary>The built program <c>imgauto</c>; <c>run</c> goes on until disposal.</summary>
internal sealed class Imgauto : IAsyncDisposable
{
    private readonly Process process;
    private readonly Task copying;

    private Imgauto(Process process, Task copying) => (this.process, this.copying) = (process, copying);

    public int Id => process.Id;

    public bool HasEnded => process.HasExited;

    /// <summary>Starts it; what it says goes to <c>NAME.log</c> in the folder.</summary>
    public static Imgauto Start(TemporaryFolder folder, string resources, string name, params string[] more)
    {
        var start = new ProcessStartInfo(Programs.PathOf("Cli", "imgauto"), ["run", resources, "--state", folder.Combine(name), .. more])
        {
            RedirectStandardError = true,
        };
        var process = Process.Start(start)!; // not null without shell execution
        return new Imgauto(process, CopyAsync(process, folder.Combine($"{name}.log")));
    }

    /// <summary>Runs <c>imgauto plan</c> over a folder to its end; there have to be changes.</summary>
    public static void Plan(string folder, string policies)
    {
        // not null without shell execution
        using var process =
            Process.Start(new ProcessStartInfo(Programs.PathOf("Cli", "imgauto"), ["plan", folder, "--policies", policies, "-o", "json"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 2) throw new InvalidOperationException($"imgauto plan ended with {process.ExitCode}");
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        await copying;
        process.Dispose();
    }

    private static async Task CopyAsync(Process process, string path)
    {
        await using var log = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read);
        await process.StandardError.BaseStream.CopyToAsync(log);
    }
}
