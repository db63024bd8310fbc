using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace ImageAutomation.TestSupport.Registry;

/// <summary>A registry whose manners a test chooses: paging, login, digests, faults.</summary>
public sealed class StandInRegistry : IAsyncDisposable
{
    private readonly StandInServer server;

    private StandInRegistry(StandInServer server)
    {
        this.server = server;
        server.Handler = AnswerAsync;
    }

    public StandInServer Server => server;

    public string Host => server.Host;

    public IReadOnlyList<RecordedRequest> Requests => server.Requests;

    /// <summary>Tags by repository, in the order they are listed.</summary>
    public ConcurrentDictionary<string, IReadOnlyList<string>> Tags { get; } = new();

    /// <summary>Manifest bytes by <c>repository:tag</c>.</summary>
    public ConcurrentDictionary<string, byte[]> Manifests { get; } = new();

    /// <summary>Answers first; returns whether it did.</summary>
    public Func<HttpContext, Task<bool>>? Override { get; set; }

    /// <summary>Makes the Link value for a next query (<c>last=..&amp;n=..</c>); null means pages are served without links.</summary>
    public Func<string, string>? Link { get; set; } = query => $"</v2/app/tags/list?{query}>; rel=\"next\"";

    /// <summary>Whether <c>n</c> limits the page.</summary>
    public bool HonoursPageSize { get; set; } = true;

    /// <summary>Changes a manifest's answer before it is sent (headers are already set).</summary>
    public Action<HttpContext>? OnManifest { get; set; }

    public static async Task<StandInRegistry> StartAsync((string Certificate, string Key)? certificate = null, int port = 0) =>
        new(await StandInServer.StartAsync(certificate, port: port));

    public ValueTask DisposeAsync() => server.DisposeAsync();

    /// <summary>Writes a distribution error.</summary>
    public static Task FailAsync(HttpContext context, int status, string code, string message = "no")
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        var body = $$"""{"errors":[{"code":"{{code}}","message":"{{message}}"}]}""";
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.WriteAsync(body);
    }

    /// <summary>Writes a challenge.</summary>
    public static Task ChallengeAsync(HttpContext context, params string[] challenges)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Response.Headers.WWWAuthenticate = new StringValues(challenges);
        return FailAsync(context, 401, "UNAUTHORIZED");
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (Override is { } first && await first(context)) return;
        var path = context.Request.Path.Value ?? "";
        if (path == "/v2/")
        {
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync("{}");
        }
        else if (path.StartsWith("/v2/", StringComparison.Ordinal) && path.EndsWith("/tags/list", StringComparison.Ordinal))
            await ListAsync(context, path["/v2/".Length..^"/tags/list".Length]);
        else if (path.IndexOf("/manifests/", StringComparison.Ordinal) is var at and > 0)
            await ManifestAsync(context, path["/v2/".Length..at], path[(at + "/manifests/".Length)..]);
        else
            context.Response.StatusCode = StatusCodes.Status404NotFound;
    }

    private async Task ListAsync(HttpContext context, string repository)
    {
        if (!Tags.TryGetValue(repository, out var all))
        {
            await FailAsync(context, 404, "NAME_UNKNOWN");
            return;
        }

        var query = context.Request.Query;
        var page = all;
        if (HonoursPageSize && int.TryParse(query["n"], CultureInfo.InvariantCulture, out var size))
        {
            var start = query["last"].FirstOrDefault() is { } last ? all.ToList().IndexOf(last) + 1 : 0;
            page = all.Skip(start).Take(size).ToList();
            if (start + page.Count < all.Count && Link is { } link)
                context.Response.Headers.Append("Link", link($"last={Uri.EscapeDataString(page[^1])}&n={size}"));
        }

        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(
            $$"""{"name":{{JsonSerializer.Serialize(repository)}},"tags":{{JsonSerializer.Serialize(page)}}}""");
    }

    private async Task ManifestAsync(HttpContext context, string repository, string tag)
    {
        if (!Manifests.TryGetValue($"{repository}:{tag}", out var bytes))
        {
            await FailAsync(context, 404, "MANIFEST_UNKNOWN");
            return;
        }

        context.Response.ContentType = MediaType(bytes);
        context.Response.ContentLength = bytes.Length;
        context.Response.Headers["Docker-Content-Digest"] = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes));
        OnManifest?.Invoke(context);
        if (!HttpMethods.IsHead(context.Request.Method)) await context.Response.Body.WriteAsync(bytes);
    }

    private static string MediaType(byte[] manifest) =>
        JsonDocument.Parse(Encoding.UTF8.GetString(manifest)).RootElement.TryGetProperty("mediaType", out var type)
        ? type.GetString() ?? "" : ImagePusher.ManifestType;
}
