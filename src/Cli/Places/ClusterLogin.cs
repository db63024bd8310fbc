using ImageAutomation.Common.Kubernetes;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Cli.Places;

/// <summary>Finds the cluster that a user means, in kubectl's order.</summary>
internal static class ClusterLogin
{
    /// <summary>The named file, else <c>KUBECONFIG</c>, else <c>~/.kube/config</c>, else the pod's own login.</summary>
    /// <param name="kubeconfig">File that the user named; null for none.</param>
    /// <param name="context">Context; null for the current one.</param>
    /// <param name="environment">Reads environment variables.</param>
    /// <param name="time">Clock.</param>
    /// <returns>The connection; fails naming both ways, cluster and folder, when there is neither.</returns>
    /// <remarks>
    /// Unlike the controllers', where a pod's login comes before the home folder: a person's file is what a person means.
    /// </remarks>
    public static Result<KubeConnection> Find(string? kubeconfig, string? context, Func<string, string?> environment, TimeProvider time)
    {
        if (kubeconfig is not null) return KubeConfig.Load(kubeconfig, context, time);
        if (environment("KUBECONFIG") is { Length: > 0 } paths) return KubeConfig.Load(paths, context, time);
        var home = environment("HOME") is { Length: > 0 } given ? given : Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var file = Path.Combine(home, ".kube", "config");
        if (File.Exists(file)) return KubeConfig.Load(file, context, time);
        if (context is null && InClusterConfig.IsInCluster(environment)) return InClusterConfig.Load(environment, time);
        return Failure.Terminal(
            KubeReasons.InvalidConfig,
            $"neither a cluster nor a folder is named: for a cluster give --kubeconfig FILE or set KUBECONFIG ('{file}' does not exist), "
                + "for a folder of resource files give --resources DIR");
    }
}
