using System.Collections.Concurrent;
using System.Diagnostics;
using ImageAutomation.TestSupport;

namespace ImageAutomation.Integration.Tests.Cluster;

/// <summary>A process of one of the controller programs.</summary>
internal sealed class ControllerProcess : IDisposable
{
    private readonly Process process;
    private readonly ConcurrentQueue<string> said = new();

    private ControllerProcess(
        string project, string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment)
    {
        var start = new ProcessStartInfo(PathOf(project, program)) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        process = Process.Start(start)!; // not null without shell execution
        process.ErrorDataReceived += (_, line) => said.Enqueue(line.Data ?? "");
        process.BeginErrorReadLine();
    }

    public string Said => string.Join('\n', said);

    public bool HasExited => process.HasExited;

    public int ExitCode => process.ExitCode;

    /// <summary>Whether it logged that it leads.</summary>
    public bool Leads =>
        said.Any(line => line.Contains(" leads by lease ", StringComparison.Ordinal)
            && !line.Contains("standing by", StringComparison.Ordinal));

    public static ControllerProcess Reflector(params string[] arguments) => Reflector(arguments, null);

    public static ControllerProcess Updater(params string[] arguments) => Updater(arguments, null);

    public static ControllerProcess Reflector(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment) =>
        new("ImageReflector", "image-reflector", arguments, environment);

    public static ControllerProcess Updater(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment) =>
        new("ImageUpdater", "image-updater", arguments, environment);

    /// <summary>Where an endpoint listens, as the program logs it.</summary>
    /// <param name="what"><c>metrics</c> or <c>health</c>.</param>
    public async Task<Uri> ServedAsync(string what)
    {
        var sentence = $"Serving {what} on ";
        string? address = null;
        await Eventually.HoldsAsync(
            () =>
                (address = said.FirstOrDefault(line => line.Contains(sentence, StringComparison.Ordinal))?.Split(sentence)[1]
                    .Split('"')[0]) is not null, () => Said);
        return new Uri($"http://{address}/");
    }

    /// <summary>A program whose runtime namespace is given, as a pod has it.</summary>
    public static ControllerProcess Reflector(string ns, IEnumerable<string> arguments) => Reflector(arguments, Namespace(ns));

    /// <inheritdoc cref="Reflector(string, IEnumerable{string})"/>
    public static ControllerProcess Updater(string ns, IEnumerable<string> arguments) => Updater(arguments, Namespace(ns));

    private static Dictionary<string, string> Namespace(string ns) => new() { ["RUNTIME_NAMESPACE"] = ns };

    /// <summary>What <c>/metrics</c> says.</summary>
    public async Task<string> MetricsAsync()
    {
        using var http = new HttpClient();
        return await http.GetStringAsync(new Uri(await ServedAsync("metrics"), "metrics"));
    }

    /// <summary>SIGKILL, for the program and for what it started.</summary>
    public void Kill()
    {
        process.Kill(entireProcessTree: true);
        process.WaitForExit();
    }

    /// <summary>SIGTERM, and the exit code.</summary>
    public async Task<int> StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        using var limit = new CancellationTokenSource(Eventually.Limit);
        await process.WaitForExitAsync(limit.Token); // all that it said was read then
        return process.ExitCode;
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        process.Dispose();
    }

    private static string PathOf(string project, string program)
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory); // tests/Integration.Tests/bin/<configuration>/<framework>
        // four folders below the repository
        return Path.GetFullPath(
            Path.Combine(output.FullName, "..", "..", "..", "..", "..", "src", project, "bin", output.Parent!.Name, output.Name, program));
    }
}
