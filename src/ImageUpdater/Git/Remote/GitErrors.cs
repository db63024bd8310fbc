using ImageAutomation.ImageUpdater.Git.Failures;
using ImageAutomation.ImageUpdater.Git.Login;
using ImageAutomation.ImageUpdater.Git.Program;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageUpdater.Git.Remote;

/// <summary>
/// Turns what git prints into a failure that names the remote and the fix. git runs in English, so its words are a stable key.
/// </summary>
internal static class GitErrors
{
    // The first row with a word in the text counts, so closer words come before wider ones.
    private static readonly (GitFailureKind Kind, string Says, string[] Words)[] Table =
    [
        (GitFailureKind.TooLarge, "git needs more memory for {0} than the bound of one process allows",
            ["Out of memory", "out of memory", "mmap failed: Cannot allocate", "unable to create thread"]),
        (GitFailureKind.TooLarge, "{0} is larger than the bound of one fetch allows", ["File too large", "died of signal 25"]),
        (GitFailureKind.Other, "the mirror of {0} was changed by another process",
            ["shallow file has changed", ".lock': File exists"]),
        (GitFailureKind.HostKey,
            "the SSH host key of {0} is not the one in known_hosts: check the key and correct 'known_hosts' in the Secret",
            ["Host key verification failed", "REMOTE HOST IDENTIFICATION HAS CHANGED"]),
        (GitFailureKind.Tls, "TLS with {0} failed: add the issuer as 'ca.crt' to the Secret, or correct the certificates",
        [
            "SSL certificate problem", "server certificate verification failed", "certificate verify failed",
            "SSL: no alternative certificate", "SSL_connect",
            "SSL routines", "gnutls_handshake", "certificate subject name", "unable to set private key file",
            "could not load PEM client certificate",
        ]),
        (GitFailureKind.Authentication, "{0} refused the credentials: correct the Secret, or its access to the repository",
        [
            "Authentication failed", "could not read Username", "could not read Password", "Permission denied (",
            "Permission denied, please",
            "returned error: 401", "returned error: 403", "incorrect passphrase", "Load key", "HTTP Basic: Access denied",
            "Too many authentication failures", " denied to ", "access denied", "marked as read only",
        ]),
        (GitFailureKind.Unreachable, "{0} was not reached, is overloaded, or closed the connection",
        [
            "Could not resolve", "Name or service not known", "Temporary failure in name resolution", "Connection refused",
            "Failed to connect",
            "Couldn't connect", "Connection timed out", "Network is unreachable", "No route to host", "Connection reset", "early EOF",
            "unexpected disconnect", "returned error: 5", "returned error: 429", "Connection closed", "Broken pipe", "ssh: connect",
            "Recv failure", "Empty reply", "Could not connect", "kex_exchange_identification",
        ]),
        (GitFailureKind.Redirected, "{0} answers with a redirect, which is not followed: use the final address",
            ["from redirect", "returned error: 30"]),
        (GitFailureKind.RepositoryNotFound, "there is no repository at {0}, or the credentials do not reach it",
        [
            "does not appear to be a git repository", "' not found", "Repository not found", "returned error: 404", "does not exist",
            "not valid: is this a git repository", "dubious ownership",
        ]),
        (GitFailureKind.InvalidInput, "{0} is a SHA-256 repository, which is not supported", ["mismatched algorithms"]),
        (GitFailureKind.InvalidInput, "the protocol of {0} is not allowed here", ["' not allowed"]),
        (GitFailureKind.Unreachable, "{0} was not reached, or closed the connection", ["Could not read from remote repository"]),
    ];

    // What this machine lacks, whatever it was that git could not do for it.
    private static readonly string[] FullDiskWords = ["No space left on device", "Disk quota exceeded"];

    // There is nothing to correct where nothing was sent.
    private const string NoLogin = "{0} wants a login: name a Secret with credentials in spec.secretRef of the GitRepository";

    private static readonly string[] DamageWords =
    [
        "is corrupt", "object file", "index file", "non-monotonic index", "bad signature", "bad object", "packfile", "inflate:",
        "unable to read tree",
        "unable to read sha1", "missing blob", "missing tree", "not a git repository: ", "bad config", "unable to parse object",
        "error: Could not read ",
        "pack has", "index-pack failed on", "unresolved deltas", "remote did not send all necessary objects",
        "did not receive expected object",
        "broken link", "is at but expected", "reference broken", "invalid index-pack", "hash mismatch", "failed to traverse parents",
    ];

    /// <summary>Whether git complains about the repository on this machine.</summary>
    public static bool IsDamage(GitOutput output) => !IsFullDisk(output) && HasOwn(output, DamageWords);

    private static bool IsFullDisk(GitOutput output) => HasOwn(output, FullDiskWords);

    private static bool HasOwn(GitOutput output, string[] words) =>
        output.OwnLines.Any(line => words.Any(word => line.Contains(word, StringComparison.Ordinal)));

    /// <summary>The failure of a call to a remote.</summary>
    /// <param name="verb">What was tried.</param>
    /// <param name="remote">With whom.</param>
    /// <param name="output">What git said.</param>
    /// <param name="isPublic">
    /// Whether everybody could have asked the remote. What any other server says without speaking Git is not repeated.
    /// </param>
    public static Failure OfRemote(string verb, GitRemote remote, GitOutput output, bool isPublic)
    {
        var isWebError = HasOwn(output, ["requested URL returned error"]);
        var text = isPublic || !isWebError ? output.ErrorText : string.Join("; ", output.OwnLines);
        if (IsFullDisk(output))
            return GitFailures.Transient(
                GitFailureKind.Other,
                $"{verb} failed for '{remote.Url.Text}': the disk of the state folder is full; make room there (git: {text})", text);
        foreach (var (kind, says, words) in Table)
        {
            if (!words.Any(word => text.Contains(word, StringComparison.OrdinalIgnoreCase))) continue;
            var isUnnamed = kind == GitFailureKind.Authentication && remote.Credentials is GitCredentials.None;
            var what = (isUnnamed ? NoLogin : says).Replace("{0}", $"'{remote.Url.Text}'", StringComparison.Ordinal);
            if (remote.SecretName is { } secret) what = what.Replace("the Secret", $"Secret '{secret}'", StringComparison.Ordinal);
            // ssh says it in a banner of twenty lines, with advice about a file that is not the user's.
            return GitFailures.Transient(kind, kind == GitFailureKind.HostKey ? $"{verb} failed: {what}"
                : $"{verb} failed: {what} (git: {text})", text);
        }

        return IsDamage(output)
            ? GitFailures.Transient(
                GitFailureKind.Damaged, $"{verb} failed: the mirror of '{remote.Url.Text}' is damaged and will be made anew (git: {text})",
                text)
            : GitFailures.Transient(
                GitFailureKind.Other, $"{verb} failed for '{remote.Url.Text}' (git exit code {output.ExitCode}: {text})", text);
    }

    /// <summary>The failure of a call that stays on this machine.</summary>
    public static Failure OfLocal(string verb, GitOutput output) => GitFailures.Transient(
        IsDamage(output) ? GitFailureKind.Damaged : GitFailureKind.Other,
        $"git {verb} failed with code {output.ExitCode}: {output.ErrorText}",
        output.ErrorText);
}
