using System.Net;
using System.Net.Http.Headers;
using System.Text;
using ImageAutomation.ImageUpdater.Git.Failures;
using ImageAutomation.ImageUpdater.Git.Login;
using ImageAutomation.ImageUpdater.Git.Program;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageUpdater.Git.Remote;

/// <summary>
/// Asks an HTTP remote for the beginning of Git's protocol, when git itself could not make sense of the answer: whether it redirects,
/// and whether it is a Git server at all.
/// </summary>
internal static class RemoteProbe
{
    private const string Beginning = "/info/refs?service=git-upload-pack";
    private const string GitAnswer = "application/x-git-upload-pack-advertisement";
    private const int MaxRedirects = 5;

    /// <summary>Where a remote has moved to: redirects on the same host, from http to https at the most.</summary>
    /// <returns>The new address; null when it did not move; a failure that names where it leads when it leaves the host.</returns>
    public static async Task<Result<GitUrl?>> FindMovedAsync(
        GitRemote remote, GitRunnerOptions options, CancellationToken cancellationToken)
    {
        var at = remote.Url;
        for (var hop = 0; hop <= MaxRedirects; hop++)
        {
            if (!(await AskAsync(remote, at, options, cancellationToken)).TryGet(out var answer, out var failure)) return failure;
            if (answer.Location is not { } location) return hop == 0 ? (GitUrl?)null : at;
            if (!TryMove(at, location, out var next)) return Elsewhere(remote, location);
            at = next;
        }

        return GitFailures.Transient(GitFailureKind.Redirected, $"'{remote.Url.Text}' redirects more than {MaxRedirects} times");
    }

    /// <summary>
    /// What kind of document a remote answers with in place of Git's protocol; null when it speaks it or cannot be asked.
    /// </summary>
    public static async Task<string?> FindForeignAnswerAsync(
        GitRemote remote, GitRunnerOptions options, CancellationToken cancellationToken)
    {
        if (!(await AskAsync(remote, remote.Url, options, cancellationToken)).TryGet(out var answer, out _)
            || answer.Status != HttpStatusCode.OK || answer.ContentType == GitAnswer)
            return null;
        return answer.ContentType.Length == 0 ? "something without a content type" : answer.ContentType;
    }

    /// <summary>The redirect's target, if it is the same repository's beginning at another address of the same host.</summary>
    internal static bool TryMove(GitUrl from, Uri location, out GitUrl to)
    {
        to = from;
        if (!location.IsAbsoluteUri || location.UserInfo.Length > 0 || !location.AbsoluteUri.EndsWith(Beginning, StringComparison.Ordinal))
            return false;
        if (!GitUrl.Parse(location.AbsoluteUri[..^Beginning.Length]).TryGet(out var moved, out _)) return false;
        if (!string.Equals(moved.Host, from.Host, StringComparison.OrdinalIgnoreCase)) return false;
        var stays = moved.Transport == from.Transport && PortOf(moved) == PortOf(from);
        var isSecured = from.Transport == GitTransport.Http && moved.Transport == GitTransport.Https && PortOf(from) == 80
            && PortOf(moved) == 443;
        to = moved;
        return stays || isSecured;
    }

    private static int PortOf(GitUrl url) => url.Port ?? (url.Transport == GitTransport.Https ? 443 : 80);

    private static Failure Elsewhere(GitRemote remote, Uri location)
    {
        var target = location.IsAbsoluteUri
            ? location.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped) : location.OriginalString;
        if (target.EndsWith("/info/refs", StringComparison.Ordinal)) target = target[..^"/info/refs".Length];
        return GitFailures.Transient(
            GitFailureKind.Redirected,
            $"'{remote.Url.Text}' redirects to '{Sanitizer.Clean(target)}', which is not followed: another host, port or protocol; use "
                + "that address in spec.url if it is the right one");
    }

    private static async Task<Result<Answer>> AskAsync(
        GitRemote remote, GitUrl url, GitRunnerOptions options, CancellationToken cancellationToken)
    {
        using var http = new HttpClient(GitHttpHandler.Create(remote, options.Addresses), disposeHandler: true)
        {
            Timeout = remote.Timeout,
        };
        using var request = new HttpRequestMessage(HttpMethod.Get, url.Text.TrimEnd('/') + Beginning);
        request.Headers.UserAgent.ParseAdd("git/image-automation");
        request.Headers.Authorization = remote.Credentials switch
        {
            GitCredentials.Basic basic =>
                new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{basic.User}:{basic.Password}"))),
            GitCredentials.Bearer bearer => new AuthenticationHeaderValue("Bearer", bearer.Token),
            _ => null,
        };
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            var isRedirect = (int)response.StatusCode is 301 or 302 or 303 or 307 or 308;
            // set above
            var location = isRedirect && response.Headers.Location is { } to ? to.IsAbsoluteUri ? to : new Uri(request.RequestUri!, to)
                : null;
            return new Answer(response.StatusCode, response.Content.Headers.ContentType?.MediaType ?? "", location);
        }
        catch (Exception exception)
        when (exception is HttpRequestException or IOException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return GitFailures.Transient(GitFailureKind.Unreachable, $"'{remote.Url.Text}' was not reached", inner: exception);
        }
    }

    private sealed record Answer(HttpStatusCode Status, string ContentType, Uri? Location);
}
