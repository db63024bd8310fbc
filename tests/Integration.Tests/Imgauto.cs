using System.Diagnostics;
using Xunit;

namespace ImageAutomation.Integration.Tests;

/// <summary>A process of the built program, as a person would start it.</summary>
internal sealed class Imgauto : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private readonly Process process;
    private readonly Task<string> output;
    private readonly Task<string> errors;

    private Imgauto(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Program())
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        process = Process.Start(start)!; // not null without shell execution
        output = process.StandardOutput.ReadToEndAsync();
        errors = process.StandardError.ReadToEndAsync();
    }

    public bool HasEnded => process.HasExited;

    public static Imgauto Start(params string[] arguments) => new(arguments);

    /// <summary>Waits for the end; fails with everything it said when the exit code is another one.</summary>
    public async Task EndsWithAsync(int code)
    {
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"not ended within {Limit}: {await errors}");
        }

        Assert.True(process.ExitCode == code, $"exit code {process.ExitCode}: {await errors}{await output}");
    }

    /// <summary>Ends when the process ended or the time is up, whichever comes first.</summary>
    public async Task EndsWithinAsync(TimeSpan time)
    {
        using var limit = new CancellationTokenSource(time);
        await process.WaitForExitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>SIGKILL: to the process alone, or to everything it started too.</summary>
    public async Task KillAsync(bool withChildren)
    {
        process.Kill(withChildren);
        await process.WaitForExitAsync();
    }

    /// <summary>What it said on standard error, once it ended.</summary>
    public Task<string> SaidAsync() => errors;

    public void Dispose()
    {
        // A failed test leaves no process behind.
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        process.Dispose();
    }

    // The copy beside the tests lacks what the tests' own framework brings; the program's own output is complete.
    public static string Program()
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory); // tests/Integration.Tests/bin/<configuration>/<framework>
        var (framework, configuration) = (output.Name, output.Parent!.Name); // four folders below the repository
        return Path.GetFullPath(
            Path.Combine(
                output.FullName, "..", "..", "..", "..", "..", "src", "Cli", "bin", configuration, framework, OperatingSystem.IsWindows()
                    ? "imgauto.exe" : "imgauto"));
    }
}
