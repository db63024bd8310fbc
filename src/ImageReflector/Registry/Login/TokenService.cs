using System.Text;
using ImageAutomation.Common.Network;
using ImageAutomation.ImageReflector.Registry.Budgets;
using ImageAutomation.ImageReflector.Registry.Http;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageReflector.Registry.Login;

/// <summary>Fetches bearer tokens, by GET with Basic or by POST with a refresh token.</summary>
/// <remarks>Source: distribution, "Token authentication specification" and "Oauth2 token authentication".</remarks>
internal sealed class TokenService(
    RegistryHttp http, LanePool lanes, RegistryClientOptions options, TimeProvider time, TimeProvider wallClock)
{
    private const int MaxRotated = 1000;

    /// <summary>Tells whose trouble it is when the token service does not answer.</summary>
    private const string NoToken = ": no token from the token service";

    private readonly TokenCache cache = new(time);
    private readonly Lock gate = new();

    /// <summary>Refresh tokens that a service replaced, by credential and realm; in memory only.</summary>
    private readonly Dictionary<(string Credential, string Realm), string> rotated = [];

    private string ClientId => options.UserAgent.Split('/')[0];

    /// <summary>A token for scopes, from the cache when there is one.</summary>
    public async Task<Result<(TokenKey Key, AccessToken Token)>> GetAsync(
        Connection connection, RegistryCredential credential, AuthChallenge challenge, IReadOnlyList<string> scopes, string purpose,
        CancellationToken cancellationToken)
    {
        var host = connection.Target.Host;
        if (challenge.Find("realm") is not { } realmText)
            return Misconfigured($"{purpose}: '{host}' asks for a token but names no token service");
        // "/token" is the registry's own.
        var isOwnPath = realmText.StartsWith('/') && !realmText.StartsWith("//", StringComparison.Ordinal);
        if (!(isOwnPath ? Uri.TryCreate(connection.Origin, realmText, out var realm)
            : Uri.TryCreate(realmText, UriKind.Absolute, out realm)))
            return Misconfigured($"{purpose}: '{host}' asks for a token but its realm is not a URL");
        if (RealmRules.FindFault(realm, connection.Origin, !credential.IsAnonymous, connection.Target.Insecure, options.TokenHosts)
            is { } fault)
            return Misconfigured($"{purpose}: login to '{host}' refused: {fault}");

        var service = challenge.Find("service") ?? "";
        var key = new TokenKey(
            connection.Origin.GetLeftPart(UriPartial.Authority), realm.AbsoluteUri, service, string.Join('\n', scopes),
            credential.Fingerprint, connection.Transport);
        var fetched =
            await cache.GetAsync(key, () => FetchAsync(connection, credential, realm, service, scopes, purpose), cancellationToken);
        return fetched.TryGet(out var token, out var failure) ? (key, token) : failure;
    }

    /// <summary>Forgets a token that the registry no longer takes.</summary>
    public void Drop(TokenKey key, AccessToken token) => cache.Drop(key, token);

    private async Task<Result<AccessToken>> FetchAsync(
        Connection connection, RegistryCredential credential, Uri realm, string service, IReadOnlyList<string> scopes, string purpose)
    {
        var exchange = await AskAsync(connection, credential, realm, service, scopes, purpose);
        if (exchange.Failure is { } failure) return failure;
        if (!exchange.IsSuccess) return Refused(connection, credential, realm, exchange, purpose);
        var answer = (TokenAnswer)exchange.Body!; // a success has a body: ReadAnswer made it or the exchange failed
        if (answer.Token is null) return Misconfigured($"{purpose}: the token service '{realm.Authority}' answered without a token");
        if (answer.Token.AsSpan().ContainsAnyExceptInRange('!', '~'))
            return Misconfigured($"{purpose}: the token of '{realm.Authority}' cannot be sent in a header");
        if (answer.RefreshToken is { } refresh && credential.IdentityToken is not null) Rotate(credential, realm, refresh);
        return new AccessToken(answer.Token, time.GetUtcNow() + answer.UsableFor);
    }

    /// <summary>Asks a token service for a token without any right, which it gives only to whom it knows.</summary>
    /// <returns>Whether it takes the login; null when its answer does not tell.</returns>
    public async Task<bool?> TakesLoginAsync(
        Connection connection, RegistryCredential credential, AuthChallenge challenge, string purpose, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(connection.Origin, challenge.Find("realm") ?? "", out var realm)
            || RealmRules.FindFault(realm, connection.Origin, hasCredentials: true, connection.Target.Insecure, options.TokenHosts)
            is not null)
            return null;
        var exchange = await GetAsync(connection, credential, realm, challenge.Find("service") ?? "", [], purpose)
            .WaitAsync(cancellationToken);
        return exchange.Status is 401 or 403 ? false : exchange.IsSuccess ? true : null;
    }

    private async Task<Exchange> AskAsync(
        Connection connection, RegistryCredential credential, Uri realm, string service, IReadOnlyList<string> scopes, string purpose)
    {
        if (credential.IdentityToken is { } identity)
        {
            var form =
                new[] { Field("grant_type", "refresh_token"), Field("refresh_token", CurrentRefreshToken(credential, identity, realm)) };
            var posted = await PostAsync(connection, credential, realm, service, scopes, form, purpose);
            // Services without the OAuth2 endpoint still know Basic.
            return posted.Status is 404 or 405 && credential.CanLogInWithPassword
                ? await GetAsync(connection, credential, realm, service, scopes, purpose) : posted;
        }

        var got = await GetAsync(connection, credential, realm, service, scopes, purpose);
        // Some know only the OAuth2 form.
        if (got.Status is not (404 or 405) || !credential.CanLogInWithPassword) return got;
        var password = new[] { Field("grant_type", "password"), Field("username", credential.Username ?? ""),
            Field("password", credential.Password ?? "") };
        var second = await PostAsync(connection, credential, realm, service, scopes, password, purpose);
        return second.Status is 404 or 405 ? got : second;
    }

    private static KeyValuePair<string, string> Field(string name, string value) => new(name, value);

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
            Purpose = purpose + NoToken,
        });

        void Append(string name, string value)
        {
            if (value.Length == 0) return;
            if (query.Length > 0) query.Append('&');
            query.Append(name).Append('=').Append(Uri.EscapeDataString(value));
        }
    }

    private Task<Exchange> PostAsync(
        Connection connection, RegistryCredential credential, Uri realm, string service, IReadOnlyList<string> scopes,
        KeyValuePair<string, string>[] grant, string purpose)
    {
        KeyValuePair<string, string>[] form = [.. grant, Field("service", service), Field("client_id", ClientId),
            Field("scope", string.Join(' ', scopes))];
        return SendAsync(connection, credential, new HttpCall
        {
            Method = HttpMethod.Post,
            Uri = realm,
            Form = form,
            MaxBodyBytes = TokenAnswer.MaxBytes,
            ReadBody = ReadAnswer(realm, purpose),
            Purpose = purpose + NoToken,
        });
    }

    private Task<Exchange> SendAsync(Connection connection, RegistryCredential credential, HttpCall call)
    {
        // A registry in a private network must not lead us to whatever else is there: only what is known to be its own.
        var trust = options.TokenHosts.Contains(call.Uri.IdnHost, StringComparer.OrdinalIgnoreCase) ? AddressTrust.Configured
            : RealmRules.IsSameHost(call.Uri, connection.Origin) ? connection.Trust
            : RealmRules.BelongsTo(call.Uri, connection.Origin, options.TokenHosts)
            ? http.Addresses.TrustInAnswersOf(connection.Origin.IdnHost)
            : AddressTrust.LearnedFromPublic;
        var lane = lanes.Get(call.Uri.Authority, credential, connection.Transport);
        // The fetch serves every waiter; each exchange is bounded by the client's own timeout.
        return http.SendAsync(lane, call with { Trust = trust }, connection.Target.Tls, connection.Target.Proxy, CancellationToken.None);
    }

    private Func<Stream, CancellationToken, ValueTask<Result<object>>> ReadAnswer(Uri realm, string purpose) =>
        async (stream, cancellationToken) =>
    {
        var body = await ((BoundedStream)stream).ReadAllAsync(cancellationToken);
        if (TokenAnswer.Read(body, wallClock.GetUtcNow()) is { } answer) return answer;
        return Misconfigured($"{purpose}: the token service '{realm.Authority}' did not answer with JSON");
    };

    private static Failure Refused(Connection connection, RegistryCredential credential, Uri realm, Exchange exchange, string purpose)
    {
        var said = RegistryFailures.Said(exchange, credential);
        var host = realm.Authority;
        var (reason, text) = exchange.Status switch
        {
            401 or 403 when credential.IsAnonymous =>
                (RegistryReasons.AuthenticationFailed, $"gives no anonymous access ({exchange.Status}{said}); add credentials"),
            401 or 403 =>
                (RegistryReasons.AuthenticationFailed, $"refused the credentials of {credential.Source} ({exchange.Status}{said})"),
            400 => (RegistryReasons.InvalidImage, $"does not accept the request (400{said}); check the image name '{connection.Target}'"),
            404 => (RegistryReasons.AuthConfigurationError,
                $"knows nothing at {realm.AbsolutePath} (404{said}); check the realm that '{connection.Target.Host}' names"),
            405 => (RegistryReasons.AuthConfigurationError, $"takes neither a GET nor the OAuth2 form at {realm.AbsolutePath} (405{said})"),
            429 => (RegistryReasons.RateLimited, $"limits the rate of requests (429{said}){RegistryFailures.Wait(exchange)}"),
            408 or >= 499 =>
                (RegistryReasons.RegistryUnavailable, $"is not available ({exchange.Status}{said}){RegistryFailures.Wait(exchange)}"),
            _ => (RegistryReasons.InvalidResponse, $"answered {exchange.Status}{said}"),
        };
        return Failure.Transient(reason, $"{purpose}: the token service '{host}' {text}");
    }

    private string CurrentRefreshToken(RegistryCredential credential, string identity, Uri realm)
    {
        lock (gate)
        {
            return rotated.GetValueOrDefault((credential.Fingerprint, realm.AbsoluteUri)) ?? identity;
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
