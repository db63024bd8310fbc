namespace ImageAutomation.ImageReflector.Scanning;

/// <summary>Settings of the reflector; defaults are the reference's.</summary>
public sealed record ReflectorOptions
{
    /// <summary>Whether references to other namespaces are refused. Default false.</summary>
    public bool NoCrossNamespaceRefs { get; init; }

    /// <summary>Longest time of one scan or digest lookup, whatever the repository asks for. Default 10 min.</summary>
    public TimeSpan MaxTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long an elected tag has to be missing before it is given up. Default 1 h; zero: one listing and one 404.</summary>
    public TimeSpan VanishedTagGrace { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Gap between tries of a policy whose repository has no tags. Default 30 s.</summary>
    public TimeSpan RequeueDependency { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Gap between the first scans after a start, of repositories that have been scanned before. Default 10 ms.</summary>
    public TimeSpan StartGap { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>
    /// How long, after a start with an empty tag store, an election that stands is left alone before its policy says that there are no
    /// tags: about as long as the reference waits within a run. A scan ends the wait. Default 5 s.
    /// </summary>
    public TimeSpan StartPatience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Scan whether it is due or not; for a single pass over everything. Default false.</summary>
    public bool ScansAlways { get; init; }

    /// <summary>Gate <c>ObjectLevelWorkloadIdentity</c>: a ServiceAccount of its own for a cloud login. Default false.</summary>
    public bool ObjectLevelWorkloadIdentity { get; init; }
}
