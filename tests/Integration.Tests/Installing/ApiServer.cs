using System.Diagnostics;
using ImageAutomation.TestSupport;
using Xunit;

namespace ImageAutomation.Integration.Tests.Installing;

/// <summary>A throw-away API server, driven by kubectl.</summary>
internal sealed class ApiServer : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string kubeconfig;

    private ApiServer(string[] flags) => kubeconfig = Run("bash", [Scripts("kube-up"), "-d", folder.Combine("kube"), "--", .. flags]).Trim();

    public static string Root { get; } = FindRoot();

    public string Kubeconfig => kubeconfig;

    public static ApiServer Start(params string[] flags) => new(flags);

    /// <summary>Standard output of kubectl; fails with what it said when it fails.</summary>
    public string Kubectl(params string[] arguments) => Run("kubectl", ["--kubeconfig", kubeconfig, .. arguments]);

    /// <summary>Exit code, and everything that kubectl said.</summary>
    public (int Code, string Said) TryKubectl(params string[] arguments) => Try("kubectl", ["--kubeconfig", kubeconfig, .. arguments]);

    public void Dispose()
    {
        Run("bash", [Scripts("kube-down"), kubeconfig]);
        folder.Dispose();
    }

    private static string Run(string program, string[] arguments)
    {
        var (code, said) = Try(program, arguments);
        Assert.True(code == 0, $"{program} {string.Join(' ', arguments)} ended with {code}: {said}");
        return said;
    }

    // Both streams go into one file: the server that kube-up leaves behind must not hold a pipe of ours open.
    private static (int Code, string Said) Try(string program, string[] arguments)
    {
        using var output = new TemporaryFolder();
        var said = output.Combine("said");
        var start = new ProcessStartInfo("bash") { RedirectStandardInput = true };
        foreach (var argument in new[] { "-c", "out=$1; shift; exec \"$@\" >\"$out\" 2>&1", "bash", said, program }.Concat(arguments)) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!; // not null without shell execution
        process.StandardInput.Close();
        process.WaitForExit();
        return (process.ExitCode, File.ReadAllText(said));
    }

    private static string Scripts(string name) =>
        Path.GetFullPath(Path.Combine(Environment.GetEnvironmentVariable("IMAGEAUTOMATION_SHARED") ?? Path.Combine(Root, "..", "shared"), "kube", name));

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "ImageAutomation.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("the tests run outside the repository");
        return folder;
    }
}
