namespace ImageAutomation.Containers.Tests.Pods;

/// <summary>What runs in a container, beside what the manifest says.</summary>
internal sealed record PodPlan
{
    /// <summary>User, limits, mounts and grace period.</summary>
    public required Manifest Manifest { get; init; }

    /// <summary>Which program's image; default the manifest's.</summary>
    public string? Program { get; init; }

    /// <summary>Arguments; default the manifest's.</summary>
    public IReadOnlyList<string>? Arguments { get; init; }

    /// <summary>Variables beside the manifest's.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>The volume of the state folder; it may have been another container's before.</summary>
    public required StateVolume State { get; init; }

    /// <summary>Folders of this machine that the container reads, by their path in it.</summary>
    public IReadOnlyDictionary<string, string> Folders { get; init; } = new Dictionary<string, string>();

    /// <summary>Names that resolve to this machine.</summary>
    public IReadOnlyList<string> NamesOfThisMachine { get; init; } = [];

    /// <summary>Whether it is started again when it ends, as the kubelet does.</summary>
    public bool ComesBack { get; init; }
}
