using ImageAutomation.ImageReflector.Registry.Http;
using ImageAutomation.ImageReflector.Registry.Login;
using ImageAutomation.Languages.GoText;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageReflector.Registry;

/// <summary>Turns an answer that is no success into a failure that names host, repository, cause and remedy.</summary>
internal static class RegistryFailures
{
    private const int MaxSaid = 256;

    /// <param name="exchange">Not a success.</param>
    /// <param name="connection">Where it happened.</param>
    /// <param name="credential">Used, and scrubbed from the registry's words.</param>
    /// <param name="purpose">"cannot list the tags of host/path".</param>
    /// <param name="host">Who answered.</param>
    /// <param name="wanted">What was not found on a 404.</param>
    public static Failure From(
        Exchange exchange, Connection connection, RegistryCredential credential, string purpose, string host,
        string wanted = RegistryReasons.RepositoryNotFound)
    {
        if (exchange.Failure is { } failure) return failure;
        var said = Said(exchange, credential);
        var error = exchange.Error;
        var (reason, text) = exchange.Status switch
        {
            401 or 403 when exchange.WasRedirectedAway => (
                exchange.Status == 401 ? RegistryReasons.AuthenticationFailed : RegistryReasons.AccessDenied,
                $"'{host}' redirects to another host{Elsewhere(exchange)}, which refuses access ({exchange.Status}); a login stays "
                    + $"with '{host}', so write the other host into the image if that is the registry"),
            401 when exchange.Login.AsksForNothing =>
                (RegistryReasons.RepositoryNotFound,
                    $"'{host}' has no such project, or it is not visible to {credential.Source} (401{said})"),
            401 when !exchange.Login.WasSent =>
                (RegistryReasons.AuthenticationFailed, $"the repository does not exist or needs credentials (401 from '{host}'{said})"),
            401 or 403 when exchange.Login.WasSent => Refused(exchange, connection, credential, host, said),
            403 => (RegistryReasons.AccessDenied,
                $"'{host}' denies anonymous access (403{said}){(said.Length > 0 ? "" : NeededScope(connection, host))}"),
            404 when wanted == RegistryReasons.TagNotFound && !error.Has("NAME_UNKNOWN") =>
                (RegistryReasons.TagNotFound, $"'{host}' does not know the tag (404{said})"),
            404 when exchange.WasRedirectedAway =>
                (RegistryReasons.RepositoryNotFound,
                    $"'{host}' redirects to another host{Elsewhere(exchange)}, which does not know it (404)"),
            404 => (RegistryReasons.RepositoryNotFound, $"'{host}' does not know the repository (404{said}); check the image name"),
            412 => (RegistryReasons.BlockedByRegistryPolicy, $"a policy of '{host}' blocks the image (412{said})"),
            400 when error.Has("NAME_INVALID") || error.Has("TAG_INVALID") || error.Has("MANIFEST_INVALID") || error.Has("DIGEST_INVALID")
                => (RegistryReasons.InvalidImage, $"'{host}' does not accept the name (400{said})"),
            400 or 405 when error.Has("UNSUPPORTED") =>
                (RegistryReasons.UnsupportedByRegistry, $"'{host}' does not support the request ({exchange.Status}{said})"),
            429 => (RegistryReasons.RateLimited, $"'{host}' limits the rate of requests (429{said}){Wait(exchange)}"),
            408 or >= 499 => (RegistryReasons.RegistryUnavailable, $"'{host}' is not available ({exchange.Status}{said}){Wait(exchange)}"),
            >= 200 and < 300 =>
                (RegistryReasons.InvalidResponse,
                    $"'{host}' answered {exchange.Status} with {ContentType(exchange)}, not as a registry does; check the host"),
            _ => (RegistryReasons.InvalidResponse,
                $"'{host}' answered {exchange.Status}{said}{(exchange.WasRedirectedAway ? $" by a redirect{Elsewhere(exchange)}" : "")}"),
        };
        return Failure.Transient(reason, $"{purpose}: {text}");
    }

    /// <summary>Whether the login or its rights are at fault, as far as the registry tells.</summary>
    private static (string Reason, string Text) Refused(
        Exchange exchange, Connection connection, RegistryCredential credential, string host, string said)
    {
        // A shell reads robot$acme as robot.
        var dollar = credential.Username is { } user && user.Contains('+') && !user.Contains('$') && exchange.Login.IsHarbor
            ? "; its user name holds '+' but no '$': a robot's is robot$project+name, and a shell may have taken the '$' for a variable"
            : "";
        var azure = IsAzure(host) ? "; to list tags it needs metadata_read (_repositories_metadata_read)" : "";
        var lacksScope = exchange.HeaderValues("WWW-Authenticate")
            .Any(value => value.Contains("insufficient_scope", StringComparison.Ordinal));
        return exchange.Login.IsTaken switch
        {
            false =>
                (RegistryReasons.AuthenticationFailed,
                    $"'{host}' does not take the login of {credential.Source}, it is wrong or has expired "
                        + $"({exchange.Status}{said}){dollar}"),
            true =>
                (RegistryReasons.AccessDenied,
                    $"'{host}' takes the login of {credential.Source}, but it has no right "
                        + $"here ({exchange.Status}{said}){azure}"
                        + (said.Length > 0 || azure.Length > 0 ? "" : NeededScope(connection, host))),
            null when lacksScope =>
                (RegistryReasons.AccessDenied,
                    $"'{host}' says that the login of {credential.Source} has not the right "
                        + $"(insufficient_scope, {exchange.Status}{said}){azure}{NeededScope(connection, host)}"),
            null when exchange.Status == 403 =>
                (RegistryReasons.AccessDenied,
                    $"'{host}' denies access with {credential.Source} "
                        + $"(403{said}){(said.Length > 0 && azure.Length == 0 ? "" : NeededScope(connection, host))}"),
            null =>
                (RegistryReasons.AuthenticationFailed,
                    $"'{host}' refused the credentials of {credential.Source} (401{said}){azure}{dollar}"),
        };
    }

    private static string NeededScope(Connection connection, string host) =>
        $"; it needs the scope 'repository:{connection.Target.Repository}:pull'"
        + (IsAzure(host) ? " and, to list tags, metadata_read (_repositories_metadata_read)" : "");

    private static string Elsewhere(Exchange exchange) => exchange.AnsweredBy is { } there ? $", '{there.Authority}'" : "";

    /// <summary>The registry's words for brackets, without anything secret that it may have echoed.</summary>
    public static string Said(Exchange exchange, RegistryCredential credential)
    {
        var text = RegistryErrorBody.Clean(WithoutSecrets(exchange.Error.Text, credential), MaxSaid);
        return text.Length == 0 ? "" : ", " + text;
    }

    /// <summary>A text without what the credential holds.</summary>
    public static string WithoutSecrets(string text, RegistryCredential credential)
    {
        var basic = credential.CanLogInWithPassword ? BasicLogin.Header(credential).Parameter : null;
        foreach (var secret in (ReadOnlySpan<string?>)[basic, credential.Password, credential.IdentityToken, credential.RegistryToken])
            if (secret is { Length: > 0 }) text = text.Replace(secret, "***", StringComparison.Ordinal);
        return text;
    }

    private static bool IsAzure(string host) => host.Contains(".azurecr.", StringComparison.Ordinal);

    /// <summary>How long the host asks to wait, as the end of a sentence.</summary>
    public static string Wait(Exchange exchange) =>
        exchange.RetryAfter is { } wait ? $"; it asks to wait {GoDuration.FormatWait(wait)}" : "";

    private static string ContentType(Exchange exchange) =>
        exchange.ContentType.Length == 0 ? "no content type" : $"content type '{RegistryErrorBody.Clean(exchange.ContentType, 64)}'";
}
