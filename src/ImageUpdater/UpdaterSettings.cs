using ImageAutomation.Common.Configuration;
using ImageAutomation.Common.Network;
using ImageAutomation.ImageUpdater.Publishing.Planning;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageUpdater;

/// <summary>Settings of the program <c>image-updater</c>, read from its flags.</summary>
public sealed record UpdaterSettings : IProgramSettings
{
    /// <summary>Name of the controller in leases and events, that of the reference controller.</summary>
    public const string ControllerName = "image-automation-controller";

    private const string ForcePushBranch = "GitForcePushBranch";
    private const string AllBranchReferences = "GitAllBranchReferences";
    private const string SshDefaults = "the ssh program's own order is used";

    private const string OpenNamespaces =
        "--no-cross-namespace-refs is off, as with the reference: whoever may create ImageUpdateAutomations in any namespace can commit to "
        + "the repositories "
        + "of all others with their logins; set the flag (as config/default does) unless one team owns all namespaces";

    private static readonly Gate[] Gates =
    [
        new(ForcePushBranch, true),
        new(AllBranchReferences, true),
        new("GitShallowClone", true, "the first fetch of a mirror is shallow, later ones get what is new"),
        new("GitSparseCheckout", false, "nothing is checked out"),
        new(CommonFlags.CacheSecretsAndConfigMaps, false, CommonFlags.NoSecretCache),
        new(CommonFlags.ObjectLevelWorkloadIdentity, false),
    ];

    /// <summary>Every flag of the program.</summary>
    public static readonly FlagSet Flags = new(
    [
        .. CommonFlags.All,
        new Flag("trailers", FlagKind.Boolean, "true", "End commits with the trailers that holds rely on."),
        new Flag(
            "instance-name", FlagKind.Text, "", "Name of this installation in trailers, where several write with the same object names."),
        new Flag(
            "reference-default-message", FlagKind.Boolean, "false",
            "Give automations without a message template the reference's fixed text."),
        new Flag(
            "removed-template-fields", FlagKind.Boolean, "false",
            "Let message templates read .Updated and .Changed.ImageResult, fields of earlier API versions."),
        new Flag(
            "allow-private-git", FlagKind.Boolean, "true",
            "Let GitRepositories, their proxies and GitHub Apps be in private networks and on this machine; link-local and metadata "
                + "addresses never are."),
        new Flag("insecure-allow-http", FlagKind.Boolean, "true", "Send Git logins over plain http where a GitRepository has such a URL."),
        new Flag("mirrors-max-gib", FlagKind.Number, "16", "Size of all Git mirrors together, in GiB; those used longest ago go first.")
        {
            Minimum = 0.1,
            Maximum = 100_000,
        },
        new Flag("ssh-kex-algos", FlagKind.List, "", "Key exchange algorithms.") { WithoutEffect = SshDefaults },
        new Flag("ssh-hostkey-algos", FlagKind.List, "", "Host key algorithms.") { WithoutEffect = SshDefaults },
    ]);

    /// <inheritdoc/>
    public required ControllerSettings Controller { get; init; }

    /// <summary>What Git servers may be and cost.</summary>
    public required GitBounds Git { get; init; }

    /// <summary>Settings of publishing.</summary>
    public required UpdaterOptions Updater { get; init; }

    /// <summary>Reads settings from flags.</summary>
    /// <param name="flags">Flags of <see cref="Flags"/>.</param>
    /// <param name="environment">Reads an environment variable.</param>
    public static Result<UpdaterSettings> Read(ParsedFlags flags, Func<string, string?> environment)
    {
        ArgumentNullException.ThrowIfNull(flags);
        if (!CommonFlags.Read(flags, ControllerName, Gates, environment).TryGet(out var controller, out var failure)) return failure;
        var instance = flags.TextOrNull("instance-name");
        if (instance?.Any(char.IsControl) == true)
            return Failure.Terminal(FlagSet.InvalidFlag, "flag --instance-name must be one line of printable text");
        return new UpdaterSettings
        {
            Controller = controller.NoCrossNamespaceRefs ? controller : controller with
            {
                Warnings = [.. controller.Warnings, OpenNamespaces],
            },
            Git = new GitBounds
            {
                Addresses = new AddressGate { AllowsPrivate = flags.Boolean("allow-private-git") },
                AllowPlainLogins = flags.Boolean("insecure-allow-http"),
                MaxMirrorBytes = (long)(flags.Number("mirrors-max-gib") * (1L << 30)),
            },
            Updater = new UpdaterOptions
            {
                NoCrossNamespaceRefs = controller.NoCrossNamespaceRefs,
                WatchesAllNamespaces = controller.Kubernetes.WatchNamespace is null,
                MaxTimeout = controller.MaxOperationTimeout,
                ForcePushBranch = controller.Gates[ForcePushBranch],
                AllBranchReferences = controller.Gates[AllBranchReferences],
                ObjectLevelWorkloadIdentity = controller.Gates[CommonFlags.ObjectLevelWorkloadIdentity],
                Trailers = flags.Boolean("trailers"),
                Instance = instance,
                DryRun = controller.DryRun,
                ReferenceDefaultMessage = flags.Boolean("reference-default-message"),
                RemovedTemplateFields = flags.Boolean("removed-template-fields"),
            },
        };
    }
}
