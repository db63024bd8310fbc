using System.Diagnostics;
using System.Reflection;

namespace ImageAutomation.Bench.Support;

/// <summary>Parts of scenarios that run in a process of their own, which is this program again.</summary>
internal static class Children
{
    public const string Registry = "registry";
    public const string ElectStored = "elect-stored";

    /// <summary>What the program does when it was started as a child.</summary>
    public static Task<int> RunAsync(string part, IReadOnlyList<string> arguments) => part switch
    {
        Registry => LoadRegistry.ServeAsync(),
        ElectStored => StoredElection.RunAsync(arguments),
        _ => throw new ArgumentException($"no such part: {part}", nameof(part)),
    };

    public static Process Start(bool redirect, params IEnumerable<string> arguments)
    {
        var assembly = Assembly.GetEntryAssembly() ?? throw new InvalidOperationException("there is no program to start again");
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = redirect, RedirectStandardInput = redirect };
        start.ArgumentList.Add(assembly.Location);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        return Process.Start(start)!; // not null without shell execution
    }

    /// <summary>Runs a part to its end; its standard output.</summary>
    public static async Task<string> AnswerAsync(string part, params IEnumerable<string> arguments)
    {
        using var process = Start(redirect: true, ["child", part, .. arguments]);
        var answer = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? answer : throw new InvalidOperationException($"{part} ended with {process.ExitCode}");
    }
}
