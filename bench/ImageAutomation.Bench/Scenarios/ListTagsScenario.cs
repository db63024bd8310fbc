using System.Text.Json;
using ImageAutomation.Bench.Measuring;
using ImageAutomation.Bench.Support;
using ImageAutomation.ImageReflector.Registry;
using ImageAutomation.TestSupport;
using ImageAutomation.TestSupport.Registry;

namespace ImageAutomation.Bench.Scenarios;

/// <summary>Listing the tags of one repository of a real registry.</summary>
internal sealed class ListTagsScenario : IScenario
{
    private const string Repository = "bench/app";

    // As after an hour of work: until then part of our code is not compiled with optimisations, and the framework is.
    private const int WarmUps = 100;

    public string Name => "list-tags";

    public string Measures =>
        "Listing a repository of a local docker-registry, beside HttpClient (alone, and with JsonDocument) in the same process and the "
        + "programs curl and skopeo (their start included). Size: tags.";

    public IReadOnlyList<int> Sizes => [10_000];

    public int Runs => 15;

    public async Task RunAsync(BenchOptions options)
    {
        if (TestTool.Find(DockerRegistry.Program) is null)
        {
            Report.Note($"Left out: {DockerRegistry.Program} is not installed.");
            return;
        }

        var table = Table.Comparison();
        foreach (var size in options.Sizes)
        {
            await using var registry = await DockerRegistry.StartAsync();
            await WriteTagsAsync(registry, TagMaker.Dates(size));
            using var client = new RegistryClient(new RegistryClientOptions
            {
                RequestsPerSecond = 10_000,
                RequestBurst = 10_000,
            }, TimeProvider.System);
            var target = new RegistryTarget { Host = registry.Host, Repository = Repository };
            var pages = await PagesAsync(registry, size);
            List<Side> sides =
            [
                Side.Of(
                    "RegistryClient",
                    async _ => Check((await client.ListTagsAsync(target, CancellationToken.None)).Value.Tags.Count, size)),
                Side.Of("HttpClient, bytes not looked at: what the registry takes", async _ =>
                {
                    foreach (var page in pages) await registry.Client.GetByteArrayAsync(page);
                }),
                Side.Of("HttpClient, JsonDocument", async _ => Check((await PagesAsync(registry, size)).Count, pages.Count)),
            ];
            if (Program("curl"))
                sides.Add(
                    Side.Of(
                        "curl",
                        _ =>
                        {
                            TestProcess.Run(
                            "curl", null, null, ["-sf", .. pages.SelectMany(page => (string[])["-o", "/dev/null", page.ToString()])]);
                        }));
            if (Program("skopeo"))
                sides.Add(
                    Side.Of(
                        "skopeo list-tags",
                        _ =>
                        {
                            TestProcess.Run(
                            "skopeo", null, null, ["list-tags", "--tls-verify=false", $"docker://{registry.Host}/{Repository}"]);
                        }));
            table.AddComparison("list", size, options.Runs, await Interleaved.RunAsync(options.Runs, WarmUps, [.. sides]));
        }

        table.Print();
    }

    private static bool Program(string name)
    {
        if (TestTool.Find(name) is not null) return true;
        Report.Note($"Left out: {name} is not installed.");
        return false;
    }

    private static void Check(int found, int wanted)
    {
        if (found != wanted) throw new InvalidOperationException($"{found} found instead of {wanted}");
    }

    /// <summary>Reads all pages by the Link headers; their addresses.</summary>
    private static async Task<IReadOnlyList<Uri>> PagesAsync(DockerRegistry registry, int size)
    {
        var pages = new List<Uri>();
        var tags = new HashSet<string>(StringComparer.Ordinal);
        Uri? next = new(registry.BaseUrl, $"v2/{Repository}/tags/list?n=1000");
        while (next is not null)
        {
            pages.Add(next);
            using var response = await registry.Client.GetAsync(next);
            using var document = await JsonDocument.ParseAsync(await response.EnsureSuccessStatusCode().Content.ReadAsStreamAsync());
            foreach (var tag in document.RootElement.GetProperty("tags").EnumerateArray()) tags.Add(tag.GetString()!); // tags are texts
            next = response.Headers.TryGetValues("Link", out var links) ? new Uri(next, links.First().Split('<', '>')[1]) : null;
        }

        Check(tags.Count, size);
        return pages;
    }

    /// <summary>One image is pushed; the other tags are links to it, written where the registry keeps them.</summary>
    private static async Task WriteTagsAsync(DockerRegistry registry, string[] tags)
    {
        var digest = await new ImagePusher(registry.Client).PushAsync(Repository, [tags[0]]);
        var folder = Path.Combine(registry.Storage, "docker", "registry", "v2", "repositories", Repository, "_manifests", "tags");
        foreach (var tag in tags.Skip(1))
            foreach (var link in (string[])["current", $"index/sha256/{digest.Split(':')[1]}"])
                await File.WriteAllTextAsync(
                    Path.Combine(Directory.CreateDirectory(Path.Combine(folder, tag, link)).FullName, "link"), digest);
    }
}
