using System.Formats.Tar;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace ImageAutomation.TestSupport.Registry;

/// <summary>Pushes small real images: a configuration, one layer, a manifest with OCI media types.</summary>
/// <param name="client">Base address is the registry; logged in where needed.</param>
public sealed class ImagePusher(HttpClient client)
{
    public const string ManifestType = "application/vnd.oci.image.manifest.v1+json";
    public const string IndexType = "application/vnd.oci.image.index.v1+json";

    private const string ConfigType = "application/vnd.oci.image.config.v1+json";
    private const string LayerType = "application/vnd.oci.image.layer.v1.tar+gzip";

    /// <summary>Pushes one image under several tags.</summary>
    /// <param name="repository">Repository path.</param>
    /// <param name="tags">At least one.</param>
    /// <param name="content">Makes images differ.</param>
    /// <returns>The manifest's digest.</returns>
    public async Task<string> PushAsync(string repository, IEnumerable<string> tags, string content = "hello")
    {
        var (layer, diffId) = Layer(content);
        var config = Encoding.UTF8.GetBytes(
            $$$"""{"created":"2026-01-01T00:00:00Z","architecture":"amd64","os":"linux","config":{"Cmd":["/hello"]},"rootfs":{"type":"layers","diff_ids":["{{{diffId}}}"]}}""");
        await PutBlobAsync(repository, config);
        await PutBlobAsync(repository, layer);
        var manifest = Encoding.UTF8.GetBytes(
            $$$"""{"schemaVersion":2,"mediaType":"{{{ManifestType}}}","config":{{{Descriptor(ConfigType, config)}}},"layers":[{{{Descriptor(LayerType, layer)}}}]}""");
        await PutManifestsAsync(repository, tags, ManifestType, manifest);
        return Digest(manifest);
    }

    /// <summary>Pushes a two-platform index under several tags.</summary>
    /// <returns>The index's digest.</returns>
    public async Task<string> PushIndexAsync(string repository, IEnumerable<string> tags)
    {
        var entries = new List<string>();
        foreach (var architecture in (string[])["amd64", "arm64"])
        {
            var digest = await PushAsync(repository, [architecture + "-part"], architecture);
            using var part = await client.GetAsync(new Uri($"v2/{repository}/manifests/{digest}", UriKind.Relative));
            var size = (await part.Content.ReadAsByteArrayAsync()).Length;
            entries.Add(
                $$$"""{"mediaType":"{{{ManifestType}}}","digest":"{{{digest}}}","size":{{{size}}},"platform":{"architecture":"{{{architecture}}}","os":"linux"}}""");
        }

        var index = Encoding.UTF8.GetBytes(
            $$$"""{"schemaVersion":2,"mediaType":"{{{IndexType}}}","manifests":[{{{string.Join(',', entries)}}}]}""");
        await PutManifestsAsync(repository, tags, IndexType, index);
        return Digest(index);
    }

    /// <summary>Deletes a manifest and with it all of its tags.</summary>
    public async Task DeleteAsync(string repository, string digest)
    {
        using var response = await client.DeleteAsync(new Uri($"v2/{repository}/manifests/{digest}", UriKind.Relative));
        await CheckAsync(response, "delete");
    }

    private static string Digest(byte[] bytes) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static string Descriptor(string type, byte[] bytes) =>
        $$"""{"mediaType":"{{type}}","digest":"{{Digest(bytes)}}","size":{{bytes.Length}}}""";

    private static (byte[] Layer, string DiffId) Layer(string content)
    {
        using var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, leaveOpen: true))
            writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "hello")
            {
                DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)),
                ModificationTime = DateTimeOffset.UnixEpoch,
            });
        var plain = tar.ToArray();
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(plain);
        return (packed.ToArray(), Digest(plain));
    }

    private static async Task CheckAsync(HttpResponseMessage response, string what)
    {
        if (!response.IsSuccessStatusCode)
            throw new InvalidOperationException($"{what}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
    }

    private async Task PutBlobAsync(string repository, byte[] bytes)
    {
        using var begun = await client.PostAsync(new Uri($"v2/{repository}/blobs/uploads/", UriKind.Relative), null);
        await CheckAsync(begun, "start upload");
        var location = begun.Headers.Location ?? throw new InvalidOperationException("the registry named no upload location");
        var absolute = location.IsAbsoluteUri ? location
            : new Uri(client.BaseAddress ?? throw new InvalidOperationException("no base address"), location);
        var target = new UriBuilder(absolute);
        target.Query = (target.Query.Length > 1 ? target.Query[1..] + "&" : "") + "digest=" + Uri.EscapeDataString(Digest(bytes));
        using var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        using var done = await client.PutAsync(target.Uri, content);
        await CheckAsync(done, "upload");
    }

    private async Task PutManifestsAsync(string repository, IEnumerable<string> tags, string type, byte[] manifest)
    {
        foreach (var tag in tags)
        {
            using var content = new ByteArrayContent(manifest);
            content.Headers.ContentType = new MediaTypeHeaderValue(type);
            using var response = await client.PutAsync(new Uri($"v2/{repository}/manifests/{tag}", UriKind.Relative), content);
            await CheckAsync(response, "put manifest " + tag);
        }
    }
}
