using System.Diagnostics;

namespace ImageAutomation.TestSupport;

/// <summary>Runs a program to its end, for fixtures.</summary>
public static class TestProcess
{
    /// <summary>Standard output; throws with everything it printed when the exit code is not 0.</summary>
    public static string Run(string program, string? folder, byte[]? input, IEnumerable<string> arguments)
    {
        var (code, output, errors) = Try(program, folder, input, arguments);
        return code == 0 ? output
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {code}: {output}{errors}");
    }

    /// <summary>Exit code, standard output and standard error.</summary>
    public static (int Code, string Output, string Errors) Try(string program, string? folder, byte[]? input, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(TestTool.Find(program) ?? program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? Path.GetTempPath(),
        };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var name in start.Environment.Keys.Where(key => key.StartsWith("GIT_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        start.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        start.Environment["HOME"] = "/nonexistent";
        start.Environment["LC_ALL"] = "C.UTF-8";
        using var process = Process.Start(start)!; // not null without shell execution
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        if (input is not null) process.StandardInput.BaseStream.Write(input);
        process.StandardInput.Close();
        process.WaitForExit();
        return (process.ExitCode, output.GetAwaiter().GetResult(), errors.GetAwaiter().GetResult());
    }
}
