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

    /// <summary>The source does not know who we are.</summary>
    public const string Unauthorized = "Unauthorized";

    /// <summary>The account may not do this.</summary>
    public const string Forbidden = "Forbidden";

    /// <summary>The source refuses what was to be written.</summary>
    public const string Invalid = "Invalid";

    /// <summary>The source asks for fewer requests.</summary>
    public const string TooManyRequests = "TooManyRequests";
}
