using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ImageAutomation.ImageReflector.Registry.Budgets;
using ImageAutomation.ImageReflector.Registry.Http;
using ImageAutomation.ImageReflector.Registry.Login;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageReflector.Registry.Harbor;

/// <summary>Harbor's own API, version 2.0: projects and artifacts.</summary>
/// <remarks>
/// Source: goharbor/harbor, api/v2.0/swagger.yaml. It takes the logins of the distribution API as Basic, robots with their prefix.
/// </remarks>
internal sealed class HarborApi(RegistryHttp http, LanePool lanes)
{
    /// <summary>Harbor's own bound.</summary>
    public const int PageSize = 100;

    private const long MaxBytes = 8 * 1024 * 1024;

    /// <summary>Reports of scans, the newer form first.</summary>
    private const string Reports =
        "application/vnd.security.vulnerability.report; version=1.1, application/vnd.scanner.adapter.vuln.report.harbor+json; version=1.0";

    /// <summary>The project that a repository belongs to: the first part of its path.</summary>
    public static string ProjectOf(RegistryTarget target) => target.Repository.Split('/')[0];

    /// <summary>Reads a project.</summary>
    /// <returns>The project; null when it is not there, or not visible.</returns>
    public async Task<Result<HarborProject?>> ProjectAsync(
        Connection connection, RegistryCredential credential, CancellationToken cancellationToken)
    {
        var project = ProjectOf(connection.Target);
        return await GetAsync(
            connection, credential, $"projects/{Uri.EscapeDataString(project)}", HarborJson.Default.HarborProject,
            $"cannot read Harbor's project '{project}'", "Project: Read", cancellationToken);
    }

    /// <summary>Reads one page of artifacts, the newest first.</summary>
    /// <param name="connection">The repository.</param>
    /// <param name="credential">The login.</param>
    /// <param name="page">From 1. Counted by us: the links in Harbor's answers are written decoded, and lead elsewhere.</param>
    /// <param name="cancellationToken">The caller's.</param>
    public async Task<Result<List<HarborArtifact>?>> ArtifactsAsync(
        Connection connection, RegistryCredential credential, int page, CancellationToken cancellationToken) => await GetAsync(
        connection,
        credential,
        $"{Artifacts(connection.Target)}?q=tags%3D*&{With}&sort=-push_time&page={page}&page_size={PageSize}",
        HarborJson.Default.ListHarborArtifact,
        $"cannot list the artifacts of '{connection.Target}'",
        "Artifact: List",
        cancellationToken);

    /// <summary>Reads one artifact.</summary>
    /// <returns>The artifact; null when it is not there.</returns>
    public async Task<Result<HarborArtifact?>> ArtifactAsync(
        Connection connection, RegistryCredential credential, string reference, CancellationToken cancellationToken) => await GetAsync(
        connection,
        credential,
        $"{Artifacts(connection.Target)}/{Uri.EscapeDataString(reference)}?{With}",
        HarborJson.Default.HarborArtifact,
        $"cannot read the artifact '{connection.Target}' {reference}",
        "Artifact: Read",
        cancellationToken);

    private const string With = "with_tag=true&with_label=true&with_scan_overview=true&with_accessory=true&with_immutable_status=true";

    // The repository is one segment, so its slashes are escaped, and once more against proxies that unescape.
    private static string Artifacts(RegistryTarget target)
    {
        var project = ProjectOf(target);
        var repository = target.Repository[(project.Length + 1)..];
        return $"projects/{Uri.EscapeDataString(project)}/repositories/{Uri.EscapeDataString(Uri.EscapeDataString(repository))}/artifacts";
    }

    private async Task<Result<T?>> GetAsync<T>(
        Connection connection, RegistryCredential credential, string pathAndQuery, JsonTypeInfo<T> type, string purpose, string right,
        CancellationToken cancellationToken)
        where T : class
    {
        var body = new BodyReader<T>((stream, token) => ReadAsync(stream, type, purpose, token));
        var call = new HttpCall
        {
            Method = HttpMethod.Get,
            Uri = new Uri($"{connection.Origin.GetLeftPart(UriPartial.Authority)}/api/v2.0/{pathAndQuery}"),
            Authorization = credential.CanLogInWithPassword ? BasicLogin.Header(credential) : null,
            Headers = [("X-Accept-Vulnerabilities", Reports)],
            AcceptsCompression = true,
            MaxBodyBytes = MaxBytes,
            Body = body,
            Purpose = purpose,
        };
        var host = connection.Origin.Authority;
        var exchange = await http.SendAsync(
            lanes.Get(host, credential, connection.Transport), call, connection.Target.Tls, connection.Target.Proxy, cancellationToken);
        if (exchange.Failure is { } failure) return failure;
        if (exchange.WasRedirectedAway)
            return Failure.Transient(
                RegistryReasons.InvalidResponse, $"{purpose}: '{host}' sends its API to another host, which is not followed");
        if (exchange.IsSuccess) return body.Value;
        var said = RegistryFailures.Said(exchange, credential);
        return exchange.Status switch
        {
            404 => default(T),
            401 => Failure.Transient(RegistryReasons.AuthenticationFailed, credential.IsAnonymous
                ? $"{purpose}: '{host}' shows it to nobody without a login (401{said})"
                : $"{purpose}: '{host}' does not take the login of {credential.Source} for its API (401{said})"),
            403 => Failure.Transient(
                RegistryReasons.AccessDenied,
                $"{purpose}: {(credential.IsAnonymous ? "strangers have" : credential.Source + " has")} not the right (403{said}); give "
                    + $"the robot '{right}' besides 'Repository: Pull'"),
            _ => RegistryFailures.From(exchange, connection, credential, purpose, host),
        };
    }

    private static async ValueTask<Result<T>> ReadAsync<T>(
        Stream stream, JsonTypeInfo<T> type, string purpose, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            if (await JsonSerializer.DeserializeAsync(stream, type, cancellationToken) is { } value) return value;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException) // the second: half of a surrogate pair
        {
            // said below, without the answer's text
        }

        return Failure.Transient(RegistryReasons.InvalidResponse, $"{purpose}: the answer is not what Harbor's API says");
    }
}
