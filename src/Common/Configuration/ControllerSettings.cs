using ImageAutomation.Common.Loop;

namespace ImageAutomation.Common.Configuration;

/// <summary>Settings that both controllers have.</summary>
public sealed record ControllerSettings
{
    /// <summary>Address of <c>/metrics</c>; null: none.</summary>
    public ListenAddress? Metrics { get; init; }

    /// <summary>Address of <c>/healthz</c> and <c>/readyz</c>; null: none.</summary>
    public ListenAddress? Health { get; init; }

    /// <summary>Settings of the loop.</summary>
    public required LoopOptions Loop { get; init; }

    /// <summary>The API server.</summary>
    public required KubernetesOptions Kubernetes { get; init; }

    /// <summary>Form and lowest level of log lines.</summary>
    public required LogSettings Log { get; init; }

    /// <summary>Feature gates of the program.</summary>
    public required FeatureGates Gates { get; init; }

    /// <summary>Address that events are posted to, besides the Kubernetes API; null: none.</summary>
    public Uri? Events { get; init; }

    /// <summary>Whether nothing is written to Git or to the cluster.</summary>
    public bool DryRun { get; init; }

    /// <summary>Longest time of one scan, fetch or push, whatever an object asks for.</summary>
    public required TimeSpan MaxOperationTimeout { get; init; }

    /// <summary>Whether references to other namespaces are refused.</summary>
    public bool NoCrossNamespaceRefs { get; init; }

    /// <summary>State folder: stored tags or Git mirrors. One process at a time.</summary>
    public required string StoragePath { get; init; }

    /// <summary>Sentences to log at the start: flags and gates that were given and have no effect.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
