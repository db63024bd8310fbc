using System.Collections.Concurrent;
using ImageAutomation.Common.Network;
using ImageAutomation.ImageUpdater.Git.Failures;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageUpdater.Git.Login;

/// <summary>Turns credentials that git cannot use into ones that it can. Tokens are kept in memory until shortly before they end.</summary>
/// <param name="addresses">Where the APIs may be.</param>
/// <param name="time">Time.</param>
internal sealed class GitLogin(AddressGate addresses, TimeProvider time)
{
    /// <summary>How long before its end a token is no longer used.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<(GitCredentials.GitHubApp App, string Owner), Kept> tokens = new();

    /// <summary>Logs in where the credentials need it; other remotes come back as they are.</summary>
    /// <param name="remote">The remote; its TLS settings, proxy and timeout count for the login too.</param>
    /// <param name="user">Who asks; tokens are kept apart by it, as upstream keeps them per automation.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>
    /// A remote that git can use; a failure of kind <see cref="GitFailureKind.Authentication"/>, <see cref="GitFailureKind.Unreachable"/>,
    /// <see cref="GitFailureKind.Tls"/> or <see cref="GitFailureKind.Timeout"/>.
    /// </returns>
    public async Task<Result<GitRemote>> LoginAsync(GitRemote remote, string user, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(remote);
        if (remote.Credentials is not GitCredentials.GitHubApp app) return remote;
        if (remote.Url.Transport is not (GitTransport.Http or GitTransport.Https))
            return GitFailures.Source($"a GitHub App cannot log in to '{remote.Url.Text}': use an https URL");

        var key = (app, user);
        if (!tokens.TryGetValue(key, out var kept) || Left(kept) <= Margin)
        {
            using var client = new GitHubAppClient(remote, app, addresses, time);
            if (!(await client.TokenAsync(cancellationToken)).TryGet(out var token, out var failure)) return failure;
            kept = new Kept(token.Value, time.GetTimestamp(), token.Ends - time.GetUtcNow());
            tokens[key] = kept;
            foreach (var (old, ended) in tokens)
                if (Left(ended) <= TimeSpan.Zero) tokens.TryRemove(old, out _);
        }

        return remote with { Credentials = new GitCredentials.Basic("x-access-token", kept.Token) };
    }

    private TimeSpan Left(Kept kept) => kept.Life - time.GetElapsedTime(kept.Since);

    // Not until when: a wall clock that is set back would keep a token beyond its end.
    private sealed record Kept(string Token, long Since, TimeSpan Life)
    {
        public override string ToString() => "a token";
    }
}
