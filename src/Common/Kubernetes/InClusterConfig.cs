using ImageAutomation.Common.Kubernetes.Login;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Common.Kubernetes;

/// <summary>The login that every pod gets.</summary>
public static class InClusterConfig
{
    /// <summary>Folder that the kubelet fills.</summary>
    public const string DefaultFolder = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// <summary>Whether the environment looks like a pod's.</summary>
    public static bool IsInCluster(Func<string, string?> environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        return !string.IsNullOrEmpty(environment("KUBERNETES_SERVICE_HOST"))
            && !string.IsNullOrEmpty(environment("KUBERNETES_SERVICE_PORT"));
    }

    /// <summary>Loads it. The token is read again every minute, because the kubelet replaces it.</summary>
    /// <param name="environment">Reads environment variables.</param>
    /// <param name="time">Clock.</param>
    /// <param name="folder">Folder with token, authority and namespace.</param>
    public static Result<KubeConnection> Load(Func<string, string?> environment, TimeProvider time, string folder = DefaultFolder)
    {
        ArgumentNullException.ThrowIfNull(environment);
        if (!IsInCluster(environment))
            return Failure.Terminal(
                KubeReasons.InvalidConfig,
                "not in a cluster: KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not set; name a kubeconfig");
        var host = environment("KUBERNETES_SERVICE_HOST")!; // IsInCluster looked
        if (host.Contains(':', StringComparison.Ordinal)) host = $"[{host}]"; // IPv6
        if (!Uri.TryCreate($"https://{host}:{environment("KUBERNETES_SERVICE_PORT")}/", UriKind.Absolute, out var server))
            return Failure.Terminal(KubeReasons.InvalidConfig, "KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT make no address");
        // a named file gives text or a failure
        if (!Pem.Text(null, "ca.crt", folder, "the pod's certificate authority").Then(t => Pem.Authorities(t!, "the pod's ca.crt"))
            .TryGet(out var authorities, out var failure))
            return failure;
        var token = Path.Combine(folder, "token");
        if (!File.Exists(token))
            return Failure.Terminal(KubeReasons.InvalidConfig, $"the pod has no token in {folder}; set automountServiceAccountToken");
        var ns = Path.Combine(folder, "namespace");
        return new KubeConnection
        {
            Server = server,
            Authorities = authorities,
            Credentials = new TokenFileCredentials(token, time),
            Namespace = File.Exists(ns) ? File.ReadAllText(ns).Trim() : null,
        };
    }
}
