using System.Net.Http.Headers;
using ImageAutomation.ImageReflector.Registry.Budgets;
using ImageAutomation.ImageReflector.Registry.Http;
using ImageAutomation.ImageReflector.Registry.Login;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageReflector.Registry;

/// <summary>Talks to one repository with one credential: adds the login to each request and answers challenges.</summary>
internal sealed class RegistrySession(
    Connection connection, RegistryCredential credential, RegistryHttp http, LanePool lanes, TokenService tokens, LoginState logins)
{
    private const int MaxTokenBytes = 64 * 1024;

    private readonly Lane lane = lanes.Get(connection.Origin.Authority, credential, connection.Transport);
    private List<string> scopes = [$"repository:{connection.Target.Repository}:pull"];

    public Connection Connection => connection;

    public RegistryCredential Credential => credential;

    /// <summary>Share of the registry's pull quota that is left; null when it names none.</summary>
    public double? QuotaLeft => lane.QuotaLeft;

    /// <summary>Makes a call, logged in. A 401 comes back only when one new login did not help.</summary>
    public async Task<Exchange> SendAsync(HttpCall call, CancellationToken cancellationToken)
    {
        // How others were asked to log in is a hint: this repository may be open to everybody.
        if (!(await FirstLoginAsync(call.Purpose, cancellationToken)).TryGet(out var login, out var noToken)) login = Login.None;
        var loggedInAnew = false;
        var triedWithout = false;
        while (true)
        {
            var exchange = await http.SendAsync(lane, call with { Authorization = login.Header }, connection.Target.Tls, connection.Target.Proxy, cancellationToken);
            // A 401 of a storage host is not about our login at the registry.
            if (exchange.Status != 401 || exchange.WasRedirectedAway || credential.RegistryToken is not null) return exchange;

            var challenges = ChallengeParser.Parse(exchange.HeaderValues("WWW-Authenticate"));
            if (challenges.Count == 0) challenges = await PingAsync(call.Purpose, cancellationToken);
            var bearer = challenges.FirstOrDefault(challenge => challenge.Scheme == "bearer");
            var basic = challenges.FirstOrDefault(challenge => challenge.Scheme == "basic");

            if (login.Token is not null) tokens.Drop(login.Key!, login.Token); // a token comes with its key
            if (login.Token is not null && bearer is null && !triedWithout)
            {
                // Harbor answers a request with a spent token as if it wanted Basic; without any login it says what it wants.
                triedWithout = true;
                login = Login.None;
                continue;
            }

            if (loggedInAnew || (bearer ?? basic) is not { } challenge) return exchange;
            loggedInAnew = true;
            if (bearer is null)
            {
                // Basic, and we have nothing to say or said it already.
                if (!credential.CanLogInWithPassword || login.IsBasic) return exchange;
                logins.Remember(connection, challenge);
                login = Login.Basic(credential);
                continue;
            }

            if (noToken is not null && logins.Challenge(connection)?.Find("realm") == bearer.Find("realm")) return new Exchange { Failure = noToken };
            logins.Remember(connection, bearer);
            AddScopes(bearer);
            var renewed = await TokenLoginAsync(bearer, call.Purpose, cancellationToken);
            if (!renewed.TryGet(out login, out var failure)) return new Exchange { Failure = failure };
        }
    }

    private async Task<Result<Login>> FirstLoginAsync(string purpose, CancellationToken cancellationToken)
    {
        if (credential.RegistryToken is { } token) return Login.Ready(token);
        return logins.Challenge(connection) switch
        {
            { Scheme: "basic" } when credential.CanLogInWithPassword => Login.Basic(credential),
            { Scheme: "bearer" } bearer => await TokenLoginAsync(bearer, purpose, cancellationToken),
            _ => Login.None,
        };
    }

    private async Task<Result<Login>> TokenLoginAsync(AuthChallenge bearer, string purpose, CancellationToken cancellationToken)
    {
        var fetched = await tokens.GetAsync(connection, credential, bearer, scopes, purpose, cancellationToken);
        return fetched.TryGet(out var found, out var failure) ? Login.Bearer(found.Key, found.Token) : failure;
    }

    /// <summary>What the registry asks for goes first: some read only the first scope.</summary>
    private void AddScopes(AuthChallenge bearer)
    {
        if (bearer.Find("scope") is not { } scope) return;
        // A scope that only repeats or widens ours replaces it; anything else is asked for beside it.
        var known = scopes.Where(one => one != scope && !IsCovered(one, scope)).ToList();
        scopes = [scope, .. known];
    }

    private static bool IsCovered(string scope, string by)
    {
        var colon = scope.LastIndexOf(':');
        if (!by.StartsWith(scope[..(colon + 1)], StringComparison.Ordinal)) return false;
        var actions = by[(colon + 1)..].Split(',', ' ');
        return scope[(colon + 1)..].Split(',').All(action => actions.Contains(action) || actions.Contains("*"));
    }

    /// <summary>Some registries name the login only at the base of the API.</summary>
    private async Task<IReadOnlyList<AuthChallenge>> PingAsync(string purpose, CancellationToken cancellationToken)
    {
        var call = new HttpCall { Method = HttpMethod.Get, Uri = connection.Base, MaxBodyBytes = MaxTokenBytes, Purpose = purpose };
        var exchange = await http.SendAsync(lane, call, connection.Target.Tls, connection.Target.Proxy, cancellationToken);
        return ChallengeParser.Parse(exchange.HeaderValues("WWW-Authenticate"));
    }

    /// <summary>Whether the host answers the base of the API as a registry does.</summary>
    public async Task<bool> AnswersAsRegistryAsync(string purpose, CancellationToken cancellationToken)
    {
        var call = new HttpCall { Method = HttpMethod.Get, Uri = connection.Base, MaxBodyBytes = MaxTokenBytes, Purpose = purpose };
        var exchange = await http.SendAsync(lane, call, connection.Target.Tls, connection.Target.Proxy, cancellationToken);
        if (exchange.Failure is not null || exchange.WasRedirectedAway) return false;
        return exchange.Status == 401
            ? ChallengeParser.Parse(exchange.HeaderValues("WWW-Authenticate")).Count > 0
            : exchange.IsSuccess && exchange.ContentType != "text/html";
    }

    /// <summary>What goes into the Authorization header, and where it came from.</summary>
    private sealed record Login(AuthenticationHeaderValue? Header, TokenKey? Key, AccessToken? Token)
    {
        public static Login None { get; } = new(null, null, null);

        public bool IsBasic => Header?.Scheme == "Basic";

        public static Login Basic(RegistryCredential credential) => new(BasicLogin.Header(credential), null, null);

        public static Login Bearer(TokenKey key, AccessToken token) => new(new AuthenticationHeaderValue("Bearer", token.Value), key, token);

        public static Login Ready(string token) => new(new AuthenticationHeaderValue("Bearer", token), null, null);
    }
}
