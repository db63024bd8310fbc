using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;
using ImageAutomation.Languages.GoText;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Common.Kubernetes.Login;

/// <summary>A credential that a program makes (<c>exec</c> in a kubeconfig); kept until it expires or is refused.</summary>
internal sealed class ExecCredentials(
    KubeConfigFile.ExecEntry entry, string folder, ExecCredential.ExecCluster cluster, TimeProvider time) : IKubeCredentials, IDisposable
{
    private const int MaxOutput = 1 << 20;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    // A credential in its last seconds could expire on the way.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim gate = new(1);
    private KubeCredential? known;
    private long madeAt;
    private DateTimeOffset expires = DateTimeOffset.MaxValue;

    public static Result<ExecCredentials> Create(
        KubeConfigFile.ExecEntry entry, string folder, ExecCredential.ExecCluster cluster, TimeProvider time)
    {
        if (string.IsNullOrEmpty(entry.Command)) return Failure.Terminal(KubeReasons.InvalidConfig, "exec has no command");
        if (entry.ApiVersion is not ("client.authentication.k8s.io/v1" or "client.authentication.k8s.io/v1beta1"))
            return Failure.Terminal(
                KubeReasons.InvalidConfig, $"exec apiVersion '{entry.ApiVersion}' is not known; use client.authentication.k8s.io/v1");
        if (entry.InteractiveMode == "Always")
            return Failure.Terminal(
                KubeReasons.InvalidConfig, $"exec '{entry.Command}' needs a terminal (interactiveMode Always); use another login here");
        return new ExecCredentials(entry, folder, cluster, time);
    }

    public async ValueTask<Result<KubeCredential>> GetAsync(bool isRefused, CancellationToken cancellationToken)
    {
        var asked = time.GetTimestamp();
        await gate.WaitAsync(cancellationToken);
        try
        {
            // while we waited another call made a new one
            var isFresh = time.GetUtcNow() < expires - Margin && (!isRefused || madeAt > asked);
            if (known is not null && isFresh) return known;
            var run = await RunAsync(cancellationToken);
            if (!run.TryGet(out var status, out var failure)) return failure;
            var read = Read(status);
            if (!read.TryGet(out var fresh, out failure)) return failure;
            madeAt = time.GetTimestamp();
            expires = status.ExpirationTimestamp ?? DateTimeOffset.MaxValue;
            return known = fresh;
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose() => gate.Dispose();

    private Result<KubeCredential> Read(ExecCredential.ExecStatus status)
    {
        var hasCertificate = !string.IsNullOrEmpty(status.ClientCertificateData);
        if (hasCertificate != !string.IsNullOrEmpty(status.ClientKeyData)) return Bad("answered with a certificate or a key alone");
        if (string.IsNullOrEmpty(status.Token) && !hasCertificate) return Bad("answered without token and certificate");
        AuthenticationHeaderValue? header = null;
        if (!string.IsNullOrEmpty(status.Token))
        {
            if (status.Token.AsSpan().ContainsAnyInRange('\0', ' ')) return Bad("answered with a token that has blanks in it");
            header = new AuthenticationHeaderValue("Bearer", status.Token);
        }

        if (!hasCertificate) return new KubeCredential(header, null);
        var pair = Pem.Pair(status.ClientCertificateData!, status.ClientKeyData!, $"exec '{entry.Command}'"); // checked above
        return pair.TryGet(out var certificate, out var failure) ? new KubeCredential(header, certificate) : failure;
    }

    // The program's standard error stays ours: people see its questions and errors, and nothing of it gets into a message.
    private async Task<Result<ExecCredential.ExecStatus>> RunAsync(CancellationToken cancellationToken)
    {
        if (Find(entry.Command!) is not { } program) // Create checked that there is one
            return Bad("was not found" + (entry.InstallHint is { Length: > 0 } hint ? ": " + KubeErrors.Shorten(hint.Trim()) : ""));
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var argument in entry.Args ?? []) start.ArgumentList.Add(argument);
        foreach (var variable in entry.Env ?? []) start.Environment[variable.Name ?? ""] = variable.Value ?? "";
        start.Environment["KUBERNETES_EXEC_INFO"] = JsonSerializer.Serialize(
            new ExecCredential
            {
                ApiVersion = entry.ApiVersion,
                Kind = "ExecCredential",
                Spec = new() { Cluster = entry.ProvideClusterInfo ? cluster : null },
            },
            LoginJson.Default.ExecCredential);

        using var limit = new CancellationTokenSource(Limit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        Process? process = null;
        try
        {
            process = Process.Start(start) ?? throw new InvalidOperationException("no process"); // only with UseShellExecute
            var output = await ReadAsync(process.StandardOutput.BaseStream, both.Token);
            await process.WaitForExitAsync(both.Token);
            if (process.ExitCode != 0) return Bad($"ended with exit code {process.ExitCode}; its error output says more");
            var answer = JsonSerializer.Deserialize(output, LoginJson.Default.ExecCredential);
            if (answer?.ApiVersion != entry.ApiVersion || answer?.Kind != "ExecCredential" || answer?.Status is not { } status)
                return Bad($"did not answer with an ExecCredential of {entry.ApiVersion}");
            return status;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Bad($"did not answer within {GoDuration.Format(Limit)}");
        }
        catch (JsonException)
        {
            return Bad("did not answer with JSON"); // the exception could quote a token
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or IOException)
        {
            return Bad("cannot be run: " + e.Message);
        }
        finally
        {
            if (process is { HasExited: false }) process.Kill(entireProcessTree: true);
            process?.Dispose();
        }
    }

    private static async Task<byte[]> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var output = new MemoryStream();
        var buffer = new byte[8192];
        for (int read; (read = await stream.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            if (output.Length + read > MaxOutput) throw new IOException($"more than {MaxOutput} bytes of output");
            output.Write(buffer, 0, read);
        }

        return output.ToArray();
    }

    // Never the working folder: a checkout must not bring its own login program.
    private string? Find(string command)
    {
        if (command.Contains('/', StringComparison.Ordinal) || Path.IsPathRooted(command))
            return Path.GetFullPath(Path.Combine(folder, command));
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        string[] endings = OperatingSystem.IsWindows() ? [".exe", ".cmd", ""] : [""];
        return folders.Where(Path.IsPathRooted).SelectMany(f => endings.Select(e => Path.Combine(f, command + e)))
            .FirstOrDefault(File.Exists);
    }

    private Failure Bad(string what) => Failure.Transient(KubeReasons.Unauthorized, $"exec '{entry.Command}' of the kubeconfig {what}");
}
