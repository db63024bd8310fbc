using ImageAutomation.Common.Kubernetes;

namespace ImageAutomation.Common.Sources;

/// <summary>Reasons that a resource source fails with. They never become condition reasons.</summary>
public static class SourceReasons
{
    /// <summary>Somebody else wrote the object since it was read: read again.</summary>
    public const string Conflict = KubeReasons.Conflict;

    /// <summary>The object is gone.</summary>
    public const string NotFound = KubeReasons.NotFound;

    /// <summary>The source cannot be reached or read.</summary>
    public const string Unavailable = KubeReasons.Unavailable;

    /// <summary>The source does not know who we are.</summary>
    public const string Unauthorized = KubeReasons.Unauthorized;

    /// <summary>The account may not do this.</summary>
    public const string Forbidden = KubeReasons.Forbidden;

    /// <summary>The source refuses what was to be written.</summary>
    public const string Invalid = KubeReasons.Invalid;
}
