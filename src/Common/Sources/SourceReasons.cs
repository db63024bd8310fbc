namespace ImageAutomation.Common.Sources;

/// <summary>Reasons that a resource source fails with. They never become condition reasons.</summary>
public static class SourceReasons
{
    /// <summary>Somebody else wrote the object since it was read: read again.</summary>
    public const string Conflict = "Conflict";

    /// <summary>The object is gone.</summary>
    public const string NotFound = "NotFound";

    /// <summary>The source cannot be reached or read.</summary>
    public const string Unavailable = "Unavailable";
}
