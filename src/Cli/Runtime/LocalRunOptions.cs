using ImageAutomation.Common.Configuration;
using ImageAutomation.ImageReflector.Registry;

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

    /// <summary>Busy runs at once per kind.</summary>
    public int Concurrent { get; init; } = 4;

    /// <summary>Whether references to other namespaces are refused.</summary>
    public bool NoCrossNamespaceRefs { get; init; }

    /// <summary>Whether automations without a template get the reference's fixed text.</summary>
    public bool ReferenceDefaultMessage { get; init; }

    /// <summary>Whether templates may read fields of earlier API versions.</summary>
    public bool RemovedTemplateFields { get; init; }

    /// <summary>How long an elected tag has to be missing before it is given up.</summary>
    public required TimeSpan VanishedTagGrace { get; init; }

    /// <summary>Bounds of the registry client.</summary>
    public required RegistryClientOptions Registry { get; init; }
}
