using System.Diagnostics;

namespace ImageAutomation.Cli.Tests;

/// <summary>Runs real programs.</summary>
internal static class Programs
{
    /// <summary>The built executable, in the configuration of these tests.</summary>
    public static string Imgauto { get; } = Path.Combine(AppContext.BaseDirectory, "imgauto");

    public static Task<CliResult> RunAsync(string program, params string[] args) => RunAsync(program, args, "");

    public static async Task<CliResult> RunAsync(
        string program, string[] args, string input, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, args)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!; // a new process is never null
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return new CliResult(process.ExitCode, await output, await error);
    }
}
