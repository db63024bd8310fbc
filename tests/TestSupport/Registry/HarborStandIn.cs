using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace ImageAutomation.TestSupport.Registry;

/// <summary>
/// Stands in for Harbor: its token service, the peculiarities of its distribution API, its own API, and projects that are proxy caches.
/// </summary>
/// <remarks>
/// Behaviour taken from the source of Harbor 2.16 (server/middleware/v2auth, core/service/token, server/middleware/repoproxy,
/// api/v2.0/swagger.yaml). It is no Harbor.
/// </remarks>
public sealed class HarborStandIn : IAsyncDisposable
{
    private const string Api = "/api/v2.0/projects/";

    private readonly StandInServer server;
    private readonly ConcurrentDictionary<string, (string? User, string Project)> tokens = new();
    private int issued;

    private HarborStandIn(StandInServer server)
    {
        this.server = server;
        server.Handler = AnswerAsync;
    }

    public string Host => server.Host;

    public IReadOnlyList<RecordedRequest> Requests => server.Requests;

    /// <summary>Projects by name.</summary>
    public ConcurrentDictionary<string, HarborStandInProject> Projects { get; } = new();

    /// <summary>Accounts by full name, robots with their prefix.</summary>
    public ConcurrentDictionary<string, HarborStandInAccount> Accounts { get; } = new();

    /// <summary>Makes all tokens so far invalid.</summary>
    public void ExpireTokens() => tokens.Clear();

    public void Clear() => server.Clear();

    public static async Task<HarborStandIn> StartAsync() => new(await StandInServer.StartAsync());

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "";
        if (path == "/service/token") await TokenAsync(context);
        else if (path.StartsWith(Api, StringComparison.Ordinal)) await ApiAsync(context, path[Api.Length..].Split('/'));
        else if (path == "/v2/") await BaseAsync(context);
        else if (path.StartsWith("/v2/", StringComparison.Ordinal)) await RepositoryAsync(context, path["/v2/".Length..]);
        else context.Response.StatusCode = 404;
    }

    /// <summary>The account of a Basic login that is taken now; null for everybody else.</summary>
    private string? Account(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        if (!header.StartsWith("Basic ", StringComparison.Ordinal)) return null;
        var pair = Encoding.UTF8.GetString(Convert.FromBase64String(header["Basic ".Length..])).Split(':', 2);
        return Accounts.TryGetValue(pair[0], out var account) && account.Secret == pair[1] && !account.IsExpired ? pair[0] : null;
    }

    private async Task TokenAsync(HttpContext context)
    {
        if (context.Request.Query["service"] != "harbor-registry")
        {
            context.Response.StatusCode = 400;
            await context.Response.WriteAsync("unable to handle service");
            return;
        }

        var account = Account(context);
        var scopes = context.Request.Query["scope"].SelectMany(scope => scope?.Split(' ') ?? []).ToList();
        // Without a scope a login that is not taken is refused; with one it gets what strangers get.
        if (scopes.Count == 0 && account is null)
        {
            await StandInRegistry.FailAsync(context, 401, "UNAUTHORIZED", "unauthorized");
            return;
        }

        var token = $"token-{Interlocked.Increment(ref issued)}";
        tokens[token] = (account, scopes.Count == 0 ? "" : scopes[0].Split(':')[1].Split('/')[0]);
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(
            $$"""{"token":"{{token}}","access_token":"","expires_in":1800,"issued_at":"{{TimeProvider.System.GetUtcNow():yyyy-MM-ddTHH:mm:ssZ}}"}""");
    }

    private async Task BaseAsync(HttpContext context)
    {
        if (Account(context) is not null) context.Response.StatusCode = 200;
        else if (context.Request.Headers.Authorization.Count > 0) await RefuseAsync(context, "Basic realm=\"harbor\"", "unauthorized");
        else await RefuseAsync(
            context, $"Bearer realm=\"http://{context.Request.Host}/service/token\",service=\"harbor-registry\"", "unauthorized");
    }

    private async Task RepositoryAsync(HttpContext context, string rest)
    {
        var end = rest.LastIndexOf("/tags/list", StringComparison.Ordinal) is var list and > 0 ? list
            : rest.LastIndexOf("/manifests/", StringComparison.Ordinal);
        if (end < 0)
        {
            context.Response.StatusCode = 404;
            return;
        }

        var full = rest[..end];
        var name = full.Split('/')[0];
        var header = context.Request.Headers.Authorization.ToString();
        if (header.Length == 0)
        {
            // Public projects, too; and GET is told that a HEAD needs it.
            var scope = $"Bearer realm=\"http://{context.Request.Host}/service/token\",service=\"harbor-registry\",scope=\"repository:{full}:pull\"";
            await RefuseAsync(
                context, scope, "authorize header needed to send HEAD to repository: authorize header needed to send HEAD to repository");
            return;
        }

        if (!Projects.TryGetValue(name, out var project))
        {
            await RefuseAsync(context, "", $"project {name} not found: project {name} not found");
            return;
        }

        if (!MayPull(context, header, name, project))
        {
            await RefuseAsync(
                context, "Basic realm=\"harbor\"",
                $"unauthorized to access repository: {full}, action: pull: unauthorized to access repository: {full}, action: pull");
            return;
        }

        var repository = full[(name.Length + 1)..];
        if (rest.EndsWith("/tags/list", StringComparison.Ordinal)) await ListAsync(context, project, full, repository);
        else await ManifestAsync(context, project, repository, rest[(end + "/manifests/".Length)..]);
    }

    private bool MayPull(HttpContext context, string header, string name, HarborStandInProject project)
    {
        if (project.IsPublic
            && (Account(context) is not null
                || (header.StartsWith("Bearer ", StringComparison.Ordinal) && tokens.TryGetValue(header[7..], out var any)
                    && any.Project == name)))
            return true;
        var account = Account(context)
            ?? (header.StartsWith("Bearer ", StringComparison.Ordinal) && tokens.TryGetValue(header[7..], out var token)
                && token.Project == name ? token.User : null);
        return account is not null && Accounts[account].Rights.Contains($"{name}:pull");
    }

    private static async Task ListAsync(HttpContext context, HarborStandInProject project, string full, string repository)
    {
        if (!project.Repositories.TryGetValue(repository, out var artifacts)
            && (project.Upstream?.ContainsKey(repository) != true || project.IsUpstreamDown))
        {
            await StandInRegistry.FailAsync(context, 404, "NOT_FOUND", $"repository {full} not found");
            return;
        }

        IEnumerable<string> all = (artifacts ?? []).SelectMany(artifact => artifact.Tags.Keys);
        if (project is { Upstream: { } upstream, IsUpstreamDown: false } && upstream.TryGetValue(repository, out var there))
            all = all.Concat(there.SelectMany(artifact => artifact.Tags.Keys));
        var tags = all.Distinct().Order(StringComparer.Ordinal).ToList();
        var n = context.Request.Query["n"].FirstOrDefault();
        var size = tags.Count;
        if (n is not null && (!int.TryParse(n, CultureInfo.InvariantCulture, out size) || size < 0))
        {
            await StandInRegistry.FailAsync(context, 400, "BAD_REQUEST", "the n must be an integer");
            return;
        }

        var last = context.Request.Query["last"].FirstOrDefault();
        var rest = last is null ? tags : tags.Where(tag => string.CompareOrdinal(tag, last) > 0).ToList();
        var page = rest.Take(size).ToList();
        if (page.Count > 0 && page.Count < rest.Count)
            context.Response.Headers.Append("Link", $"</v2/{full}/tags/list?last={Uri.EscapeDataString(page[^1])}&n={size}>; rel=\"next\"");
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync($$"""{"name":"{{full}}","tags":{{JsonSerializer.Serialize(page)}}}""");
    }

    private static async Task ManifestAsync(HttpContext context, HarborStandInProject project, string repository, string reference)
    {
        var found = Find(project.Repositories, repository, reference)
            ?? (project.IsUpstreamDown || project.Upstream is null ? null : Find(project.Upstream, repository, reference));
        if (found is null)
        {
            await StandInRegistry.FailAsync(context, 404, "NOT_FOUND", $"artifact {repository}:{reference} not found");
            return;
        }

        if (found.BlockedBecause is { } why)
        {
            await StandInRegistry.FailAsync(context, 412, "PROJECTPOLICYVIOLATION", why); // a HEAD has no body
            return;
        }

        context.Response.ContentType = ImagePusher.ManifestType;
        context.Response.Headers["Docker-Content-Digest"] = found.Digest;
        context.Response.ContentLength = found.Manifest.Length;
        if (!HttpMethods.IsHead(context.Request.Method)) await context.Response.Body.WriteAsync(found.Manifest);
    }

    private static HarborStandInArtifact? Find(
        ConcurrentDictionary<string, List<HarborStandInArtifact>> repositories, string repository, string reference) =>
        repositories.TryGetValue(repository, out var artifacts)
        ? artifacts.Find(artifact => artifact.Digest == reference || artifact.Tags.ContainsKey(reference)) : null;

    private async Task ApiAsync(HttpContext context, string[] parts)
    {
        var account = Account(context);
        if (account is null && context.Request.Headers.Authorization.Count > 0)
        {
            await StandInRegistry.FailAsync(context, 401, "UNAUTHORIZED", "unauthorized");
            return;
        }

        var name = Uri.UnescapeDataString(parts[0]);
        Projects.TryGetValue(name, out var project);
        string right = parts.Length == 1 ? "project:read" : parts.Length == 4 ? "artifact:list" : "artifact:read";
        if (project?.IsPublic != true && (account is null || !Accounts[account].Rights.Contains($"{name}:{right}")))
        {
            await StandInRegistry.FailAsync(context, account is null ? 401 : 403, account is null ? "UNAUTHORIZED"
                : "FORBIDDEN", account is null ? "unauthorized" : "forbidden");
            return;
        }

        if (project is null || (parts.Length > 1 && (parts[1] != "repositories" || parts[3] != "artifacts")))
        {
            await StandInRegistry.FailAsync(context, 404, "NOT_FOUND", "not found");
            return;
        }

        if (parts.Length == 1)
        {
            await WriteAsync(context, new JsonObject { ["name"] = name, ["registry_id"] = project.RegistryId });
            return;
        }

        // One segment, encoded twice: the server has decoded it once.
        if (!project.Repositories.TryGetValue(Uri.UnescapeDataString(parts[2]), out var artifacts))
        {
            await StandInRegistry.FailAsync(context, 404, "NOT_FOUND", "repository not found");
            return;
        }

        if (parts.Length == 4) await ArtifactsAsync(context, artifacts);
        else if (artifacts.Find(artifact => artifact.Digest == parts[4] || artifact.Tags.ContainsKey(parts[4])) is { } one)
            await WriteAsync(context, Json(one));
        else await StandInRegistry.FailAsync(context, 404, "NOT_FOUND", "artifact not found");
    }

    private static async Task ArtifactsAsync(HttpContext context, List<HarborStandInArtifact> artifacts)
    {
        var page = int.Parse(context.Request.Query["page"].FirstOrDefault() ?? "1", CultureInfo.InvariantCulture);
        var size = int.Parse(context.Request.Query["page_size"].FirstOrDefault() ?? "10", CultureInfo.InvariantCulture);
        if (size > 100)
        {
            await StandInRegistry.FailAsync(context, 422, "UNPROCESSABLE_ENTITY", "page_size in query should be less than or equal to 100");
            return;
        }

        var all = artifacts.Where(artifact => context.Request.Query["q"] != "tags=*" || !artifact.Tags.IsEmpty);
        if (context.Request.Query["sort"] == "-push_time") all = all.OrderByDescending(artifact => artifact.PushTime);
        var list = all.ToList();
        context.Response.Headers["X-Total-Count"] = list.Count.ToString(CultureInfo.InvariantCulture);
        // Decoded, and so of no use: it leads to another path.
        if (page * size < list.Count)
            context.Response.Headers.Append(
                "Link", $"<{context.Request.Path.Value}?page={page + 1}&page_size={size}&q=tags=*>; rel=\"next\"");
        await WriteAsync(context, new JsonArray([.. list.Skip((page - 1) * size).Take(size).Select(Json)]));
    }

    private static JsonObject Json(HarborStandInArtifact artifact) => new()
    {
        ["id"] = 1,
        ["type"] = artifact.Type,
        ["media_type"] = "application/vnd.oci.image.config.v1+json",
        ["digest"] = artifact.Digest,
        ["push_time"] = Time(artifact.PushTime),
        ["pull_time"] = "0001-01-01T00:00:00.000Z",
        ["extra_attrs"] = new JsonObject
        {
            ["architecture"] = "amd64",
            ["os"] = "linux",
            ["created"] = "2026-01-01T00:00:00.123456789Z",
            ["config"] = new JsonObject(),
        },
        ["references"] = artifact.Platforms.Count == 0 ? null : new JsonArray([.. artifact.Platforms.Select(platform => new JsonObject
        {
            ["child_digest"] = "sha256:" + new string('0', 64),
            ["platform"] = new JsonObject
            {
                ["os"] = platform.Split('/')[0],
                ["architecture"] = platform.Split('/')[1],
                ["variant"] = platform.Split('/').ElementAtOrDefault(2) ?? "",
            },
        })]),
        ["tags"] = artifact.Tags.IsEmpty ? null
            : new JsonArray(
                [.. artifact.Tags.OrderBy(tag => tag.Key)
                    .Select(
                        tag =>
                            new JsonObject
                            {
                                ["name"] = tag.Key,
                                ["push_time"] = Time(tag.Value),
                                ["pull_time"] = "0001-01-01T00:00:00.000Z",
                                ["immutable"] = false,
                            })]),
        ["labels"] = artifact.Labels.Count == 0 ? null
            : new JsonArray([.. artifact.Labels.Select(label => new JsonObject { ["name"] = label })]),
        ["scan_overview"] = artifact.ScanStatus is null ? null : new JsonObject
        {
            ["application/vnd.security.vulnerability.report; version=1.1"] = new JsonObject
            {
                ["scan_status"] = artifact.ScanStatus,
                ["severity"] = artifact.Severity,
                ["end_time"] = "2026-01-01T00:00:00.000Z",
                ["summary"] = new JsonObject
                {
                    ["total"] = 1,
                    ["fixable"] = 0,
                    ["summary"] = new JsonObject { [artifact.Severity ?? "None"] = 1 },
                },
            },
        },
        ["accessories"] = null,
    };

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    private static Task WriteAsync(HttpContext context, JsonNode node)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(node.ToJsonString());
    }

    private static Task RefuseAsync(HttpContext context, string challenge, string message)
    {
        context.Response.Headers.WWWAuthenticate = new StringValues(challenge);
        return StandInRegistry.FailAsync(context, 401, "UNAUTHORIZED", message);
    }
}

/// <summary>A project of a <see cref="HarborStandIn"/>.</summary>
public sealed class HarborStandInProject
{
    public bool IsPublic { get; set; }

    /// <summary>Artifacts by repository, without the project.</summary>
    public ConcurrentDictionary<string, List<HarborStandInArtifact>> Repositories { get; } = new();

    /// <summary>What a proxy cache's source has; null: the project is none.</summary>
    public ConcurrentDictionary<string, List<HarborStandInArtifact>>? Upstream { get; init; }

    /// <summary>Whether the source does not answer: the list is what is here, and what is not here is 404.</summary>
    public bool IsUpstreamDown { get; set; }

    public long RegistryId => Upstream is null ? 0 : 7;

    /// <summary>Puts an artifact with a tag into a repository.</summary>
    public HarborStandInArtifact Push(string repository, string tag, DateTimeOffset? at = null) => Push(Repositories, repository, tag, at);

    /// <summary>Puts an artifact with a tag into a repository of the source.</summary>
    public HarborStandInArtifact PushUpstream(string repository, string tag) =>
        Push(Upstream ?? throw new InvalidOperationException("no proxy cache"), repository, tag, null);

    private static HarborStandInArtifact Push(
        ConcurrentDictionary<string, List<HarborStandInArtifact>> repositories, string repository, string tag, DateTimeOffset? at)
    {
        var artifacts = repositories.GetOrAdd(repository, _ => []);
        var pushed = at ?? new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(artifacts.Count);
        foreach (var other in artifacts) other.Tags.TryRemove(tag, out _);
        var artifact = new HarborStandInArtifact(
            Encoding.UTF8.GetBytes(
                $$"""{"schemaVersion":2,"mediaType":"{{ImagePusher.ManifestType}}","layers":[],"x":"{{repository}} {{tag}} {{pushed:O}}"}"""), pushed);
        artifact.Tags[tag] = pushed;
        artifacts.Add(artifact);
        return artifact;
    }
}

/// <summary>An artifact of a <see cref="HarborStandIn"/>.</summary>
public sealed class HarborStandInArtifact(byte[] manifest, DateTimeOffset pushTime)
{
    public byte[] Manifest => manifest;

    public DateTimeOffset PushTime => pushTime;

    public string Digest { get; } = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(manifest));

    /// <summary>Tags with the time of their push.</summary>
    public ConcurrentDictionary<string, DateTimeOffset> Tags { get; } = new();

    public string Type { get; set; } = "IMAGE";

    public IReadOnlyList<string> Platforms { get; set; } = [];

    public IReadOnlyList<string> Labels { get; set; } = [];

    public string? ScanStatus { get; set; }

    public string? Severity { get; set; }

    /// <summary>Why a policy of the project keeps it back; null: it does not.</summary>
    public string? BlockedBecause { get; set; }
}

/// <summary>An account of a <see cref="HarborStandIn"/>.</summary>
/// <param name="Secret">Password.</param>
/// <param name="Rights">
/// <c>project:pull</c>, <c>project:artifact:list</c>, <c>project:artifact:read</c>, <c>project:project:read</c>.
/// </param>
public sealed record HarborStandInAccount(string Secret, params string[] Rights)
{
    public bool IsExpired { get; init; }
}
