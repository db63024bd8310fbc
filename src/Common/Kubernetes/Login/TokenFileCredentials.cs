using System.Net.Http.Headers;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Common.Kubernetes.Login;

/// <summary>A token in a file that is replaced from time to time, as the kubelet does with the tokens of pods.</summary>
/// <param name="path">The file.</param>
/// <param name="time">Clock.</param>
public sealed class TokenFileCredentials(string path, TimeProvider time) : IKubeCredentials
{
    /// <summary>How long a token is used before the file is read again: one minute.</summary>
    public static readonly TimeSpan Reread = TimeSpan.FromMinutes(1);

    private const int MaxBytes = 1 << 20;

    private readonly Lock gate = new();
    private KubeCredential? known;
    private long readAt;

    /// <inheritdoc/>
    public ValueTask<Result<KubeCredential>> GetAsync(bool isRefused, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (known is not null && !isRefused && time.GetElapsedTime(readAt) < Reread) return new(known);
            var read = Read();
            // a file in replacement: the old token still counts
            if (!read.TryGet(out var fresh, out var failure)) return new(known is not null && !isRefused ? known : failure);
            known = fresh;
            readAt = time.GetTimestamp();
            return new(known);
        }
    }

    private Result<KubeCredential> Read()
    {
        try
        {
            if (new FileInfo(path).Length > MaxBytes)
                return Failure.Transient(KubeReasons.InvalidConfig, $"token file '{path}' is larger than {MaxBytes} bytes");
            var token = File.ReadAllText(path).Trim();
            return token.Length == 0
                ? Failure.Transient(KubeReasons.InvalidConfig, $"token file '{path}' is empty")
                : new KubeCredential(new AuthenticationHeaderValue("Bearer", token), null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            return Failure.Transient(
                KubeReasons.InvalidConfig, $"token file '{path}' cannot be read: {(e is FormatException ? "no token" : e.Message)}");
        }
    }
}
