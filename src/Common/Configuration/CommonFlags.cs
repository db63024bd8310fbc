using System.Security.Cryptography;
using System.Text;
using ImageAutomation.Common.Loop;
using ImageAutomation.Languages.Results;
using Microsoft.Extensions.Logging;

namespace ImageAutomation.Common.Configuration;

/// <summary>The flags that both controllers have: names and defaults of the reference controllers, and ours.</summary>
public static class CommonFlags
{
    private const string NoThrottle = "calls are not throttled here; the API server's own limits are obeyed";

    /// <summary>Gate of object-level cloud identities.</summary>
    public const string ObjectLevelWorkloadIdentity = "ObjectLevelWorkloadIdentity";

    /// <summary>Gate of a cache for Secrets and ConfigMaps.</summary>
    public const string CacheSecretsAndConfigMaps = "CacheSecretsAndConfigMaps";

    /// <summary>Why flags and gates of cloud logins have no effect.</summary>
    public const string NoCloudLogin = "there are no cloud logins";

    /// <summary>Why the gate <see cref="CacheSecretsAndConfigMaps"/> has no effect.</summary>
    public const string NoSecretCache = "Secrets are read when needed and never cached";

    /// <summary>The flags.</summary>
    public static readonly IReadOnlyList<Flag> All =
    [
        new("metrics-addr", FlagKind.Address, ":8080", "Address of /metrics; 0 turns it off."),
        new("health-addr", FlagKind.Address, ":9440", "Address of /healthz and /readyz; 0 turns them off."),
        new("concurrent", FlagKind.Integer, "4", "Busy runs at once per kind; runs that wait for a server come on top.")
        {
            Minimum = 1,
            Maximum = 1000,
        },
        new("watch-all-namespaces", FlagKind.Boolean, "true",
            "Watch all namespaces; false: only the one in the environment variable RUNTIME_NAMESPACE."),
        new("watch-label-selector", FlagKind.Selector, "", "Label selector for the objects that are worked on."),
        new("no-cross-namespace-refs", FlagKind.Boolean, "false", "Refuse references to other namespaces."),
        new("min-retry-delay", FlagKind.Duration, "750ms", "First delay after a failure.") { Minimum = 0.001 },
        new("max-retry-delay", FlagKind.Duration, "15m", "Longest delay after failures.") { Minimum = 0.001 },
        new("max-operation-timeout", FlagKind.Duration, "10m", "Longest time of one scan, fetch or push, whatever an object asks for.")
        {
            Minimum = 1,
        },
        new("kube-api-qps", FlagKind.Number, "50", "Requests a second to the Kubernetes API.")
        {
            Minimum = 0.1,
            Maximum = 100_000,
            WithoutEffect = NoThrottle,
        },
        new("kube-api-burst", FlagKind.Integer, "300", "Requests to the Kubernetes API that may go out at once.")
        {
            Minimum = 1,
            Maximum = 100_000,
            WithoutEffect = NoThrottle,
        },
        new("kubeconfig", FlagKind.Text, "",
            "Path of a kubeconfig, for a start outside a cluster; else the environment variable KUBECONFIG."),
        new("enable-leader-election", FlagKind.Boolean, "false", "Work only as long as this replica holds the Lease."),
        new("leader-election-release-on-cancel", FlagKind.Boolean, "true", "Give the Lease back at the end."),
        new("leader-election-lease-duration", FlagKind.Duration, "35s", "How long a silent leader keeps the Lease.") { Minimum = 1 },
        new("leader-election-renew-deadline", FlagKind.Duration, "30s", "How long the leader tries to renew before it gives up.")
        {
            Minimum = 1,
        },
        new("leader-election-retry-period", FlagKind.Duration, "5s", "Gap between tries to get or renew the Lease.") { Minimum = 0.1 },
        new("log-level", FlagKind.Text, "info", "Lowest level that is logged.") { Choices = ["trace", "debug", "info", "error"] },
        new("log-encoding", FlagKind.Text, "json", "Form of log lines.") { Choices = ["json", "console"] },
        new("feature-gates", FlagKind.List, "", "Gates as name=true or name=false, separated by commas."),
        new("storage-path", FlagKind.Text, "/data", "State folder."),
        new("default-service-account", FlagKind.Text, "", "Service account for cloud logins.") { WithoutEffect = NoCloudLogin },
        new("events-addr", FlagKind.Text, "",
            "URL that events are posted to, besides the Kubernetes API, such as that of Flux's notification controller."),
        new("dry-run", FlagKind.Boolean, "false", "Write nothing to Git or to the cluster; log what would be committed."),
        new("watch-configs-label-selector", FlagKind.Selector, "reconcile.fluxcd.io/watch=Enabled", "Label of watched configuration.")
        {
            WithoutEffect = "Secrets and ConfigMaps are not watched",
        },
        new("token-cache-max-size", FlagKind.Integer, "100", "Size of the cache of cloud tokens.")
        {
            Minimum = 0,
            WithoutEffect = NoCloudLogin,
        },
        new("token-cache-max-duration", FlagKind.Duration, "1h", "Longest life of a cached cloud token.") { WithoutEffect = NoCloudLogin },
    ];

    /// <summary>Reads the shared part of parsed flags.</summary>
    /// <param name="flags">Parsed flags.</param>
    /// <param name="controller">Controller name; the Lease is named after it, as the reference controller's is.</param>
    /// <param name="gates">Every gate of the program.</param>
    /// <param name="environment">Reads an environment variable.</param>
    /// <returns>The settings, or a terminal failure with reason <c>InvalidFlag</c>.</returns>
    public static Result<ControllerSettings> Read(
        ParsedFlags flags, string controller, IReadOnlyList<Gate> gates, Func<string, string?> environment)
    {
        ArgumentNullException.ThrowIfNull(flags);
        ArgumentNullException.ThrowIfNull(environment);
        if (!FeatureGates.Parse(flags.List("feature-gates"), gates).TryGet(out var open, out var failure)) return failure;
        if (flags.TextOrNull("default-service-account") is not null && !open[ObjectLevelWorkloadIdentity])
            return FlagSet.Invalid($"flag --default-service-account needs the feature gate {ObjectLevelWorkloadIdentity}");
        if (flags.Duration("min-retry-delay") > flags.Duration("max-retry-delay"))
            return FlagSet.Invalid("flag --min-retry-delay is above --max-retry-delay");
        if (flags.Text("storage-path").Length == 0) return FlagSet.Invalid("flag --storage-path needs a folder");
        if (!Receiver(flags).TryGet(out var events, out failure)) return failure;

        var runtime = environment("RUNTIME_NAMESPACE") is { Length: > 0 } given ? given : null;
        var all = flags.Boolean("watch-all-namespaces");
        if (!all && runtime is null)
            return FlagSet.Invalid("flag --watch-all-namespaces=false needs the environment variable RUNTIME_NAMESPACE");
        if (!Election(flags, controller, runtime).TryGet(out var election, out failure)) return failure;

        return new ControllerSettings
        {
            Metrics = flags.Address("metrics-addr"),
            Health = flags.Address("health-addr"),
            Loop = new LoopOptions
            {
                Concurrent = flags.Integer("concurrent"),
                MinRetryDelay = flags.Duration("min-retry-delay"),
                MaxRetryDelay = flags.Duration("max-retry-delay"),
            },
            Kubernetes = new KubernetesOptions
            {
                Kubeconfig = flags.TextOrNull("kubeconfig") ?? (environment("KUBECONFIG") is { Length: > 0 } path ? path : null),
                WatchNamespace = all ? null : runtime,
                RuntimeNamespace = runtime,
                LabelSelector = flags.TextOrNull("watch-label-selector"),
                RequestsPerSecond = flags.Number("kube-api-qps"),
                RequestBurst = flags.Integer("kube-api-burst"),
                LeaderElection = flags.Boolean("enable-leader-election") ? election : null,
            },
            Log = new LogSettings(Level(flags.Text("log-level")), flags.Text("log-encoding") == "json"),
            Gates = open,
            Events = events,
            DryRun = flags.Boolean("dry-run"),
            MaxOperationTimeout = flags.Duration("max-operation-timeout"),
            NoCrossNamespaceRefs = flags.Boolean("no-cross-namespace-refs"),
            StoragePath = Path.GetFullPath(flags.Text("storage-path")),
            Warnings = [.. flags.Warnings, .. open.Warnings],
        };
    }

    /// <summary>Level that a word of <c>--log-level</c> means.</summary>
    public static LogLevel Level(string? text) => text switch
    {
        "trace" => LogLevel.Trace,
        "debug" => LogLevel.Debug,
        "error" => LogLevel.Error,
        _ => LogLevel.Information,
    };

    /// <summary>
    /// Name of a controller's Lease: shards with different selectors elect leaders of their own, as in the reference controllers.
    /// </summary>
    /// <param name="controller">For example <c>image-reflector-controller</c>.</param>
    /// <param name="selector">Text of the label selector; null and empty for none.</param>
    public static string LeaseName(string controller, string? selector)
    {
        var name = $"{controller}-leader-election";
        return string.IsNullOrEmpty(selector) ? name
            : $"{name}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(selector)))[..8]}";
    }

    // The address is not repeated in the message: it may hold a password.
    private static Result<Uri?> Receiver(ParsedFlags flags)
    {
        if (flags.TextOrNull("events-addr") is not { } text) return (Uri?)null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            return FlagSet.Invalid("flag --events-addr is not an http or https URL");
        return address.UserInfo.Length > 0
            ? FlagSet.Invalid("flag --events-addr holds a user or password, which everybody could read in the process list") : address;
    }

    private static Result<LeaderElectionOptions> Election(ParsedFlags flags, string controller, string? runtime)
    {
        var election = new LeaderElectionOptions
        {
            LeaseName = LeaseName(controller, flags.Text("watch-label-selector")),
            LeaseNamespace = runtime,
            LeaseDuration = flags.Duration("leader-election-lease-duration"),
            RenewDeadline = flags.Duration("leader-election-renew-deadline"),
            RetryPeriod = flags.Duration("leader-election-retry-period"),
            ReleaseOnCancel = flags.Boolean("leader-election-release-on-cancel"),
        };
        if (election.RenewDeadline >= election.LeaseDuration)
            return FlagSet.Invalid("flag --leader-election-renew-deadline must be below --leader-election-lease-duration");
        return election.RetryPeriod >= election.RenewDeadline
            ? FlagSet.Invalid("flag --leader-election-retry-period must be below --leader-election-renew-deadline")
            : election;
    }
}
