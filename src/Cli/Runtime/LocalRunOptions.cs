using ImageAutomation.Common.Configuration;
using ImageAutomation.ImageReflector.Hooks.Serving;
using ImageAutomation.ImageReflector.Registry;
using ImageAutomation.ImageReflector.Scanning;
using ImageAutomation.ImageUpdater.Publishing.Planning;

namespace ImageAutomation.Cli.Runtime;

/// <summary>Settings of a run over a folder.</summary>
internal sealed record LocalRunOptions
{
    /// <summary>Folder with resources.</summary>
    public required string Resources { get; init; }

    /// <summary>State folder.</summary>
    public required string State { get; init; }

    /// <summary>Whether the run is a single pass, which ignores due times.</summary>
    public bool Once { get; init; }

    /// <summary>Address of the metrics; null: none.</summary>
    public ListenAddress? Metrics { get; init; }

    /// <summary>Address of the probes; null: none.</summary>
    public ListenAddress? Health { get; init; }

    /// <summary>How webhooks are received; null: they are not.</summary>
    public WebhookOptions? Webhooks { get; init; }

    /// <summary>Busy runs at once per kind.</summary>
    public int Concurrent { get; init; } = 4;

    /// <summary>Settings of the reflector.</summary>
    public required ReflectorOptions Reflector { get; init; }

    /// <summary>Settings of the updater.</summary>
    public required UpdaterOptions Updater { get; init; }

    /// <summary>Bounds of the registry client.</summary>
    public required RegistryClientOptions Registry { get; init; }
}
