using System.Net.Http.Headers;
using ImageAutomation.ImageReflector.Registry.Budgets;
using ImageAutomation.ImageReflector.Registry.Http;
using ImageAutomation.ImageReflector.Registry.Login;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageReflector.Registry;

/// <summary>Talks to one repository with one credential: adds the login to each request and answers challenges.</summary>
/// <remarks>
/// A credential goes with the first request: many registries answer strangers with 404, 403, nothing, or the public part of a list.
/// How to log in is asked at the base of the API, once an hour and host; what a repository itself asks for counts more.
/// </remarks>
internal sealed class RegistrySession(
    Connection connection, RegistryCredential credential, RegistryHttp http, LanePool lanes, TokenService tokens, LoginState logins)
{
    private const int MaxTokenBytes = 64 * 1024;

    private readonly Lane lane = lanes.Get(connection.Origin.Authority, credential, connection.Transport);
    private volatile List<string> scopes = [$"repository:{connection.Target.Repository}:pull"];
    private volatile GuestPass? guestPass; // pages are read ahead

    public Connection Connection => connection;

    public RegistryCredential Credential => credential;

    /// <summary>Share of the registry's pull quota that is left; null when it names none.</summary>
    public double? QuotaLeft => lane.QuotaLeft;

    /// <summary>
    /// Makes a call, logged in. A 401 comes back only when one new login did not help; its words are of the request that carried the login.
    /// </summary>
    public async Task<Exchange> SendAsync(HttpCall call, CancellationToken cancellationToken)
    {
        var state = new LoginAttempt();
        var first = await FirstLoginAsync(state, call.Purpose, cancellationToken);
        if (!first.TryGet(out var login, out state.NoToken))
            login = credential.CanLogInWithPassword ? Login.Basic(credential, isPrompted: false) : Login.None;
        while (true)
        {
            state.TriedBasic |= login.IsBasic;
            var exchange = await AskAsync(call with { Authorization = login.Header, GuestPass = guestPass }, cancellationToken);
            exchange = exchange with
            {
                Login = new LoginReport(login.IsCredential, IsHarbor: connection.Target.IsHarbor
                    || (state.Bearer?.IsHarbor ?? logins.Challenge(connection)?.IsHarbor ?? false)),
            };
            if (exchange.WasRedirectedAway)
            {
                // A 401 of another host is not about our login at the registry. A stranger may be a stranger there as well.
                if (exchange.Status != 401 || !credential.IsAnonymous || guestPass is not null
                    || !await BecomeGuestAsync(exchange, call.Purpose, cancellationToken))
                    return exchange;
                continue;
            }

            if (exchange.Status == 400 && login is { IsBasic: true, IsPrompted: false } && !state.TriedWithout)
            {
                // Nobody asked for it, and some object stores choke on it.
                state.TriedWithout = true;
                login = Login.None;
                continue;
            }

            if (exchange.Status != 401 || credential.RegistryToken is not null)
            {
                // Without the login that should have gone along, the answer may be the one for strangers.
                if (state.NoToken is not null && !login.IsCredential && !credential.IsAnonymous) return new Exchange
                {
                    Failure = state.NoToken,
                };
                return exchange.Status == 403 ? await JudgedAsync(exchange, call, state, cancellationToken) : exchange;
            }

            var next = await NextLoginAsync(exchange, login, state, call.Purpose, cancellationToken);
            if (next is { Login: { } renewed })
            {
                login = renewed;
                continue;
            }

            // one of the three
            return next.Failure is not null ? new Exchange
            {
                Failure = next.Failure,
            } : await JudgedAsync(next.Answer!, call, state, cancellationToken);
        }
    }

    /// <summary>Whether the registry is a Harbor: the user says so, or its login tells. It is asked when nothing is known.</summary>
    public async Task<bool> IsHarborAsync(string purpose, CancellationToken cancellationToken) => connection.Target.IsHarbor
        || (await logins.AskOnceAsync(connection, () => AskHowAsync(purpose), cancellationToken))?.IsHarbor == true;

    /// <summary>Whether a Harbor takes the login: it hands tokens of a stranger to logins that it does not take.</summary>
    /// <returns>Null when that is not known.</returns>
    public async Task<bool?> IsLoginTakenAsync(string purpose, CancellationToken cancellationToken) =>
        credential.CanLogInWithPassword && logins.Challenge(connection) is { IsHarbor: true } harbor
            ? await tokens.TakesLoginAsync(connection, credential, harbor, purpose, cancellationToken) : null;

    /// <summary>Whether the host answers the base of the API as a registry does.</summary>
    public async Task<bool> AnswersAsRegistryAsync(string purpose, CancellationToken cancellationToken)
    {
        var exchange = await AskAsync(BaseCall(purpose), cancellationToken);
        if (exchange.Failure is not null || exchange.WasRedirectedAway) return false;
        return exchange.Status == 401
            ? ChallengeParser.Parse(exchange.HeaderValues("WWW-Authenticate")).Count > 0
            : exchange.IsSuccess && exchange.ContentType != "text/html";
    }

    private Task<Exchange> AskAsync(HttpCall call, CancellationToken cancellationToken) =>
        http.SendAsync(lane, call, connection.Target.Tls, connection.Target.Proxy, cancellationToken);

    private HttpCall BaseCall(string purpose) => new()
    {
        Method = HttpMethod.Get,
        Uri = connection.Base,
        MaxBodyBytes = MaxTokenBytes,
        Purpose = purpose,
    };

    private async Task<Result<Login>> FirstLoginAsync(LoginAttempt state, string purpose, CancellationToken cancellationToken)
    {
        if (credential.RegistryToken is { } token) return Login.Ready(token);
        var challenge = credential.IsAnonymous ? logins.Challenge(connection)
            : await logins.AskOnceAsync(connection, () => AskHowAsync(purpose), cancellationToken);
        if (challenge?.Scheme == "bearer")
        {
            state.Bearer = challenge;
            return await TokenLoginAsync(challenge, purpose, cancellationToken);
        }

        return credential.IsAnonymous || !credential.CanLogInWithPassword ? Login.None
            : Login.Basic(credential, isPrompted: challenge?.Scheme == "basic");
    }

    /// <summary>What to say to a 401: another login, a failure, or that this answer stands.</summary>
    private async Task<NextStep> NextLoginAsync(
        Exchange exchange, Login login, LoginAttempt state, string purpose, CancellationToken cancellationToken)
    {
        if (login.IsCredential) state.Refusal = exchange;
        var challenges = ChallengeParser.Parse(exchange.HeaderValues("WWW-Authenticate"));
        if (challenges.Count == 0 && login.IsCredential && exchange.HeaderValues("WWW-Authenticate").Any())
            return NextStep.Stands(exchange with { Login = exchange.Login with { AsksForNothing = true } });

        // Some registries name the login only at the base of the API.
        if (challenges.Count == 0) challenges = await PingAsync(purpose, cancellationToken) ?? [];
        var bearer = challenges.FirstOrDefault(challenge => challenge.Scheme == "bearer");
        var basic = challenges.FirstOrDefault(challenge => challenge.Scheme == "basic");
        state.BasicBeside |= basic is not null && (bearer is not null || !login.HasToken);

        if (login.Token is not null) tokens.Drop(login.Key!, login.Token); // a token comes with its key
        state.HadNewToken |= login.IsFresh;
        if (login.HasToken && !state.LoggedInAnew && bearer is null && !state.TriedWithout)
        {
            // Harbor answers a request with a spent token as if it wanted Basic, and a neighbour may want Basic; without any login they say
            // what they want.
            state.TriedWithout = true;
            return NextStep.With(Login.None);
        }

        if (bearer is null || state.LoggedInAnew || (state.HadNewToken && IsKnown(bearer, state.Bearer)))
            return WithPassword(exchange, basic, login, state);
        if (state.NoToken is not null && state.Bearer?.Find("realm") == bearer.Find("realm"))
            return BeforeGivingUp(state, NextStep.Fails(state.NoToken));

        state.LoggedInAnew = true;
        state.Bearer = bearer;
        logins.Remember(connection, bearer);
        AddScopes(bearer);
        var renewed = await TokenLoginAsync(bearer, purpose, cancellationToken);
        if (renewed.TryGet(out var found, out var failure)) return NextStep.With(found);
        return BeforeGivingUp(state, NextStep.Fails(failure));
    }

    /// <summary>A registry that names Basic beside a token service that does not work means it.</summary>
    private NextStep BeforeGivingUp(LoginAttempt state, NextStep end) =>
        state is { BasicBeside: true, TriedBasic: false } && credential.CanLogInWithPassword
        ? NextStep.With(Login.Basic(credential, isPrompted: true)) : end;

    // A token that was bought for the same a moment ago was refused; another one would be, too.
    private bool IsKnown(AuthChallenge bearer, AuthChallenge? answered) =>
        bearer.Find("realm") == answered?.Find("realm") && bearer.Find("service") == answered?.Find("service")
        && (bearer.Find("scope") is not { } scope || scopes.Contains(scope));

    private NextStep WithPassword(Exchange exchange, AuthChallenge? basic, Login login, LoginAttempt state)
    {
        // When no token could be had, that is the reason, and not what became of a password that nobody asked for.
        var stands = state.NoToken is not null ? NextStep.Fails(state.NoToken) : NextStep.Stands(state.Refusal ?? exchange);
        if (state.TriedBasic || !credential.CanLogInWithPassword) return stands;
        // After a refused token only a registry that asked strangers for Basic means it: Harbor says Basic to every refusal.
        if (login.HasToken && !state.BasicBeside) return stands;
        if (basic is not null && !login.HasToken) logins.Remember(connection, basic);
        return NextStep.With(Login.Basic(credential, isPrompted: true));
    }

    private async Task<Result<Login>> TokenLoginAsync(AuthChallenge bearer, string purpose, CancellationToken cancellationToken)
    {
        var fetched = await tokens.GetAsync(connection, credential, bearer, scopes, purpose, cancellationToken);
        return fetched.TryGet(out var found, out var failure) ? Login.Bearer(found.Key, found.Token, !credential.IsAnonymous) : failure;
    }

    /// <summary>Gets an anonymous token for the host that a redirect led to.</summary>
    private async Task<bool> BecomeGuestAsync(Exchange exchange, string purpose, CancellationToken cancellationToken)
    {
        var bearer = ChallengeParser.Parse(exchange.HeaderValues("WWW-Authenticate"))
            .FirstOrDefault(challenge => challenge.Scheme == "bearer");
        if (bearer is null || exchange.AnsweredBy is not { } there) return false;
        var origin = new Uri(there.GetLeftPart(UriPartial.Authority));
        var host = connection with { Origin = origin, Trust = http.Addresses.TrustInAnswersOf(connection.Origin.IdnHost) };
        var fetched = await tokens.GetAsync(
            host, RegistryCredential.Anonymous, bearer, [bearer.Find("scope") ?? ScopeOf(there)], purpose, cancellationToken);
        if (!fetched.TryGet(out var found, out _)) return false; // the refusal that is already there says more
        guestPass = new GuestPass(origin, new AuthenticationHeaderValue("Bearer", found.Token.Value));
        return true;
    }

    private static string ScopeOf(Uri uri)
    {
        var path = Uri.UnescapeDataString(uri.AbsolutePath);
        var start = path.StartsWith("/v2/", StringComparison.Ordinal) ? 4 : 1;
        var end = path.LastIndexOf("/tags/", StringComparison.Ordinal);
        if (end < 0) end = path.LastIndexOf("/manifests/", StringComparison.Ordinal);
        return $"repository:{(end > start ? path[start..end] : path[start..])}:pull";
    }

    /// <summary>Finds out, by one more request, whether a refusal is about the login or about its rights.</summary>
    private async Task<Exchange> JudgedAsync(Exchange exchange, HttpCall call, LoginAttempt state, CancellationToken cancellationToken)
    {
        // A HEAD that was refused is followed by a GET.
        if (!exchange.Login.WasSent || exchange.Login.AsksForNothing || call.Method == HttpMethod.Head || !credential.CanLogInWithPassword)
            return exchange;
        var bearer = state.Bearer ?? (logins.Challenge(connection) is { Scheme: "bearer" } known ? known : null);
        bool? taken;
        if (bearer is not null) taken = await tokens.TakesLoginAsync(connection, credential, bearer, call.Purpose, cancellationToken);
        else
        {
            var open = logins.Challenge(connection) is { Scheme: "" };
            var answer = await AskAsync(BaseCall(call.Purpose) with { Authorization = BasicLogin.Header(credential) }, cancellationToken);
            taken = answer.WasRedirectedAway ? null : answer.Status == 401 ? false : answer.IsSuccess && !open ? true : null;
        }

        return exchange with { Login = exchange.Login with { IsTaken = taken } };
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

    /// <summary>Asks the base of the API how to log in, Bearer first.</summary>
    /// <returns>
    /// The challenges; <see cref="AuthChallenge.Nothing"/> when there are none; null when the host gave no usable answer.
    /// </returns>
    private async Task<IReadOnlyList<AuthChallenge>?> PingAsync(string purpose, CancellationToken cancellationToken)
    {
        var exchange = await AskAsync(BaseCall(purpose), cancellationToken);
        if (exchange.Failure is not null || exchange.Status is 429 or 408) return null;
        var challenges = exchange.WasRedirectedAway ? [] : ChallengeParser.Parse(exchange.HeaderValues("WWW-Authenticate"));
        var usable = challenges.Where(challenge => challenge.Scheme is "bearer" or "basic")
            .OrderBy(challenge => challenge.Scheme == "bearer" ? 0 : 1).ToList();
        return usable.Count > 0 ? usable : [AuthChallenge.Nothing];
    }

    // It serves all who wait; each exchange is bounded by the client's own timeout.
    private async Task<AuthChallenge?> AskHowAsync(string purpose) =>
        await PingAsync(purpose, CancellationToken.None) is { Count: > 0 } found ? found[0] : null;

    /// <summary>What was tried and said while one call is made.</summary>
    private sealed class LoginAttempt
    {
        /// <summary>Why the first token could not be had.</summary>
        public Failure? NoToken;

        /// <summary>The challenge that was answered.</summary>
        public AuthChallenge? Bearer;

        /// <summary>The answer to a request that carried the login.</summary>
        public Exchange? Refusal;

        public bool TriedBasic;

        public bool TriedWithout;

        public bool LoggedInAnew;

        /// <summary>Whether a token was refused that nobody had used before.</summary>
        public bool HadNewToken;

        /// <summary>Whether the registry named Basic, and not only as an answer to a token.</summary>
        public bool BasicBeside;
    }

    private readonly record struct NextStep(Login? Login, Failure? Failure, Exchange? Answer)
    {
        public static NextStep With(Login login) => new(login, null, null);

        public static NextStep Fails(Failure failure) => new(null, failure, null);

        public static NextStep Stands(Exchange answer) => new(null, null, answer);
    }

    /// <summary>What goes into the Authorization header, and where it came from.</summary>
    private sealed record Login(AuthenticationHeaderValue? Header, TokenKey? Key = null, BearerToken? Token = null)
    {
        public static Login None { get; } = new((AuthenticationHeaderValue?)null);

        /// <summary>Whether the credential itself travels, or a token that it bought.</summary>
        public bool IsCredential { get; init; }

        /// <summary>Whether the registry asked for it.</summary>
        public bool IsPrompted { get; init; } = true;

        /// <summary>Whether this is the first request with the token.</summary>
        public bool IsFresh { get; init; }

        public bool HasToken => Token is not null;

        public bool IsBasic => Header?.Scheme == "Basic";

        public static Login Basic(RegistryCredential credential, bool isPrompted) =>
            new(BasicLogin.Header(credential)) { IsCredential = true, IsPrompted = isPrompted };

        public static Login Bearer(TokenKey key, BearerToken token, bool isCredential) =>
            new(new AuthenticationHeaderValue("Bearer", token.Value), key, token)
            {
                IsCredential = isCredential,
                IsFresh = token.IsFirstUse(),
            };

        public static Login Ready(string token) => new(new AuthenticationHeaderValue("Bearer", token)) { IsCredential = true };
    }
}
