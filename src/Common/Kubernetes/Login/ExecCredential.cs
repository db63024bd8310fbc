using System.Text.Json.Serialization;

namespace ImageAutomation.Common.Kubernetes.Login;

/// <summary>What is told to a credential plugin, and what it answers (<c>client.authentication.k8s.io</c>).</summary>
internal sealed record ExecCredential
{
    public string? ApiVersion { get; init; }

    public string? Kind { get; init; }

    public ExecSpec? Spec { get; init; }

    public ExecStatus? Status { get; init; }

    internal sealed record ExecSpec
    {
        public bool Interactive { get; init; }

        public ExecCluster? Cluster { get; init; }
    }

    internal sealed record ExecCluster
    {
        public string? Server { get; init; }

        [JsonPropertyName("tls-server-name")]
        public string? TlsServerName { get; init; }

        [JsonPropertyName("insecure-skip-tls-verify")]
        public bool SkipTlsVerify { get; init; }

        [JsonPropertyName("certificate-authority-data")]
        public string? AuthorityData { get; init; }

        [JsonPropertyName("proxy-url")]
        public string? ProxyUrl { get; init; }
    }

    internal sealed record ExecStatus
    {
        public DateTimeOffset? ExpirationTimestamp { get; init; }

        public string? Token { get; init; }

        public string? ClientCertificateData { get; init; }

        public string? ClientKeyData { get; init; }

        // Keeps the token out of logs.
        public override string ToString() => nameof(ExecStatus);
    }
}
