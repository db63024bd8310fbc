namespace ImageAutomation.ImageReflector.Scanning;

/// <summary>Settings of the reflector; defaults are the reference's.</summary>
public sealed record ReflectorOptions
{
    /// <summary>Whether references to other namespaces are refused. Default false.</summary>
    public bool NoCrossNamespaceRefs { get; init; }

    /// <summary>Gap between tries of a policy whose repository has no tags. Default 30 s.</summary>
    public TimeSpan RequeueDependency { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Gap between the first scans after a start, of repositories that have been scanned before. Default 10 ms.</summary>
    public TimeSpan StartGap { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>Gate <c>ObjectLevelWorkloadIdentity</c>: a ServiceAccount of its own for a cloud login. Default false.</summary>
    public bool ObjectLevelWorkloadIdentity { get; init; }
}
