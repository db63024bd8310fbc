using System.Globalization;
using System.Text.RegularExpressions;
using ImageAutomation.ImageUpdater.Git.Failures;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageUpdater.Git.Login;

/// <summary>The address of a remote, without user info, safe to hand to git and to print.</summary>
public sealed partial record GitUrl
{
    /// <summary>Longest URL that is accepted, in characters.</summary>
    public const int MaxLength = 2048;

    private GitUrl(string text, GitTransport transport, string origin, string host)
    {
        Text = text;
        Transport = transport;
        Origin = origin;
        Host = host;
    }

    /// <summary>The URL without user info; for <see cref="GitTransport.File"/> a <c>file://</c> URL or an absolute path.</summary>
    public string Text { get; }

    /// <summary>How the remote is reached.</summary>
    public GitTransport Transport { get; }

    /// <summary><c>scheme://host[:port]</c>; empty for <see cref="GitTransport.File"/>.</summary>
    public string Origin { get; }

    /// <summary>Host without port; empty for <see cref="GitTransport.File"/>.</summary>
    public string Host { get; }

    /// <summary>Port that the URL names; null: the transport's own.</summary>
    internal int? Port =>
        Origin.LastIndexOf(':') is var at && at > Origin.LastIndexOf(']')
        && int.TryParse(Origin.AsSpan(at + 1), CultureInfo.InvariantCulture, out var port) ? port : null;

    /// <summary>Where the repository is on its host; without a query, which can hold a token.</summary>
    internal string RepositoryPath
    {
        get
        {
            var path = Transport == GitTransport.File && Text.StartsWith("file://", StringComparison.Ordinal) ? Text["file://".Length..]
                : Text[Origin.Length..];
            return path.IndexOfAny(['?', '#']) is >= 0 and var end ? path[..end] : path;
        }
    }

    /// <summary>
    /// The address with one spelling: default port, case of the host, doubled and trailing slashes make no other repository.
    /// </summary>
    internal string Canonical
    {
        get
        {
            if (Transport == GitTransport.File) return Text;
            var standard = Transport switch { GitTransport.Http => 80, GitTransport.Https => 443, _ => 22 };
            var port = Port is { } given && given != standard ? string.Create(CultureInfo.InvariantCulture, $":{given}") : "";
            var query = Text.IndexOfAny(['?', '#'], Origin.Length) is >= 0 and var at ? Text[at..] : "";
            var path = string.Join('/', RepositoryPath.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != "."));
            return $"{Scheme}://{Host.ToLowerInvariant()}{port}/{path}{query}";
        }
    }

    /// <summary>As it is written before <c>://</c>.</summary>
    internal string Scheme => Transport.ToString().ToLowerInvariant();

    /// <summary>User name that stood in the URL, percent-decoded.</summary>
    internal string? User { get; init; }

    /// <summary>Password that stood in the URL, percent-decoded.</summary>
    internal string? Password { get; init; }

    /// <summary>Takes a URL apart and refuses what git could take for something else.</summary>
    /// <param name="text">
    /// <c>http</c>, <c>https</c> or <c>ssh</c> URL; with <paramref name="allowLocal"/> also <c>file://</c> or an absolute path.
    /// </param>
    /// <param name="allowLocal">Whether repositories on this machine may be named.</param>
    /// <returns>The URL, or a failure with reason <c>SourceManagerFailed</c> whose text starts <c>failed to parse URL</c>.</returns>
    public static Result<GitUrl> Parse(string text, bool allowLocal = false)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length is 0 or > MaxLength)
            return Refuse(text.Length == 0 ? "" : text[..40] + "...", $"a URL has 1 to {MaxLength} characters");
        if (text.AsSpan().ContainsAnyInRange('\0', ' ') || text.Contains('\x7f', StringComparison.Ordinal))
            return Refuse(text, "blanks and control characters are not allowed");
        if (text[0] == '/')
            return allowLocal ? new GitUrl(text, GitTransport.File, "", "") : Refuse(text, "local paths are not allowed here");

        var separator = text.IndexOf("://", StringComparison.Ordinal);
        if (separator <= 0) return Refuse(text, "write it as https://host/path or ssh://user@host/path");
        var rest = text[(separator + 3)..];
        var scheme = text[..separator];
        if (scheme == "file")
        {
            if (!allowLocal) return Refuse(text, "file URLs are not allowed here");
            return rest.StartsWith('/') ? new GitUrl(text, GitTransport.File, "", "") : Refuse(text, "a file URL names an absolute path");
        }

        GitTransport? known =
            scheme switch { "http" => GitTransport.Http, "https" => GitTransport.Https, "ssh" => GitTransport.Ssh, _ => null };
        if (known is not { } transport) return Refuse(text, "the scheme must be http, https or ssh");

        var end = rest.IndexOfAny(['/', '?', '#', '\\']);
        var authority = end < 0 ? rest : rest[..end];
        var path = end < 0 ? "" : rest[end..];
        var at = authority.LastIndexOf('@');
        var host = authority[(at + 1)..];
        if (!HostPattern().IsMatch(host)) return Refuse(text, "the host is missing or malformed");
        if (path.Contains('\\', StringComparison.Ordinal)) return Refuse(text, "backslashes are not allowed");
        if (transport == GitTransport.Ssh && path.TrimStart('/').StartsWith('-')) return Refuse(text, "the path may not begin with a dash");

        var origin = $"{scheme}://{host}";
        var url = new GitUrl(origin + path, transport, origin, HostOnly(host));
        if (at < 0) return url;
        var info = authority[..at];
        var colon = info.IndexOf(':', StringComparison.Ordinal);
        var user = Uri.UnescapeDataString(colon < 0 ? info : info[..colon]);
        var password = colon < 0 ? null : Uri.UnescapeDataString(info[(colon + 1)..]);
        if ((user + password).AsSpan().ContainsAnyInRange('\0', '\x1f')) return Refuse(text, "control characters are not allowed");
        return url with { User = user.Length == 0 ? null : user, Password = password };
    }

    /// <summary>The URL without user info.</summary>
    public override string ToString() => Text;

    private static string HostOnly(string host) => host[0] == '[' ? host[..(host.IndexOf(']', StringComparison.Ordinal) + 1)]
        : host.Split(':')[0];

    private static Failure Refuse(string text, string why)
    {
        // Everything before the last @ may be a password, also one with a slash in it.
        var at = text.LastIndexOf('@');
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        var shown = at < 0 ? text : (scheme >= 0 && scheme < at ? text[..(scheme + 3)] : "") + text[(at + 1)..];
        return GitFailures.Source($"failed to parse URL '{Sanitizer.Clean(shown)}': {why}");
    }

    [GeneratedRegex(@"\A(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_][A-Za-z0-9._-]*)(:[0-9]{1,5})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex HostPattern();
}
