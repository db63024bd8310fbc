using System.Net;
using ImageAutomation.Common.Network;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageReflector.Hooks.Authentication;

/// <summary>Reads keys from where an issuer publishes them.</summary>
/// <param name="addresses">Which addresses may be connected to; it resolves names as well.</param>
/// <param name="time">Time.</param>
/// <remarks>Source: OpenID Connect Discovery 1.0; RFC 7517.</remarks>
internal sealed class IssuerDocuments(AddressGate addresses, TimeProvider time)
{
    /// <summary>The largest answer that is read, in bytes.</summary>
    public const int MaxBytes = 64 * 1024;

    private const int MaxRedirects = 3;

    // Discovery, keys, and all redirects.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    /// <returns>The keys, or a transient failure with <see cref="HookReasons.IssuerUnavailable"/>.</returns>
    public async Task<Result<IssuerKeySet>> ReadKeysAsync(KeySource source, CancellationToken cancellationToken)
    {
        if (TrustedIssuer.Problem(source.Address) is { } problem) return Unavailable(source.Address, problem);
        using var limit = new CancellationTokenSource(Deadline, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        var configured = new Uri(source.Address);
        using var transport = new IssuerTransport(addresses, usesProxy: !configured.IsLoopback);
        var at = configured;
        if (!source.IsKeySet)
        {
            var discovered = await DiscoverAsync(transport, source.Address, linked.Token, cancellationToken);
            if (!discovered.TryGet(out var found, out var failure)) return failure;
            at = found;
            if (!IsSameOrigin(configured, at)) transport.LeaveConfiguredHost();
        }

        var answer = await GetAsync(transport, at, linked.Token, cancellationToken);
        return answer.Then<IssuerKeySet>(
            body => IssuerKeySet.Read(body) is { } keys ? keys : Unavailable(at, "did not answer with a key set"));
    }

    /// <summary>Where the issuer says that its keys are.</summary>
    private static async Task<Result<Uri>> DiscoverAsync(
        IssuerTransport transport, string issuer, CancellationToken limit, CancellationToken cancellationToken)
    {
        var at = new Uri(issuer.TrimEnd('/') + "/.well-known/openid-configuration");
        var answer = await GetAsync(transport, at, limit, cancellationToken);
        if (!answer.TryGet(out var body, out var failure)) return failure;
        if (StrictJson.ReadObject(body) is not { } document) return Unavailable(at, "did not answer with a JSON object");
        // Else one issuer could lend another's name.
        if (StrictJson.Text(document, "issuer") != issuer) return Unavailable(at, "names another issuer than the Receiver");
        // Never from https to http, not even on this machine: the issuer is not.
        if (StrictJson.Text(document, "jwks_uri") is not { } keySet || TrustedIssuer.Problem(keySet) is not null
            || new Uri(keySet) is not { } found || (at.Scheme == Uri.UriSchemeHttps && found.Scheme != at.Scheme))
            return Unavailable(at, "names no 'jwks_uri' with https://");
        return found;
    }

    private static async Task<Result<byte[]>> GetAsync(
        IssuerTransport transport, Uri uri, CancellationToken limit, CancellationToken cancellationToken)
    {
        // Behind a proxy nothing is resolved here, so what can be judged is judged by the spelling.
        if (IPAddress.TryParse(uri.IdnHost.Trim('[', ']'), out var literal) && !transport.IsAllowed(literal))
            return Unavailable(uri, "is at an address that is not allowed");
        try
        {
            var at = uri;
            for (var hop = 0; hop <= MaxRedirects; hop++)
            {
                using var response = await transport.Http.GetAsync(at, limit);
                if (response.StatusCode == HttpStatusCode.OK) return await response.Content.ReadAsByteArrayAsync(limit);
                if (!IsRedirect(response.StatusCode)) return Unavailable(uri, $"answered {(int)response.StatusCode}");
                if (response.Headers.Location is not { } location || !Uri.TryCreate(at, location, out var next) || next.UserInfo.Length > 0
                    || !IsSameOrigin(at, next))
                    return Unavailable(uri, "redirects to another host, which is never followed");
                at = next;
            }

            return Unavailable(uri, $"redirects more than {MaxRedirects} times");
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            return Unavailable(uri, $"did not answer within {Deadline.TotalSeconds} s", exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return Unavailable(uri, Describe(exception), exception);
        }
    }

    private static string Describe(Exception exception) => exception switch
    {
        HttpRequestException { InnerException: AddressRefusedException refused } => $"cannot be asked: {refused.Message}",
        HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } =>
            $"answered with more than {MaxBytes} bytes",
        HttpRequestException { HttpRequestError: var error } => $"could not be asked ({error})",
        _ => "broke the connection",
    };

    private static bool IsRedirect(HttpStatusCode status) => (int)status is 301 or 302 or 303 or 307 or 308;

    private static bool IsSameOrigin(Uri a, Uri b) =>
        a.Scheme == b.Scheme && a.Port == b.Port && string.Equals(a.IdnHost, b.IdnHost, StringComparison.OrdinalIgnoreCase);

    private static Failure Unavailable(Uri address, string problem, Exception? cause = null) =>
        Unavailable(address.AbsoluteUri, problem, cause);

    private static Failure Unavailable(string address, string problem, Exception? cause = null) =>
        Failure.Transient(HookReasons.IssuerUnavailable, $"the issuer's address '{address}' {problem}", cause);
}
