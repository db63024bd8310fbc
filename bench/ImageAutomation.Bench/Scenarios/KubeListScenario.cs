using System.Diagnostics;
using System.Text;
using ImageAutomation.Bench.Measuring;
using ImageAutomation.Common.Kubernetes;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.TestSupport.Kubernetes;

namespace ImageAutomation.Bench.Scenarios;

/// <summary>Listing the objects of a kind, as a controller does at its start.</summary>
internal sealed class KubeListScenario : IScenario
{
    // As a server sends it, but for the line ends: with the fields that managers own, which are the larger half.
    private const string Policy = """
        {"apiVersion":"image.toolkit.fluxcd.io/v1","kind":"ImagePolicy",
        "metadata":{"creationTimestamp":"2026-01-02T03:04:05Z","finalizers":["finalizers.fluxcd.io"],"generation":1,
        "managedFields":[
        {"apiVersion":"image.toolkit.fluxcd.io/v1","fieldsType":"FieldsV1","manager":"kustomize-controller","operation":"Apply",
        "fieldsV1":{"f:spec":{"f:imageRepositoryRef":{},"f:policy":{"f:semver":{"f:range":{}}}}},"time":"2026-01-02T03:04:05Z"},
        {"apiVersion":"image.toolkit.fluxcd.io/v1","fieldsType":"FieldsV1","manager":"image-reflector-controller","operation":"Update",
        "fieldsV1":{"f:metadata":{"f:finalizers":{".":{},"v:finalizers.fluxcd.io":{}}}},"time":"2026-01-02T03:04:06Z"},
        {"apiVersion":"image.toolkit.fluxcd.io/v1","fieldsType":"FieldsV1","manager":"image-reflector-controller","operation":"Update",
        "fieldsV1":{"f:status":{"f:conditions":{},"f:latestRef":{"f:name":{},"f:tag":{}},"f:observedGeneration":{}}},
        "subresource":"status","time":"2026-01-02T03:04:07Z"}],
        "name":"app-NUMBER","namespace":"team","resourceVersion":"NUMBER","uid":"00000000-0000-4000-8000-000000NUMBER"},
        "spec":{"imageRepositoryRef":{"name":"app-NUMBER"},"policy":{"semver":{"range":">=1.0.0"}}},
        "status":{"conditions":[{"lastTransitionTime":"2026-01-02T03:04:07Z","observedGeneration":1,"reason":"Succeeded","status":"True",
        "message":"Latest image tag for registry.example/team/app-NUMBER resolved to 1.2.3","type":"Ready"}],
        "latestRef":{"name":"registry.example/team/app-NUMBER","tag":"1.2.3"},"observedGeneration":1}}
        """;

    public string Name => "kube-list";

    public string Measures =>
        "Listing ImagePolicies from a server in the same process that answers from memory, beside HttpClient that only reads the bytes. "
        + "Size: objects. Time, and what the whole process allocates.";

    public IReadOnlyList<int> Sizes => [1_000];

    public int Runs => 25;

    public async Task RunAsync(BenchOptions options)
    {
        var table = Table.Comparison();
        foreach (var size in options.Sizes)
        {
            const int PageSize = 500;
            var pages = new List<byte[]>();
            for (var from = 0; from < size; from += PageSize)
                pages.Add(Page(from, Math.Min(PageSize, size - from), from + PageSize < size));
            await using var server = await FaultServer.StartAsync(async (context, _) =>
            {
                var first = int.TryParse(context.Request.Query["continue"], out var next) ? next : 0;
                await context.Response.Body.WriteAsync(pages[first / PageSize]);
            });
            var settings = new KubeClientOptions { FieldManager = "bench", PageSize = PageSize };
            using var client = new KubeClient(new KubeConnection { Server = server.Address }, settings, TimeProvider.System);
            using var plain = new HttpClient { BaseAddress = server.Address };
            var measured = await Interleaved.RunAsync(
                options.Runs, 30,
                Of(
                    "KubeClient",
                    async () => (await client.ListAsync<ImagePolicy>(KubeQuery.All, CancellationToken.None)).Value.Items.Count,
                    size),
                Of(
                    "HttpClient, bytes not looked at",
                    async () =>
                    {
                        for (var from = 0; from < size; from += PageSize)
                            await plain.GetByteArrayAsync(new Uri($"apis?continue={from}", UriKind.Relative));
                        return size;
                    },
                    size));
            table.AddComparison("list", size, options.Runs, measured, s => $"{Text.Time(s.Seconds)}, {Text.Megabytes(s.Bytes)}");
        }

        table.Print();
    }

    // Other threads work for it, too: the allocations are those of the process.
    private static Side Of(string name, Func<Task<int>> listAsync, int wanted) => new(name, async _ =>
    {
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var started = Stopwatch.GetTimestamp();
        var found = await listAsync();
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        if (found != wanted) throw new InvalidOperationException($"{found} found instead of {wanted}");
        return new Sample(seconds, GC.GetTotalAllocatedBytes(precise: true) - allocated);
    });

    private static byte[] Page(int from, int count, bool hasMore)
    {
        var numbers = Enumerable.Range(from, count).Select(i => $"{i:D6}");
        var items = string.Join(',', numbers.Select(n => Policy.Replace("NUMBER", n, StringComparison.Ordinal)));
        var next = hasMore ? $"{from + count}" : "";
        return Encoding.UTF8.GetBytes($$"""
            {"items":[{{items}}],"metadata":{"continue":"{{next}}","resourceVersion":"123456"},"kind":"ImagePolicyList"}
            """);
    }
}
