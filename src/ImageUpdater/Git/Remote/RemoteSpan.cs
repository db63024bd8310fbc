using System.Diagnostics;
using ImageAutomation.Common.Tracing;
using ImageAutomation.ImageUpdater.Git.Login;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageUpdater.Git.Remote;

/// <summary>
/// A span around one call to a remote: host and path of the repository, refs, and how it failed. Never user info, never a query.
/// </summary>
internal static class RemoteSpan
{
    private const int MaxRefs = 20;

    /// <summary>Runs a call within a span.</summary>
    /// <param name="name">Fixed text, such as <c>git fetch</c>.</param>
    /// <param name="url">The remote.</param>
    /// <param name="refs">What is moved; the first 20 are noted.</param>
    /// <param name="call">The call.</param>
    /// <param name="refused">Finds a refusal in an answer that counts as a value.</param>
    /// <typeparam name="T">What the call brings.</typeparam>
    public static async Task<Result<T>> AroundAsync<T>(
        string name, GitUrl url, IEnumerable<string> refs, Func<Task<Result<T>>> call, Func<T, Failure?>? refused = null)
    {
        using var span = Spans.StartWithin(name, ActivityKind.Client);
        if (span is not null)
        {
            if (url.Host.Length > 0) span.SetTag("server.address", url.Host);
            if (url.Port is { } port) span.SetTag("server.port", port);
            span.SetTag("git.repository", url.RepositoryPath);
            if (string.Join(' ', refs.Take(MaxRefs)) is { Length: > 0 } moved) span.SetTag("git.refs", moved);
        }

        var result = await call();
        span.End(result.TryGet(out var value, out var failure) ? refused?.Invoke(value) : failure);
        return result;
    }
}
