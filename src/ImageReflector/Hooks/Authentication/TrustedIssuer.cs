using System.Net;

namespace ImageAutomation.ImageReflector.Hooks.Authentication;

/// <summary>An issuer of ID tokens that a Receiver of type <c>generic-oidc</c> names.</summary>
/// <param name="Url">As the claim <c>iss</c> must have it, character by character.</param>
/// <param name="Audience">What the claim <c>aud</c> must be or hold.</param>
internal sealed record TrustedIssuer(string Url, string Audience)
{
    /// <summary>The audience where a Receiver names none.</summary>
    public const string DefaultAudience = "notification-controller";

    /// <summary>What keeps an address from being asked for keys, as the end of a sentence; null when nothing does.</summary>
    public static string? Problem(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.HostNameType == UriHostNameType.Unknown) return "is not a URL";
        if (uri.UserInfo.Length > 0 || uri.Query.Length > 0 || uri.Fragment.Length > 0) return "has a login, a query or a fragment";
        return uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && IsThisMachine(uri)) ? null
            : "must begin with https:// (http:// on this machine only)";
    }

    /// <summary>By the spelling; nothing is resolved, so that a name server cannot make one.</summary>
    private static bool IsThisMachine(Uri uri) =>
        uri.IdnHost.TrimEnd('.') is "localhost" || (IPAddress.TryParse(uri.IdnHost.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
}
