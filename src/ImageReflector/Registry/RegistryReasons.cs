namespace ImageAutomation.ImageReflector.Registry;

/// <summary>Codes of registry failures, used as <c>Failure.Reason</c>; the reconciler decides which condition reason people see.</summary>
internal static class RegistryReasons
{
    /// <summary>401 after one new login, or a token service that refused the credentials.</summary>
    public const string AuthenticationFailed = "AuthenticationFailed";

    /// <summary>403: known, but without the right.</summary>
    public const string AccessDenied = "AccessDenied";

    /// <summary>
    /// The login that the registry asks for is unusable or would send credentials to a host that is not trusted with them.
    /// </summary>
    public const string AuthConfigurationError = "AuthConfigurationError";

    /// <summary>404 on a tag listing.</summary>
    public const string RepositoryNotFound = "RepositoryNotFound";

    /// <summary>404 on a manifest.</summary>
    public const string TagNotFound = "TagNotFound";

    /// <summary>The registry does not accept the name.</summary>
    public const string InvalidImage = "InvalidImage";

    /// <summary>The registry lacks a needed feature, or answers with manifest schema 1.</summary>
    public const string UnsupportedByRegistry = "UnsupportedByRegistry";

    /// <summary>A policy of the registry (Harbor's pull prevention) blocks the image.</summary>
    public const string BlockedByRegistryPolicy = "BlockedByRegistryPolicy";

    /// <summary>The registry asked to wait; the message says until when.</summary>
    public const string RateLimited = "RateLimited";

    /// <summary>5xx, an own timeout, or an open circuit after several of them.</summary>
    public const string RegistryUnavailable = "RegistryUnavailable";

    /// <summary>No connection: name resolution, refused, reset, proxy, refused address.</summary>
    public const string RegistryUnreachable = "RegistryUnreachable";

    /// <summary>The TLS handshake or the certificate check failed.</summary>
    public const string TlsError = "TlsError";

    /// <summary>The answer is not what the distribution API defines; often the host is no registry.</summary>
    public const string InvalidResponse = "InvalidResponse";

    /// <summary>A bound on pages, bytes, tags or time was passed; nothing of the listing was kept.</summary>
    public const string TagListTooLarge = "TagListTooLarge";

    /// <summary>The registry claims more tags but does not deliver them; nothing of the listing was kept.</summary>
    public const string PartialTagList = "PartialTagList";

    /// <summary>A manifest's bytes do not have the digest that the registry names.</summary>
    public const string DigestMismatch = "DigestMismatch";

    /// <summary>A Secret's content is unusable; the message names Secret and key.</summary>
    public const string SecretInvalid = "SecretInvalid";
}
