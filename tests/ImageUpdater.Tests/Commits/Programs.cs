using System.Diagnostics;

namespace ImageAutomation.ImageUpdater.Tests.Commits;

/// <summary>Runs real programs, isolated from the user's configuration.</summary>
internal static class Programs
{
    public static (int Code, string Output, string Error) Run(string folder, string program, string input, params string[] arguments) =>
        Run(folder, program, input, new Dictionary<string, string>(), arguments);

    public static (int Code, string Output, string Error) Run(
        string folder, string program, string input, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        start.Environment["LC_ALL"] = "C.UTF-8";
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        process.WaitForExit();
        return (process.ExitCode, output.Result, error.Result);
    }
}
