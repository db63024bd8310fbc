using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using ImageAutomation.TestSupport;

namespace ImageAutomation.Bench.Support;

/// <summary>One of the controller programs as built, against an API server, until disposal.</summary>
internal sealed partial class ControllerProgram : IAsyncDisposable
{
    private readonly Process process;
    private readonly Task copying;
    private readonly string log;

    private ControllerProgram(Process process, string log)
    {
        (this.process, this.log) = (process, log);
        copying = CopyAsync();
    }

    public int Id => process.Id;

    /// <summary>What it said up to now; ends the run when the program ended.</summary>
    public string Said => process.HasExited ? throw new InvalidOperationException(File.ReadAllText(log)) : File.ReadAllText(log);

    /// <param name="project">Folder of the project in <c>src</c>.</param>
    /// <param name="program">Name of the program.</param>
    /// <param name="kubeconfig">API server.</param>
    /// <param name="folder">Where state and log go.</param>
    public static ControllerProgram Start(string project, string program, string kubeconfig, TemporaryFolder folder)
    {
        var start = new ProcessStartInfo(
            Programs.PathOf(project, program),
            ["--kubeconfig", kubeconfig, "--metrics-addr=127.0.0.1:0", "--health-addr=127.0.0.1:0", "--enable-leader-election",
                "--storage-path", folder.Combine($"{program}-state")])
        {
            RedirectStandardError = true,
        };
        return new ControllerProgram(Process.Start(start)!, folder.Combine($"{program}.log")); // not null without shell execution
    }

    /// <summary>Sum of a counter over all its labels, from <c>/metrics</c>.</summary>
    public async Task<double> CounterAsync(string name)
    {
        using var http = new HttpClient();
        var text = await http.GetStringAsync(new Uri($"http://{Address().Match(Said).Groups[1].Value}/metrics"));
        return text.Split('\n')
            .Where(l => l.StartsWith(name, StringComparison.Ordinal) && l.Length > name.Length && l[name.Length] is '{' or ' ')
            .Sum(l => double.Parse(l[(l.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        await copying;
        process.Dispose();
    }

    private async Task CopyAsync()
    {
        await using var file = new FileStream(log, FileMode.Create, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        await process.StandardError.BaseStream.CopyToAsync(file);
    }

    [GeneratedRegex(@"Serving metrics on ([\d.]+:\d+)")]
    private static partial Regex Address();
}
