namespace ImageAutomation.TestSupport.Registry;

/// <summary>How a <see cref="DockerRegistry"/> is started.</summary>
public sealed record DockerRegistryOptions
{
    /// <summary>User and password for Basic; null means no login.</summary>
    public (string User, string Password)? Login { get; init; }

    /// <summary>
    /// Token login at a realm, with tokens of this issuer; the registry's own client may push to the named repositories. Null means none.
    /// </summary>
    public (Uri Realm, TokenIssuer Issuer, IReadOnlyList<string> Repositories)? Token { get; init; }

    /// <summary>Serves TLS with a certificate of this authority for localhost and 127.0.0.1.</summary>
    public TestAuthority? Authority { get; init; }

    /// <summary>Where events are posted; null means nowhere.</summary>
    public Uri? NotificationUrl { get; init; }

    /// <summary>Whether blobs are told of as well, as the registry does by itself.</summary>
    public bool TellsOfBlobs { get; init; } = true;
    /// <summary>Value of the header <c>Authorization</c> of its events; null: it sends none.</summary>
    public string? NotificationAuthorization { get; init; }
}
