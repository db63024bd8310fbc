using System.Text;
using ImageAutomation.Common.Network;
using ImageAutomation.ImageReflector.Registry.Budgets;
using ImageAutomation.ImageReflector.Registry.Http;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageReflector.Registry.Login;

/// <summary>Fetches bearer tokens, by GET with Basic or by POST with a refresh token.</summary>
/// <remarks>Source: distribution, "Token authentication specification" and "Oauth2 token authentication".</remarks>
internal sealed class TokenService(RegistryHttp http, LanePool lanes, RegistryClientOptions options, TimeProvider time, TimeProvider wallClock)
{
    private const int MaxRotated = 1000;

    private readonly TokenCache cache = new(time);
    private readonly Lock gate = new();

    /// <summary>Refresh tokens that a service replaced, by credential and realm; in memory only.</summary>
    private readonly Dictionary<(string Credential, string Realm), string> rotated = [];

    private string ClientId => options.UserAgent.Split('/')[0];

    /// <summary>A token for scopes, from the cache when there is one.</summary>
    public async Task<Result<(TokenKey Key, AccessToken Token)>> GetAsync(
        Connection connection, RegistryCredential credential, AuthChallenge challenge, IReadOnlyList<string> scopes, string purpose, CancellationToken cancellationToken)
    {
        var host = connection.Target.Host;
        if (challenge.Find("realm") is not { } realmText)
            return Misconfigured($"{purpose}: '{host}' asks for a token but names no token service");
        if (!Uri.TryCreate(realmText, UriKind.Absolute, out var realm))
            return Misconfigured($"{purpose}: '{host}' asks for a token but its realm is not a URL");
        if (RealmRules.FindFault(realm, connection.Origin, !credential.IsAnonymous, connection.Target.Insecure, options.TokenHosts) is { } fault)
            return Misconfigured($"{purpose}: login to '{host}' refused: {fault}");

        var service = challenge.Find("service") ?? "";
        var key = new TokenKey(
            connection.Origin.GetLeftPart(UriPartial.Authority), realm.AbsoluteUri, service, string.Join('\n', scopes), credential.Fingerprint, connection.Transport);
        var fetched = await cache.GetAsync(key, () => FetchAsync(connection, credential, realm, service, scopes, purpose), cancellationToken);
        return fetched.TryGet(out var token, out var failure) ? (key, token) : failure;
    }

    /// <summary>Forgets a token that the registry no longer takes.</summary>
    public void Drop(TokenKey key, AccessToken token) => cache.Drop(key, token);

    private async Task<Result<AccessToken>> FetchAsync(
        Connection connection, RegistryCredential credential, Uri realm, string service, IReadOnlyList<string> scopes, string purpose)
    {
        Exchange exchange;
        if (credential.IdentityToken is not null)
        {
            exchange = await PostAsync(connection, credential, realm, service, scopes, purpose);
            // Services without the OAuth2 endpoint still know Basic.
            if (exchange.Status is 404 or 405 && credential.CanLogInWithPassword) exchange = await GetAsync(connection, credential, realm, service, scopes, purpose);
        }
        else exchange = await GetAsync(connection, credential, realm, service, scopes, purpose);

        if (exchange.Failure is { } failure) return failure;
        if (!exchange.IsSuccess) return Refused(connection, credential, realm, exchange, purpose);
        var answer = (TokenAnswer)exchange.Body!; // a success has a body: ReadAnswer made it or the exchange failed
        if (answer.Token is null) return Misconfigured($"{purpose}: the token service '{realm.Authority}' answered without a token");
        if (answer.Token.AsSpan().ContainsAnyExceptInRange('!', '~')) return Misconfigured($"{purpose}: the token of '{realm.Authority}' cannot be sent in a header");
        if (answer.RefreshToken is { } refresh && credential.IdentityToken is not null) Rotate(credential, realm, refresh);
        return new AccessToken(answer.Token, time.GetUtcNow() + answer.UsableFor);
    }

    private Task<Exchange> GetAsync(
        Connection connection, RegistryCredential credential, Uri realm, string service, IReadOnlyList<string> scopes, string purpose)
    {
        var query = new StringBuilder(realm.Query.TrimStart('?'));
        Append("service", service);
        foreach (var scope in scopes) Append("scope", scope);
        Append("client_id", ClientId);
        if (credential.CanLogInWithPassword) Append("account", credential.Username ?? "");
        return SendAsync(connection, credential, new HttpCall
        {
            Method = HttpMethod.Get,
            Uri = new Uri($"{realm.GetLeftPart(UriPartial.Path)}?{query}"),
            Authorization = credential.CanLogInWithPassword ? BasicLogin.Header(credential) : null,
            MaxBodyBytes = TokenAnswer.MaxBytes,
            ReadBody = ReadAnswer(realm, purpose),
            Purpose = purpose,
        });

        void Append(string name, string value)
        {
            if (value.Length == 0) return;
            if (query.Length > 0) query.Append('&');
            query.Append(name).Append('=').Append(Uri.EscapeDataString(value));
        }
    }

    private Task<Exchange> PostAsync(
        Connection connection, RegistryCredential credential, Uri realm, string service, IReadOnlyList<string> scopes, string purpose)
    {
        var form = new List<KeyValuePair<string, string>>
        {
            new("grant_type", "refresh_token"),
            new("refresh_token", CurrentRefreshToken(credential, realm)),
            new("service", service),
            new("client_id", ClientId),
            new("scope", string.Join(' ', scopes)),
        };
        return SendAsync(connection, credential, new HttpCall
        {
            Method = HttpMethod.Post,
            Uri = realm,
            Form = form,
            MaxBodyBytes = TokenAnswer.MaxBytes,
            ReadBody = ReadAnswer(realm, purpose),
            Purpose = purpose,
        });
    }

    private Task<Exchange> SendAsync(Connection connection, RegistryCredential credential, HttpCall call)
    {
        // A registry in a private network must not lead us to whatever else is there: only what is known to be its own.
        var trust = RealmRules.IsSameHost(call.Uri, connection.Origin) || options.TokenHosts.Contains(call.Uri.IdnHost, StringComparer.OrdinalIgnoreCase) ? AddressTrust.Configured
            : RealmRules.BelongsTo(call.Uri, connection.Origin, options.TokenHosts) ? http.Addresses.TrustInAnswersOf(connection.Origin.IdnHost)
            : AddressTrust.LearnedFromPublic;
        var lane = lanes.Get(call.Uri.Authority, credential, connection.Transport);
        // The fetch serves every waiter; each exchange is bounded by the client's own timeout.
        return http.SendAsync(lane, call with { Trust = trust }, connection.Target.Tls, connection.Target.Proxy, CancellationToken.None);
    }

    private Func<Stream, CancellationToken, ValueTask<Result<object>>> ReadAnswer(Uri realm, string purpose) => async (stream, cancellationToken) =>
    {
        var body = await ((BoundedStream)stream).ReadAllAsync(cancellationToken);
        if (TokenAnswer.Read(body, wallClock.GetUtcNow()) is { } answer) return answer;
        return Misconfigured($"{purpose}: the token service '{realm.Authority}' did not answer with JSON");
    };

    private static Failure Refused(Connection connection, RegistryCredential credential, Uri realm, Exchange exchange, string purpose)
    {
        if (exchange.Status is not (401 or 403 or 400)) return RegistryFailures.From(exchange, connection, credential, purpose, realm.Authority);
        var said = RegistryFailures.Said(exchange, credential);
        if (exchange.Status == 400)
            return Failure.Transient(RegistryReasons.InvalidImage, $"{purpose}: the token service '{realm.Authority}' does not accept the request (400{said}); check the image name '{connection.Target}'");
        return Failure.Transient(
            RegistryReasons.AuthenticationFailed,
            credential.IsAnonymous
                ? $"{purpose}: the token service '{realm.Authority}' gives no anonymous access ({exchange.Status}{said}); add credentials"
                : $"{purpose}: the token service '{realm.Authority}' refused the credentials of {credential.Source} ({exchange.Status}{said})");
    }

    private string CurrentRefreshToken(RegistryCredential credential, Uri realm)
    {
        lock (gate)
        {
            return rotated.GetValueOrDefault((credential.Fingerprint, realm.AbsoluteUri)) ?? credential.IdentityToken ?? "";
        }
    }

    private void Rotate(RegistryCredential credential, Uri realm, string refreshToken)
    {
        lock (gate)
        {
            if (rotated.Count >= MaxRotated) rotated.Clear(); // back to the Secret's own token
            rotated[(credential.Fingerprint, realm.AbsoluteUri)] = refreshToken;
        }
    }

    private static Failure Misconfigured(string message) => Failure.Transient(RegistryReasons.AuthConfigurationError, message);
}
