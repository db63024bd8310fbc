using System.Text.Json.Serialization;

namespace ImageAutomation.Common.Kubernetes.Login;

/// <summary>The parts of a kubeconfig that are used.</summary>
internal sealed record KubeConfigFile
{
    [JsonPropertyName("current-context")]
    public string? CurrentContext { get; init; }

    public IReadOnlyList<NamedCluster>? Clusters { get; init; }

    public IReadOnlyList<NamedContext>? Contexts { get; init; }

    public IReadOnlyList<NamedUser>? Users { get; init; }

    internal sealed record NamedCluster
    {
        public string? Name { get; init; }

        public ClusterEntry? Cluster { get; init; }

        /// <summary>Folder of the file that it came from; relative paths start there.</summary>
        [JsonIgnore]
        public string Folder { get; init; } = "";
    }

    internal sealed record NamedContext
    {
        public string? Name { get; init; }

        public ContextEntry? Context { get; init; }
    }

    internal sealed record NamedUser
    {
        public string? Name { get; init; }

        public UserEntry? User { get; init; }

        /// <summary>Folder of the file that it came from; relative paths start there.</summary>
        [JsonIgnore]
        public string Folder { get; init; } = "";
    }

    internal sealed record ContextEntry
    {
        public string? Cluster { get; init; }

        public string? User { get; init; }

        public string? Namespace { get; init; }
    }

    internal sealed record ClusterEntry
    {
        public string? Server { get; init; }

        [JsonPropertyName("certificate-authority")]
        public string? AuthorityFile { get; init; }

        [JsonPropertyName("certificate-authority-data")]
        public string? AuthorityData { get; init; }

        [JsonPropertyName("insecure-skip-tls-verify")]
        public bool SkipTlsVerify { get; init; }

        [JsonPropertyName("tls-server-name")]
        public string? TlsServerName { get; init; }

        [JsonPropertyName("proxy-url")]
        public string? ProxyUrl { get; init; }
    }

    internal sealed record UserEntry
    {
        public string? Token { get; init; }

        public string? TokenFile { get; init; }

        public string? Username { get; init; }

        public string? Password { get; init; }

        [JsonPropertyName("client-certificate")]
        public string? CertificateFile { get; init; }

        [JsonPropertyName("client-certificate-data")]
        public string? CertificateData { get; init; }

        [JsonPropertyName("client-key")]
        public string? KeyFile { get; init; }

        [JsonPropertyName("client-key-data")]
        public string? KeyData { get; init; }

        public ExecEntry? Exec { get; init; }

        [JsonPropertyName("auth-provider")]
        public AuthProviderEntry? AuthProvider { get; init; }

        [JsonPropertyName("as")]
        public string? Impersonate { get; init; }

        [JsonPropertyName("as-groups")]
        public IReadOnlyList<string>? ImpersonateGroups { get; init; }

        [JsonPropertyName("as-uid")]
        public string? ImpersonateUid { get; init; }

        [JsonPropertyName("as-user-extra")]
        public IReadOnlyDictionary<string, IReadOnlyList<string>>? ImpersonateExtra { get; init; }

        // Keeps tokens out of logs.
        public override string ToString() => nameof(UserEntry);
    }

    internal sealed record AuthProviderEntry
    {
        public string? Name { get; init; }
    }

    internal sealed record ExecEntry
    {
        public string? ApiVersion { get; init; }

        public string? Command { get; init; }

        public IReadOnlyList<string>? Args { get; init; }

        public IReadOnlyList<ExecVariable>? Env { get; init; }

        public string? InstallHint { get; init; }

        public bool ProvideClusterInfo { get; init; }

        public string? InteractiveMode { get; init; }

        // Arguments and variables may hold secrets.
        public override string ToString() => $"exec {Command}";
    }

    internal sealed record ExecVariable
    {
        public string? Name { get; init; }

        public string? Value { get; init; }

        public override string ToString() => $"{Name}";
    }
}
