namespace ImageAutomation.Common.Kubernetes;

/// <summary>Reasons that calls of the API server fail with. They never become condition reasons.</summary>
public static class KubeReasons
{
    /// <summary>409: somebody else wrote the object since it was read.</summary>
    public const string Conflict = "Conflict";

    /// <summary>409 on a create: an object of that name exists.</summary>
    public const string AlreadyExists = "AlreadyExists";

    /// <summary>404: no such object, or no such namespace.</summary>
    public const string NotFound = "NotFound";

    /// <summary>404: the server does not serve the kind in this version.</summary>
    public const string UnknownKind = "UnknownKind";

    /// <summary>401: the server does not know who we are.</summary>
    public const string Unauthorized = "Unauthorized";

    /// <summary>403: the account may not do this.</summary>
    public const string Forbidden = "Forbidden";

    /// <summary>400 and 422: the server refuses what was sent.</summary>
    public const string Invalid = "Invalid";

    /// <summary>410: the resource version is too old to continue from; list again.</summary>
    public const string Expired = "Expired";

    /// <summary>429: the server asks for fewer requests, and went on asking after the waits that it named.</summary>
    public const string TooManyRequests = "TooManyRequests";

    /// <summary>The server cannot be reached, answers with an error of its own, or with something that cannot be read.</summary>
    public const string Unavailable = "Unavailable";

    /// <summary>A kubeconfig or the login that it describes does not work.</summary>
    public const string InvalidConfig = "InvalidKubeConfig";
}
