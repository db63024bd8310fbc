using System.Net.Security;
using ImageAutomation.Common.Configuration;
using ImageAutomation.Common.Web;
using ImageAutomation.ImageReflector.Hooks.Serving;
using ImageAutomation.ImageReflector.Registry;
using ImageAutomation.ImageReflector.Scanning;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageReflector;

/// <summary>Settings of the program <c>image-reflector</c>, read from its flags.</summary>
public sealed record ReflectorSettings : IProgramSettings
{
    /// <summary>Name of the controller in leases and events, that of the reference controller.</summary>
    public const string ControllerName = "image-reflector-controller";

    private const string OwnStore = "tags are kept in an embedded database";

    private static readonly Gate[] Gates =
    [
        new(CommonFlags.CacheSecretsAndConfigMaps, false, CommonFlags.NoSecretCache),
        new("FluxStorage", false, OwnStore),
        new(CommonFlags.ObjectLevelWorkloadIdentity, false),
    ];

    /// <summary>Every flag of the program.</summary>
    public static readonly FlagSet Flags = new(
    [
        .. CommonFlags.All,
        new Flag("requeue-dependency", FlagKind.Duration, "30s", "Gap between tries of a policy whose repository has no tags.")
        {
            Minimum = 1,
        },
        new Flag("registry-rps", FlagKind.Number, "50", "Requests a second to one registry with one credential.")
        {
            Minimum = 0.01,
            Maximum = 10_000,
        },
        new Flag(
            "registry-token-hosts", FlagKind.List, "",
            "Hosts that may receive any registry's credentials as token services, besides the built-in rules."),
        new Flag("registry-max-tags", FlagKind.Integer, "200000", "Most tags of one repository.") { Minimum = 1, Maximum = 10_000_000 },
        new Flag("registry-max-empty-pages", FlagKind.Integer, "50", "Most pages without a tag in a row that a registry may send.")
        {
            Minimum = 0,
            Maximum = 100_000,
        },
        new Flag("registry-call-timeout", FlagKind.Duration, "1m", "Longest time of one request to a registry, with its answer.")
        {
            Minimum = 1,
        },
        new Flag(
            "vanished-tag-grace", FlagKind.Duration, "1h",
            "How long an elected tag has to be missing from listings before it is given up; 0: one listing and one 404.")
        {
            Minimum = 0,
        },
        new Flag("receiver-addr", FlagKind.Address, "0", "Address for webhooks of Receivers, such as :9292; 0 is off."),
        new Flag("receiverAddr", FlagKind.Address, "0", "Other name of --receiver-addr, that of the reference's notification controller."),
        new Flag(
            "receiver-status", FlagKind.Text, "auto",
            "Who writes the status of Receivers; auto: we, unless a notification controller leads in our namespace.")
        {
            Choices = ["auto", "write", "off"],
        },
        new Flag("receiver-tls-cert", FlagKind.Text, "", "Certificate chain in PEM, for webhooks over HTTPS; empty: plain HTTP."),
        new Flag("receiver-tls-key", FlagKind.Text, "", "Key of --receiver-tls-cert in PEM."),
        new Flag("storage-value-log-file-size", FlagKind.Integer, "268435456", "Log size of the reference's store.")
        {
            Minimum = 0,
            WithoutEffect = OwnStore,
        },
        new Flag("storage-compression-threshold", FlagKind.Integer, "64", "Compression of the reference's store.")
        {
            Minimum = 0,
            WithoutEffect = OwnStore,
        },
        new Flag("gc-interval", FlagKind.Integer, "10", "Garbage collection of the reference's store.")
        {
            Minimum = 0,
            Maximum = 65_535,
            WithoutEffect = "tags go with their object, there is no garbage to collect",
        },
        .. from cloud in new[] { "aws", "azure", "gcp" }
            select new Flag($"{cloud}-autologin-for-{CloudRegistry(cloud)}", FlagKind.Boolean, "false", "Cloud login.")
        {
            WithoutEffect = CommonFlags.NoCloudLogin,
        },
    ]);

    /// <inheritdoc/>
    public required ControllerSettings Controller { get; init; }

    /// <summary>Settings of scanning.</summary>
    public required ReflectorOptions Reflector { get; init; }

    /// <summary>Bounds of the registry client.</summary>
    public required RegistryClientOptions Registry { get; init; }

    /// <summary>How webhooks are received; null: they are not.</summary>
    public WebhookOptions? Webhooks { get; init; }

    /// <summary>Reads settings from flags.</summary>
    /// <param name="flags">Flags of <see cref="Flags"/>.</param>
    /// <param name="environment">Reads an environment variable.</param>
    public static Result<ReflectorSettings> Read(ParsedFlags flags, Func<string, string?> environment)
    {
        ArgumentNullException.ThrowIfNull(flags);
        if (!CommonFlags.Read(flags, ControllerName, Gates, environment).TryGet(out var controller, out var failure)) return failure;
        if (!ReadWebhooks(flags, controller).TryGet(out var webhooks, out failure)) return failure;
        var rate = flags.Number("registry-rps");
        return new ReflectorSettings
        {
            Controller = controller,
            Webhooks = webhooks.Options,
            Reflector = new ReflectorOptions
            {
                NoCrossNamespaceRefs = controller.NoCrossNamespaceRefs,
                MaxTimeout = controller.MaxOperationTimeout,
                RequeueDependency = flags.Duration("requeue-dependency"),
                VanishedTagGrace = flags.Duration("vanished-tag-grace"),
                ObjectLevelWorkloadIdentity = controller.Gates[CommonFlags.ObjectLevelWorkloadIdentity],
            },
            Registry = new RegistryClientOptions
            {
                RequestsPerSecond = rate,
                RequestBurst = Math.Max(1, (int)(2 * rate)),
                ListTimeout = controller.MaxOperationTimeout,
                CallTimeout = flags.Duration("registry-call-timeout"),
                MaxEmptyPages = flags.Integer("registry-max-empty-pages"),
                TokenHosts = flags.List("registry-token-hosts"),
            }.WithMaxTags(flags.Integer("registry-max-tags")),
        };
    }

    private static Result<(WebhookOptions? Options, bool IsOn)> ReadWebhooks(ParsedFlags flags, ControllerSettings controller)
    {
        if ((flags.Address("receiver-addr") ?? flags.Address("receiverAddr")) is not { } address) return ((WebhookOptions?)null, false);
        SslStreamCertificateContext? certificate = null;
        var (chain, key) = (flags.TextOrNull("receiver-tls-cert"), flags.TextOrNull("receiver-tls-key"));
        if (chain is null != key is null)
            return Failure.Terminal("InvalidFlag", "--receiver-tls-cert and --receiver-tls-key go together; give both");
        if (chain is not null && !ServerCertificate.Read(chain, key!).TryGet(out certificate, out var failure)) return failure; // both
        return (new WebhookOptions
        {
            Address = address,
            Certificate = certificate,
            NoCrossNamespaceRefs = controller.NoCrossNamespaceRefs,
            Status = flags.Text("receiver-status") switch
            {
                "write" => ReceiverStatusMode.Write,
                "off" => ReceiverStatusMode.Off,
                _ => ReceiverStatusMode.Auto,
            },
        }, true);
    }

    private static string CloudRegistry(string cloud) => cloud switch { "aws" => "ecr", "azure" => "acr", _ => "gcr" };
}
