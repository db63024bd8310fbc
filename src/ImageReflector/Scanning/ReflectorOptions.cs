namespace ImageAutomation.ImageReflector.Scanning;

/// <summary>Settings of the reflector; defaults are the reference's.</summary>
public sealed record ReflectorOptions
{
    /// <summary>Whether references to other namespaces are refused. Default false.</summary>
    public bool NoCrossNamespaceRefs { get; init; }

    /// <summary>Gap between tries of a policy whose repository has no tags. Default 30 s.</summary>
    public TimeSpan RequeueDependency { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>First scans after a start are spread over this long, when tags are stored already. Default 30 s.</summary>
    public TimeSpan StartSpread { get; init; } = TimeSpan.FromSeconds(30);
}
