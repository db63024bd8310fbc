namespace ImageAutomation.ImageUpdater.Publishing.Planning;

/// <summary>Settings of the updater; defaults are the reference's where it has the setting.</summary>
public sealed record UpdaterOptions
{
    /// <summary>Whether references to other namespaces are refused. Default false.</summary>
    public bool NoCrossNamespaceRefs { get; init; }

    /// <summary>
    /// Whether the policies of all namespaces are known: only then a marker of another namespace can be seen to name none. Default true.
    /// </summary>
    public bool WatchesAllNamespaces { get; init; } = true;

    /// <summary>Longest time of one fetch or push, whatever the GitRepository asks for. Default 10 min.</summary>
    public TimeSpan MaxTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Gate <c>GitForcePushBranch</c>: force the push when it goes to another branch than the checkout. Default true.</summary>
    public bool ForcePushBranch { get; init; } = true;

    /// <summary>
    /// Gate <c>GitAllBranchReferences</c>: an existing push branch is the base. Default true; false rebuilds it from the checkout each
    /// time.
    /// </summary>
    public bool AllBranchReferences { get; init; } = true;

    /// <summary>Gate <c>ObjectLevelWorkloadIdentity</c>: a ServiceAccount of its own for a cloud login. Default false.</summary>
    public bool ObjectLevelWorkloadIdentity { get; init; }

    /// <summary>Whether commits end with the trailers that holds rely on. Default true.</summary>
    public bool Trailers { get; init; } = true;

    /// <summary>Whether automations without a template get the reference's fixed text instead of ours. Default false.</summary>
    public bool ReferenceDefaultMessage { get; init; }

    /// <summary>
    /// Whether templates may read <c>.Updated</c> and <c>.Changed.ImageResult</c>, fields of earlier API versions. Default false: they
    /// stall.
    /// </summary>
    public bool RemovedTemplateFields { get; init; }

    /// <summary>Name of this installation in trailers, where several write with the same object names; null: none.</summary>
    public string? Instance { get; init; }

    /// <summary>
    /// Whether a GitRepository may name a repository on this machine: a path or <c>file://</c>. Only for a folder of resources. Default
    /// false.
    /// </summary>
    public bool AllowLocalRepositories { get; init; }

    /// <summary>Whether plans are made and told, and nothing is committed or pushed. Default false.</summary>
    public bool DryRun { get; init; }

    /// <summary>Plan whether anything moved or not; for a single pass over everything. Default false.</summary>
    public bool RunsAlways { get; init; }

    /// <summary>Tries within one run when somebody else pushes first. Default 50.</summary>
    public int PushAttempts { get; init; } = 50;
}
