using Microsoft.AspNetCore.Http;

namespace ImageAutomation.Common.Web;

/// <summary>What is served below a path.</summary>
/// <param name="Path">Begins with a slash, without query; compared by ordinal.</param>
/// <param name="Handle">
/// Answers. There are no services in the context. What it throws is told as a bug and answered with 500, unless the peer went away or sent
/// too much.
/// </param>
public sealed record WebRoute(string Path, RequestDelegate Handle)
{
    /// <summary>Methods of requests; GET and HEAD. The server leaves out the body of an answer to HEAD. Others get 405.</summary>
    public IReadOnlyList<string> Methods { get; init; } = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Whether every path that begins with <see cref="Path"/> is meant. Exact paths go first, then the longest.</summary>
    public bool IsPrefix { get; init; }

    /// <summary>
    /// Longest body of a request in bytes, 0 or more; 0: none is taken. Above: 413. Of a body in chunks the framing counts, too.
    /// </summary>
    public long MaxBodyBytes { get; init; }

    internal bool Matches(string path) => IsPrefix ? path.StartsWith(Path, StringComparison.Ordinal) : path == Path;
}
