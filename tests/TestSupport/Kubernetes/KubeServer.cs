using System.Diagnostics;
using System.Text;

namespace ImageAutomation.TestSupport.Kubernetes;

/// <summary>A real API server for tests. Ends with this process, whatever happens to it.</summary>
public sealed class KubeServer : IAsyncDisposable
{
    private const string Unpack = """
        set -eu
        here=$1; shift
        bin=$here/kube-apiserver-lite
        if [ ! -x "$bin" ]; then
          sum=$(sha256sum "$here/kube-apiserver-lite.xz" | cut -c1-16)
          cache=${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/kube-apiserver-lite
          bin=$cache/kube-apiserver-lite-$sum
          if [ ! -x "$bin" ]; then
            mkdir -p "$cache"
            new=$(mktemp "$cache/new.XXXXXX")
            xz -dc "$here/kube-apiserver-lite.xz" >"$new"; chmod 755 "$new"; mv "$new" "$bin"
          fi
        fi
        exec "$bin" "$@"
        """;

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(120);

    private readonly TemporaryFolder folder = new();
    private string[] flags;
    private readonly StringBuilder log = new();
    private Process? process;
    private int port;

    private KubeServer(string[] flags) => this.flags = flags;

    /// <summary>Why no server can be started here; null when one can.</summary>
    public static string? Missing { get; } = Find() is null
        ? "no API server: neither IMAGEAUTOMATION_SHARED nor ../shared has kube/kube-apiserver-lite"
        : null;

    public string Kubeconfig => folder.Combine("kubeconfig");

    public static async Task<KubeServer> StartAsync(params string[] flags)
    {
        var server = new KubeServer(flags);
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>Starts on the same data, port and certificates, with other flags.</summary>
    public Task StartAgainAsync(params string[] flags)
    {
        this.flags = flags;
        return StartAgainAsync();
    }

    /// <summary>Starts on the same data, port, certificates and tokens.</summary>
    public async Task StartAgainAsync()
    {
        // The ports within are chosen before they are bound: another process may be faster.
        for (var attempt = 1; !await TryStartAsync(); attempt++)
        {
            await StopAsync();
            lock (log)
            {
                if (attempt == 3 || !log.ToString().Contains("address already in use", StringComparison.Ordinal))
                    throw new InvalidOperationException("the API server did not start: " + log);
                log.Clear();
            }
        }
    }

    private async Task<bool> TryStartAsync()
    {
        var start = new ProcessStartInfo("bash")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string[] all = ["-c", Unpack, "bash", Find()
            ?? throw new InvalidOperationException(Missing), "--data-dir", folder.Combine("data"), "--kubeconfig-out", Kubeconfig,
            "--port", $"{port}", "--exit-on-stdin-eof", .. flags];
        foreach (var argument in all) start.ArgumentList.Add(argument);
        process = Process.Start(start)!; // only null with a shell
        process.ErrorDataReceived += (_, line) =>
        {
            lock (log) log.AppendLine(line.Data);
        };
        process.BeginErrorReadLine();
        while (await process.StandardOutput.ReadLineAsync().WaitAsync(StartLimit) is { } line)
        {
            if (!line.StartsWith("ready ", StringComparison.Ordinal)) continue;
            port = new Uri(line["ready ".Length..]).Port;
            return true;
        }

        return false;
    }

    public async Task StopAsync()
    {
        if (process is null) return;
        process.StandardInput.Close();
        try
        {
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(20));
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }

        process.Dispose();
        process = null;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        folder.Dispose();
    }

    private static string? Find()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "ImageAutomation.sln"))) root = root.Parent;
        var shared = Environment.GetEnvironmentVariable("IMAGEAUTOMATION_SHARED") ?? Path.Combine(root?.FullName ?? "/", "..", "shared");
        var kube = Path.GetFullPath(Path.Combine(shared, "kube"));
        return File.Exists(Path.Combine(kube, "kube-apiserver-lite")) || File.Exists(Path.Combine(kube, "kube-apiserver-lite.xz")) ? kube
            : null;
    }
}
