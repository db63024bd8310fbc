using System.Diagnostics;
using ImageAutomation.TestSupport;
using Xunit;

namespace ImageAutomation.Integration.Tests.Cluster;

/// <summary>One call of the built program: what a person would see.</summary>
internal sealed record ImgautoCall(int Code, string Out, string Error)
{
    /// <summary>Runs it to its end, with nothing of the machine's own cluster login in its environment.</summary>
    public static async Task<ImgautoCall> RunAsync(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        using var process = Start(environment, arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(Eventually.Limit, TimeProvider.System);
        await process.WaitForExitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!process.HasExited)
        {
            process.Kill();
            Assert.Fail($"imgauto {string.Join(' ', arguments)} did not end: {await output}{await error}");
        }

        return new ImgautoCall(process.ExitCode, await output, await error);
    }

    public static Process Start(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(Imgauto.Program(), arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in (string[])["KUBECONFIG", "KUBERNETES_SERVICE_HOST", "KUBERNETES_SERVICE_PORT"]) start.Environment.Remove(name);
        start.Environment["HOME"] = "/nonexistent";
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return Process.Start(start)!; // not null without shell execution
    }

    public override string ToString() => $"exit {Code}\n--- stdout\n{Out}\n--- stderr\n{Error}";
}
