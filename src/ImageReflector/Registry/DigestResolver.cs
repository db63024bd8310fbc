using System.Security.Cryptography;
using ImageAutomation.Common.References;
using ImageAutomation.ImageReflector.Registry.Http;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageReflector.Registry;

/// <summary>Finds the digest of a tag's top-level manifest.</summary>
internal sealed class DigestResolver(RegistrySession session, string tag, RegistryClientOptions options)
{
    /// <summary>Below this share of a pull quota no manifest is read, because that counts as a pull.</summary>
    private const double LowQuota = 0.1;

    private static readonly string[] Unknown = ["MANIFEST_UNKNOWN", "NAME_UNKNOWN", "NOT_FOUND", "MANIFEST_BLOB_UNKNOWN"];

    private readonly string purpose = $"cannot resolve '{session.Connection.Target}:{tag}'";

    private readonly BodyReader<Manifest> body = new(async (stream, token) => new Manifest(await stream.ReadAllAsync(token)));

    private string Host => session.Connection.Origin.Authority;

    public async Task<Result<string>> ResolveAsync(CancellationToken cancellationToken)
    {
        var head = await SendAsync(HttpMethod.Head, cancellationToken);
        if (head.Failure is not null) return Failed(head);
        if (head.IsSuccess && Manifest.IsSchema1(head.ContentType)) return Schema1();
        if (head.IsSuccess && NamedDigest(head) is { } digest) return digest;
        // What stands between answers a HEAD as it likes, and a refusal without a body has no reason: only a GET is the registry's word.
        if (head.IsSuccess || IsWorthReading(head)) return await HashAsync(head, cancellationToken);
        return Failed(head);
    }

    /// <summary>One HEAD, and nothing more: somebody is about to ask again.</summary>
    public async Task<Result<TagSight>> LookAsync(CancellationToken cancellationToken)
    {
        var head = await SendAsync(HttpMethod.Head, cancellationToken, isRepeated: false);
        if (head.IsSuccess) return Manifest.IsSchema1(head.ContentType) ? Schema1() : new TagSight(true, NamedDigest(head));
        return head switch
        {
            { Failure: null, Status: 404, WasRedirectedAway: false } => TagSight.Absent,
            // Debian's docker-registry was seen to answer so just after it told of a new tag.
            { Failure: null, Status: 500 } => TagSight.Unsettled,
            _ => Failed(head),
        };
    }

    /// <summary>True: it is there. False: the registry said 404. A failure confirms nothing.</summary>
    public async Task<Result<bool>> ExistsAsync(CancellationToken cancellationToken)
    {
        var head = await SendAsync(HttpMethod.Head, cancellationToken);
        if (head.IsSuccess) return true;
        if (head.Failure is not null || !IsWorthReading(head)) return Failed(head);

        // A HEAD carries no error code, and anything in front of a registry can say 404.
        var get = await SendAsync(HttpMethod.Get, cancellationToken);
        if (get.IsSuccess) return true;
        if (get.Failure is not null || get.Status != 404 || get.WasRedirectedAway) return Failed(get);
        if (Array.Exists(Unknown, get.Error.Has)) return false;
        if (await session.AnswersAsRegistryAsync(purpose, cancellationToken)) return false;
        return Failure.Transient(
            RegistryReasons.InvalidResponse, $"{purpose}: '{Host}' answers 404, but not as a registry does; nothing is concluded from it");
    }

    private static bool IsWorthReading(Exchange head) => head.Status is (>= 400 and < 500 and not (408 or 429 or 499)) or 501;

    private static string? NamedDigest(Exchange exchange) =>
        exchange.HeaderValues("Docker-Content-Digest").FirstOrDefault()?.Trim() is { } text && Digest.Parse(text).IsSuccess ? text : null;

    private async Task<Result<string>> HashAsync(Exchange head, CancellationToken cancellationToken)
    {
        if (session.QuotaLeft < LowQuota)
        {
            if (!head.IsSuccess) return Failed(head); // it has an answer, if one without words
            return Failure.Transient(
                RegistryReasons.RateLimited,
                $"{purpose}: less than a tenth of the pull quota of '{Host}' is left, and a HEAD request alone did not give the digest");
        }

        var get = await SendAsync(HttpMethod.Get, cancellationToken);
        if (!get.IsSuccess || body.Value is not { } manifest) return Failed(get.Status == 0 && get.Failure is null ? head : get);
        if (Manifest.IsSchema1(get.ContentType)) return Schema1();
        if (manifest.FindFault(get.ContentType) is { } fault)
        {
            return fault.Contains("schema version 1", StringComparison.Ordinal)
                ? Schema1()
                : Failure.Transient(RegistryReasons.InvalidResponse, $"{purpose}: {fault}; check that '{Host}' is a registry");
        }

        var named = NamedDigest(get);
        var computed = named is not null && named.StartsWith("sha512:", StringComparison.Ordinal)
            ? "sha512:" + Convert.ToHexStringLower(SHA512.HashData(manifest.Bytes))
            : "sha256:" + Convert.ToHexStringLower(SHA256.HashData(manifest.Bytes));
        return named is null || named == computed
            ? computed
            : Failure.Transient(
                RegistryReasons.DigestMismatch, $"{purpose}: '{Host}' names the digest {named}, but the manifest's bytes have {computed}");
    }

    private Task<Exchange> SendAsync(HttpMethod method, CancellationToken cancellationToken, bool isRepeated = true) => session.SendAsync(
        new HttpCall
        {
            IsRepeated = isRepeated,
            Method = method,
            Uri = session.Connection.Url("manifests/" + (tag.Contains(':') ? tag : Uri.EscapeDataString(tag))), // a digest stands as it is
            Accept = Manifest.Accept,
            MaxBodyBytes = options.MaxManifestBytes,
            Body = body,
            Purpose = purpose,
        },
        cancellationToken);

    private Failure Failed(Exchange exchange) =>
        RegistryFailures.From(exchange, session.Connection, session.Credential, purpose, Host, RegistryReasons.TagNotFound);

    private Failure Schema1() => Failure.Transient(
        RegistryReasons.UnsupportedByRegistry,
        $"{purpose}: '{Host}' serves it as manifest schema 1, which has no stable digest; push the image again with a current tool");
}
