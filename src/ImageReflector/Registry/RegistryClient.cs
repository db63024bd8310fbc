using System.Collections.Concurrent;
using ImageAutomation.Common.References;
using ImageAutomation.Common.Time;
using ImageAutomation.ImageReflector.Registry.Addresses;
using ImageAutomation.ImageReflector.Registry.Budgets;
using ImageAutomation.ImageReflector.Registry.Catalog;
using ImageAutomation.ImageReflector.Registry.Harbor;
using ImageAutomation.ImageReflector.Registry.Http;
using ImageAutomation.ImageReflector.Registry.Listing;
using ImageAutomation.ImageReflector.Registry.Login;
using ImageAutomation.Languages.GoText;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageReflector.Registry;

/// <summary>
/// The distribution API over HTTP. One instance serves all repositories: connections, tokens and budgets are shared where that is safe.
/// </summary>
public sealed class RegistryClient : IRegistryClient, IArtifactCatalog, IDisposable
{
    /// <summary>Credentials tried for one repository before giving up.</summary>
    private const int MaxCandidates = 5;

    private const int MaxRemembered = 20_000;

    /// <summary>Longest wait for HTTPS before plain HTTP is tried, where that is allowed.</summary>
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(3);

    private readonly RegistryClientOptions options;
    private readonly TimeProvider time;
    private readonly TransportPool transports;
    private readonly LanePool lanes;
    private readonly RegistryHttp http;
    private readonly TokenService tokens;
    private readonly LoginState logins;
    private readonly HarborProjects projects;
    private readonly HarborCatalog catalog;

    /// <summary>The credential that last worked, by repository and candidates.</summary>
    private readonly ConcurrentDictionary<string, string> winners = new(StringComparer.Ordinal);

    /// <summary>Makes a client.</summary>
    /// <param name="options">Bounds.</param>
    /// <param name="time">Clock of caches, waits and timeouts.</param>
    public RegistryClient(RegistryClientOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        this.options = options;
        this.time = time;
        // What is kept, and how long a wait is, must not depend on somebody setting the clock.
        var steady = new SteadyTime(time);
        transports = new TransportPool(options, steady);
        lanes = new LanePool(options, steady, time);
        http = new RegistryHttp(transports, options, time);
        tokens = new TokenService(http, lanes, options, steady, time);
        logins = new LoginState(steady);
        var harbor = new HarborApi(http, lanes);
        projects = new HarborProjects(harbor, steady);
        catalog = new HarborCatalog(harbor, options, steady);
    }

    /// <summary>What registries have granted, by host.</summary>
    public IReadOnlyList<HostBudget> Budgets => lanes.Budgets();

    /// <inheritdoc/>
    public async Task<Result<TagListing>> ListTagsAsync(RegistryTarget target, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(target);
        using var limit = new CancellationTokenSource(options.ListTimeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return await WithCredentialsAsync(
                target,
                $"cannot list the tags of '{target}'",
                ListAndCheckAsync,
                static listing => listing.Tags.Count + listing.InvalidTags == 0, // to those who may not see, many lists are empty
                linked.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            return Failure.Transient(
                RegistryReasons.TagListTooLarge,
                $"cannot list the tags of '{target}': the listing took longer than {GoDuration.Format(options.ListTimeout)} "
                    + $"(--max-operation-timeout)",
                exception);
        }
    }

    /// <inheritdoc/>
    public async Task<Result<string>> GetDigestAsync(RegistryTarget target, string tag, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (Invalid(target, tag) is { } failure) return failure;
        return await WithCredentialsAsync(
            target, $"cannot resolve '{target}:{tag}'", (session, token) => new DigestResolver(session, tag, options).ResolveAsync(token),
            static _ => false, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<Result<TagSight>> LookAtAsync(RegistryTarget target, string tag, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (Invalid(target, tag) is { } failure) return failure;
        return await WithCredentialsAsync(
            target, $"cannot look at '{target}:{tag}'", (session, token) => new DigestResolver(session, tag, options).LookAsync(token),
            static sight => !sight.IsThere, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<Result<bool>> ExistsAsync(RegistryTarget target, string reference, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (!Digest.Parse(reference).IsSuccess && Invalid(target, reference) is { } failure) return failure;
        return await WithCredentialsAsync(
            target, $"cannot resolve '{target}:{reference}'",
            (session, token) => new DigestResolver(session, reference, options).ExistsAsync(token), static exists => !exists,
            cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<Result<string?>> WhyNotTheWordAsync(RegistryTarget target, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(target);
        var purpose = $"cannot read the project of '{target}'";
        return await WithCredentialsAsync<string?>(
            target,
            purpose,
            async (session, token) => await session.IsHarborAsync(purpose, token)
                && await projects.IsProxyAsync(session.Connection, session.Credential, token) == true
                ? $"Harbor's project '{HarborApi.ProjectOf(target)}' is a proxy cache, whose lists and 404s prove nothing" : null,
            static why => why is null, // another login may see more of the project
            cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<Result<bool>> HasCatalogAsync(RegistryTarget target, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(target);
        var purpose = $"cannot tell the registry of '{target}'";
        return await WithCredentialsAsync<bool>(
            target, purpose, async (session, token) => await session.IsHarborAsync(purpose, token), static _ => false, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<Result<IReadOnlyList<RegistryArtifact>>> ListArtifactsAsync(
        RegistryTarget target, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(target);
        return await WithCredentialsAsync(
            target, $"cannot list the artifacts of '{target}'",
            (session, token) => catalog.ListAsync(session.Connection, session.Credential, token), static _ => false, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<Result<RegistryArtifact?>> FindArtifactAsync(
        RegistryTarget target, string reference, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (!Digest.Parse(reference).IsSuccess && Invalid(target, reference) is { } failure) return failure;
        return await WithCredentialsAsync(
            target, $"cannot read the artifact '{target}' {reference}",
            (session, token) => catalog.FindAsync(session.Connection, session.Credential, reference, token), static found => found is null,
            cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        transports.Dispose();
        lanes.Dispose();
    }

    private async Task<Result<TagListing>> ListAndCheckAsync(RegistrySession session, CancellationToken cancellationToken)
    {
        var listed = await new TagLister(session, logins, options).ListAsync(cancellationToken);
        if (!listed.TryGet(out var listing, out var failure)) return failure;
        var purpose = $"cannot check the login at '{session.Connection.Origin.Authority}'";
        // Once an hour: nobody else would notice that a robot has expired whose project everybody may read.
        if (!logins.IsLoginCheckDue(session.Connection, session.Credential)
            || await session.IsLoginTakenAsync(purpose, cancellationToken) is not { } taken)
            return listing;
        logins.RememberLoginCheck(session.Connection, session.Credential, taken);
        return taken ? listing with
        {
            IsLoginChecked = true,
        } : listing with
        {
            IsLoginChecked = true,
            LoginWarning = $"Harbor does not take the login of {session.Credential.Source} (wrong, disabled or expired); the tags are "
                + "those that strangers may see",
        };
    }

    private static Failure? Invalid(RegistryTarget target, string tag) => TagGrammar.IsTag(tag)
        ? null
        : Failure.Transient(
            RegistryReasons.InvalidImage, $"cannot resolve a tag of '{target}': '{RegistryErrorBody.Clean(tag, 128)}' is not a tag");

    private async Task<Result<T>> WithCredentialsAsync<T>(
        RegistryTarget target, string purpose, Func<RegistrySession, CancellationToken, Task<Result<T>>> operation,
        Func<T, bool> isNothing, CancellationToken cancellationToken)
    {
        if (!(await CandidatesAsync(target, cancellationToken)).TryGet(out var candidates, out var loginFailure)) return loginFailure;
        if (!(await ConnectAsync(target, purpose, cancellationToken)).TryGet(out var connection, out var failure)) return failure;

        var result = await WithAnyAsync(target, connection, candidates, operation, isNothing, cancellationToken);
        // The wrong scheme can look like many faults (a broken answer, a 400); none of these is worth keeping it for an hour.
        if (result.Failure is not
            {
                Reason: RegistryReasons.RegistryUnreachable or RegistryReasons.RegistryUnavailable
            or RegistryReasons.TlsError or RegistryReasons.InvalidResponse
            } broken) return result;
        logins.ForgetScheme(target, connection.Transport);
        if (!connection.AllowsPlainHttp || connection.Origin.Scheme != Uri.UriSchemeHttp) return result;

        // Plain HTTP was right when it was found out; a registry that got a certificate since then answers nothing but nonsense to it.
        if (!(await ConnectAsync(target, purpose, cancellationToken)).TryGet(out var anew, out _)
            || anew.Origin.Scheme == connection.Origin.Scheme)
            return broken with { Message = $"{broken.Message}; HTTPS does not answer there either" };
        return await WithAnyAsync(target, anew, candidates, operation, isNothing, cancellationToken);
    }

    /// <summary>Tries credentials until one gets an answer that is more than nothing.</summary>
    private async Task<Result<T>> WithAnyAsync<T>(
        RegistryTarget target, Connection connection, RegistryCredential[] candidates,
        Func<RegistrySession, CancellationToken, Task<Result<T>>> operation, Func<T, bool> isNothing, CancellationToken cancellationToken)
    {
        var key = $"{target}|{connection.Transport}|{string.Join(',', candidates.Select(candidate => candidate.Fingerprint))}";
        if (candidates.Length > 1 && winners.TryGetValue(key, out var winner))
            candidates = [.. candidates.OrderBy(candidate => candidate.Fingerprint == winner ? 0 : 1)];

        Failure? first = null;
        Result<T>? nothing = null;
        foreach (var credential in candidates)
        {
            var result = await operation(new RegistrySession(connection, credential, http, lanes, tokens, logins), cancellationToken);
            if (result.Failure is not { } failed)
            {
                if (!isNothing(result.Value) || candidates.Length == 1)
                {
                    if (candidates.Length > 1) Remember(key, credential);
                    return result;
                }

                nothing ??= result;
                continue;
            }

            // Only a refusal is a reason to try the next, and not to know is how many refuse; anything else says nothing about the
            // credential.
            if (failed.Reason is not (RegistryReasons.AuthenticationFailed or RegistryReasons.AccessDenied
                or RegistryReasons.RepositoryNotFound or RegistryReasons.TagNotFound))
                return Explained(target, credential, failed);
            first ??= failed;
        }

        if (nothing is { } empty) return empty;
        var shown = first!; // there is a candidate, and it failed
        return candidates.Length == 1 ? Explained(target, candidates[0], shown) : shown with
        {
            Message = $"{shown.Message}; {candidates.Length - 1} more matching credentials did no better",
        };
    }

    /// <summary>Whoever gave Secrets and is met as a stranger must learn why: many registries say 404 to those who may not see.</summary>
    private static Failure Explained(RegistryTarget target, RegistryCredential credential, Failure failure)
    {
        if (!credential.IsAnonymous
            || failure.Reason
            is not (RegistryReasons.AuthenticationFailed or RegistryReasons.AccessDenied or RegistryReasons.RepositoryNotFound))
            return failure;
        var reasons = target.PullSecrets.Select(secret => secret.WhyNoLogin(target.Host, target.Repository)).OfType<string>()
            .Concat(target.LoginRemarks).Take(MaxCandidates).ToList();
        return reasons.Count == 0 ? failure : failure with { Message = $"{failure.Message}; {string.Join("; ", reasons)}" };
    }

    private void Remember(string key, RegistryCredential winner)
    {
        if (winners.Count >= MaxRemembered) winners.Clear(); // a cache: costs one refused try each
        winners[key] = winner.Fingerprint;
    }

    private static async Task<Result<RegistryCredential[]>> CandidatesAsync(RegistryTarget target, CancellationToken cancellationToken)
    {
        if (target.Login is { } login)
        {
            var fetched = await login(cancellationToken);
            return fetched.TryGet(out var credential, out var failure) ? new[] { credential } : failure;
        }

        // Anonymous only when nothing matched: a broken Secret must not hide behind a public repository.
        var found = target.PullSecrets.SelectMany(secret => secret.Match(target.Host, target.Repository))
            .DistinctBy(credential => credential.Fingerprint).Take(MaxCandidates).ToArray();
        return found.Length > 0 ? found : [RegistryCredential.Anonymous];
    }

    /// <summary>Settles the scheme: https, unless plain http is allowed and https does not answer.</summary>
    private async Task<Result<Connection>> ConnectAsync(RegistryTarget target, string purpose, CancellationToken cancellationToken)
    {
        var host = HostNames.ApiHost(target.Host);
        if (!Uri.TryCreate($"https://{host}/", UriKind.Absolute, out var secure) || secure.UserInfo.Length > 0
            || secure.PathAndQuery != "/")
            return Failure.Transient(
                RegistryReasons.InvalidImage, $"{purpose}: '{RegistryErrorBody.Clean(target.Host, 255)}' is not a host name");
        var connection = new Connection(target, secure);
        if (!connection.AllowsPlainHttp) return connection;

        var plain = new Connection(target, new Uri($"http://{host}/"));
        if (logins.Scheme(target, connection.Transport) is { } known) return known == Uri.UriSchemeHttp ? plain : connection;

        using var limit = new CancellationTokenSource(ProbeTimeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        bool noTls;
        try
        {
            var call = new HttpCall
            {
                Method = HttpMethod.Get,
                Uri = connection.Base,
                MaxBodyBytes = RegistryErrorBody.MaxBytes,
                Purpose = purpose,
            };
            noTls = (await http.SendOnceAsync(call, target.Tls, target.Proxy, linked.Token)).NeverConnected;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            noTls = true; // silence on the TLS port
        }

        logins.RememberScheme(target, connection.Transport, noTls ? Uri.UriSchemeHttp : Uri.UriSchemeHttps);
        return noTls ? plain : connection;
    }
}
