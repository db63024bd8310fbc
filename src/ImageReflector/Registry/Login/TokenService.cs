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
    public async Task<Result<(TokenKey Key, BearerToken Token)>> GetAsync(
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
        var request = new TokenRequest(connection, credential, realm, service, scopes, purpose);
        var fetched = await cache.GetAsync(key, () => FetchAsync(request), cancellationToken);
        return fetched.TryGet(out var token, out var failure) ? (key, token) : failure;
    }

    /// <summary>Forgets a token that the registry no longer takes.</summary>
    public void Drop(TokenKey key, BearerToken token) => cache.Drop(key, token);

    /// <summary>Asks a token service for a token without any right, which it gives only to whom it knows.</summary>
    /// <returns>Whether it takes the login; null when its answer does not tell.</returns>
    public async Task<bool?> TakesLoginAsync(
        Connection connection, RegistryCredential credential, AuthChallenge challenge, string purpose, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(connection.Origin, challenge.Find("realm") ?? "", out var realm)
            || RealmRules.FindFault(realm, connection.Origin, hasCredentials: true, connection.Target.Insecure, options.TokenHosts)
            is not null)
            return null;
        var request = new TokenRequest(connection, credential, realm, challenge.Find("service") ?? "", [], purpose);
        var exchange = await GetAsync(request, AnswerTo(request)).WaitAsync(cancellationToken);
        return exchange.Status is 401 or 403 ? false : exchange.IsSuccess ? true : null;
    }

    private async Task<Result<BearerToken>> FetchAsync(TokenRequest request)
    {
        var body = AnswerTo(request);
        var exchange = await AskAsync(request, body);
        if (exchange.Failure is { } failure) return failure;
        if (!exchange.IsSuccess) return Refused(request, exchange);
        var answer = body.Value!; // a success has one
        var (purpose, host) = (request.Purpose, request.Realm.Authority);
        if (answer.Token is null) return Misconfigured($"{purpose}: the token service '{host}' answered without a token");
        if (answer.Token.AsSpan().ContainsAnyExceptInRange('!', '~'))
            return Misconfigured($"{purpose}: the token of '{host}' cannot be sent in a header");
        if (answer.RefreshToken is { } refresh && request.Credential.IdentityToken is not null) Rotate(request, refresh);
        return new BearerToken(answer.Token, time.GetUtcNow() + answer.UsableFor);
    }

    private async Task<Exchange> AskAsync(TokenRequest request, BodyReader<TokenAnswer> body)
    {
        var credential = request.Credential;
        if (credential.IdentityToken is { } identity)
        {
            var posted = await PostAsync(
                request, body, Field("grant_type", "refresh_token"), Field("refresh_token", CurrentRefreshToken(request, identity)));
            // Services without the OAuth2 endpoint still know Basic.
            return posted.Status is 404 or 405 && credential.CanLogInWithPassword ? await GetAsync(request, body) : posted;
        }

        var got = await GetAsync(request, body);
        // Some know only the OAuth2 form.
        if (got.Status is not (404 or 405) || !credential.CanLogInWithPassword) return got;
        var second = await PostAsync(
            request, body, Field("grant_type", "password"), Field("username", credential.Username ?? ""),
            Field("password", credential.Password ?? ""));
        return second.Status is 404 or 405 ? got : second;
    }

    private static KeyValuePair<string, string> Field(string name, string value) => new(name, value);

    private Task<Exchange> GetAsync(TokenRequest request, BodyReader<TokenAnswer> body)
    {
        var credential = request.Credential;
        var query = new StringBuilder(request.Realm.Query.TrimStart('?'));
        Append("service", request.Service);
        foreach (var scope in request.Scopes) Append("scope", scope);
        Append("client_id", ClientId);
        if (credential.CanLogInWithPassword) Append("account", credential.Username ?? "");
        return SendAsync(request, new HttpCall
        {
            Method = HttpMethod.Get,
            Uri = new Uri($"{request.Realm.GetLeftPart(UriPartial.Path)}?{query}"),
            Authorization = credential.CanLogInWithPassword ? BasicLogin.Header(credential) : null,
            MaxBodyBytes = TokenAnswer.MaxBytes,
            Body = body,
            Purpose = request.Purpose + NoToken,
        });

        void Append(string name, string value)
        {
            if (value.Length == 0) return;
            if (query.Length > 0) query.Append('&');
            query.Append(name).Append('=').Append(Uri.EscapeDataString(value));
        }
    }

    private Task<Exchange> PostAsync(TokenRequest request, BodyReader<TokenAnswer> body, params KeyValuePair<string, string>[] grant) =>
        SendAsync(request, new HttpCall
        {
            Method = HttpMethod.Post,
            Uri = request.Realm,
            Form =
            [
                .. grant, Field("service", request.Service), Field("client_id", ClientId), Field("scope", string.Join(' ', request.Scopes)),
            ],
            MaxBodyBytes = TokenAnswer.MaxBytes,
            Body = body,
            Purpose = request.Purpose + NoToken,
        });

    private Task<Exchange> SendAsync(TokenRequest request, HttpCall call)
    {
        var connection = request.Connection;
        // A registry in a private network must not lead us to whatever else is there: only what is known to be its own.
        var trust = options.TokenHosts.Contains(call.Uri.IdnHost, StringComparer.OrdinalIgnoreCase) ? AddressTrust.Configured
            : RealmRules.IsSameHost(call.Uri, connection.Origin) ? connection.Trust
            : RealmRules.BelongsTo(call.Uri, connection.Origin, options.TokenHosts)
            ? http.Addresses.TrustInAnswersOf(connection.Origin.IdnHost)
            : AddressTrust.LearnedFromPublic;
        var lane = lanes.Get(call.Uri.Authority, request.Credential, connection.Transport);
        // The fetch serves every waiter; each exchange is bounded by the client's own timeout.
        return http.SendAsync(lane, call with { Trust = trust }, connection.Target.Tls, connection.Target.Proxy, CancellationToken.None);
    }

    private BodyReader<TokenAnswer> AnswerTo(TokenRequest request) => new(async (stream, cancellationToken) =>
    {
        if (TokenAnswer.Read(await stream.ReadAllAsync(cancellationToken), wallClock.GetUtcNow()) is { } answer) return answer;
        return Misconfigured($"{request.Purpose}: the token service '{request.Realm.Authority}' did not answer with JSON");
    });

    private static Failure Refused(TokenRequest request, Exchange exchange)
    {
        var (credential, realm, image) = (request.Credential, request.Realm, request.Connection.Target);
        var said = RegistryFailures.Said(exchange, credential);
        var (reason, text) = exchange.Status switch
        {
            401 or 403 when credential.IsAnonymous =>
                (RegistryReasons.AuthenticationFailed, $"gives no anonymous access ({exchange.Status}{said}); add credentials"),
            401 or 403 =>
                (RegistryReasons.AuthenticationFailed, $"refused the credentials of {credential.Source} ({exchange.Status}{said})"),
            400 => (RegistryReasons.InvalidImage, $"does not accept the request (400{said}); check the image name '{image}'"),
            404 => (RegistryReasons.AuthConfigurationError,
                $"knows nothing at {realm.AbsolutePath} (404{said}); check the realm that '{image.Host}' names"),
            405 => (RegistryReasons.AuthConfigurationError, $"takes neither a GET nor the OAuth2 form at {realm.AbsolutePath} (405{said})"),
            429 => (RegistryReasons.RateLimited, $"limits the rate of requests (429{said}){RegistryFailures.Wait(exchange)}"),
            408 or >= 499 =>
                (RegistryReasons.RegistryUnavailable, $"is not available ({exchange.Status}{said}){RegistryFailures.Wait(exchange)}"),
            _ => (RegistryReasons.InvalidResponse, $"answered {exchange.Status}{said}"),
        };
        return Failure.Transient(reason, $"{request.Purpose}: the token service '{realm.Authority}' {text}");
    }

    private string CurrentRefreshToken(TokenRequest request, string identity)
    {
        lock (gate) return rotated.GetValueOrDefault((request.Credential.Fingerprint, request.Realm.AbsoluteUri)) ?? identity;
    }

    private void Rotate(TokenRequest request, string refreshToken)
    {
        lock (gate)
        {
            if (rotated.Count >= MaxRotated) rotated.Clear(); // back to the Secret's own token
            rotated[(request.Credential.Fingerprint, request.Realm.AbsoluteUri)] = refreshToken;
        }
    }

    private static Failure Misconfigured(string message) => Failure.Transient(RegistryReasons.AuthConfigurationError, message);

    /// <summary>A token that is asked for.</summary>
    private sealed record TokenRequest(
        Connection Connection, RegistryCredential Credential, Uri Realm, string Service, IReadOnlyList<string> Scopes, string Purpose);
}
