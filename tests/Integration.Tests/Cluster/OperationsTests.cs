using System.Collections.Concurrent;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ImageAutomation.TestSupport;
using ImageAutomation.TestSupport.Kubernetes;
using ImageAutomation.TestSupport.Observability;
using Xunit;

namespace ImageAutomation.Integration.Tests.Cluster;

/// <summary>What both programs tell about themselves while they do the main job: metrics, posted events, traces.</summary>
public sealed partial class OperationsTests(ClusterShop shop) : IClassFixture<ClusterShop>
{
    private const string Ns = "ops";
    private const string CollectorKey = "collector-s3cret-word";
    private static readonly string[] Controllers = ["imagepolicy", "imagerepository", "imageupdateautomation"];

    [ClusterFact("kubectl", "git")]
    public async Task TheMainJob_IsSeenInMetricsEventsAndTraces()
    {
        var posts = new ConcurrentQueue<JsonNode>();
        await using var receiver = await FaultServer.StartAsync(async (context, _) =>
        {
            using var reader = new StreamReader(context.Request.Body);
            posts.Enqueue(JsonNode.Parse(await reader.ReadToEndAsync())!);
        });
        await using var collector = await OtlpReceiver.StartAsync();
        var remote = shop.Open(Ns);
        shop.Registry.Override = context =>
        {
            context.Response.Headers["ratelimit-limit"] = "100;w=21600";
            context.Response.Headers["ratelimit-remaining"] = "75;w=21600";
            return Task.FromResult(false);
        };
        using var reflector = Start("reflector", ControllerProcess.Reflector, receiver, collector, "reflector-east");
        using var updater = Start("updater", ControllerProcess.Updater, receiver, collector, service: null);
        string Said() => reflector.Said + updater.Said;
        await Eventually.HoldsAsync(
            () => shop.Kubectl("get", "-n", Ns, "iua", "app", "-o", "jsonpath={.status.conditions[?(@.type=='Ready')].status}") == "True",
            Said);
        await Eventually.HoldsAsync(
            () => shop.Kubectl("get", "-n", Ns, "imagepolicy", "app", "-o", "jsonpath={.status.latestRef.tag}") == "1.0.0", Said);
        shop.Registry.Tags[Ns] = ["1.0.0", "1.1.0"];
        await Eventually.HoldsAsync(() => remote.Read("app.yaml") == shop.Manifest(Ns, "1.1.0"), Said);
        await Eventually.HoldsAsync(() => posts.Any(p => (string?)p["metadata"]?["image.toolkit.fluxcd.io/commit"] == remote.Head()), Said);

        var pages = new[] { await ScrapeAsync(reflector), await ScrapeAsync(updater) };
        CheckMetrics(pages);
        CheckEvents([.. posts], remote.Head()!); // there is a commit
        Assert.Equal(0, await reflector.StopAsync());
        Assert.Equal(0, await updater.StopAsync());
        CheckTraces(collector);
        foreach (var secret in (string[])[ClusterShop.GitPassword, CollectorKey])
        {
            Assert.DoesNotContain(secret, Said(), StringComparison.Ordinal);
            Assert.All(posts, post => Assert.DoesNotContain(secret, post.ToJsonString(), StringComparison.Ordinal));
            Assert.All(collector.Bodies, body => Assert.Equal(-1, body.AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret))));
        }
    }

    // Every metric that the manual names is there, with the type and labels that it names.
    private void CheckMetrics(PrometheusText[] pages)
    {
        var documented = Documented();
        Assert.NotEmpty(documented);
        foreach (var (name, labels) in documented.Where(
            d => d.Name != "imageautomation_planned_changes" // a dry run's
                && !d.Name.StartsWith("imageautomation_webhook", StringComparison.Ordinal))) // nobody listens for them here
        {
            var samples = pages.SelectMany(p => p.Of(name)).ToList();
            Assert.True(samples.Count > 0, $"{name} is documented, but neither program has it");
            Assert.All(samples, s => Assert.Equal(labels, s.Labels.Keys.Where(l => l != "le").Order(StringComparer.Ordinal)));
        }

        Assert.Empty(pages.SelectMany(p => p.Names).Except(documented.Select(d => d.Name)));
        var all = pages.SelectMany(p => p.Names.SelectMany(p.Of)).ToList();
        Assert.Equal(
            Controllers, all.Where(s => s.Labels.ContainsKey("controller")).Select(s => s.Labels["controller"]).Distinct()
                .Order(StringComparer.Ordinal));
        Assert.Empty(Values(all, "controller_runtime_reconcile_total", "result").Except(["success", "requeue", "requeue_after", "error"]));
        Assert.Equal(
            ["ImagePolicy", "ImageRepository", "ImageUpdateAutomation"], Values(all, "gotk_reconcile_duration_seconds_count", "kind"));
        Assert.Equal(["GET", "PATCH", "POST"], Values(all, "rest_client_requests_total", "method"));
        Assert.Equal([new Uri(shop.Server).Authority], Values(all, "rest_client_requests_total", "host"));
        Assert.Superset(new HashSet<string> { "200", "201" }, Values(all, "rest_client_requests_total", "code").ToHashSet());
        Assert.Equal(1, pages[0].Value("leader_election_master_status", ("name", "image-reflector-controller-leader-election")));
        Assert.Equal(1, pages[1].Value("leader_election_master_status", ("name", "image-automation-controller-leader-election")));
        Assert.Equal(0.75, pages[0].Value("imageautomation_registry_quota_left_ratio", ("host", shop.Registry.Host)));
        Assert.Equal(2, pages[0].Value("imageautomation_repository_tags", ("namespace", Ns), ("name", "app")));
        Assert.Equal(1, pages[1].Value("imageautomation_pushes_total", ("namespace", Ns), ("name", "app")));
        Assert.Equal(0, pages[1].Value("imageautomation_holds", ("namespace", Ns), ("name", "app")));
        Assert.Equal(1, pages[1].Value("imageautomation_election_to_push_seconds_count"));
        Assert.True(pages[1].Value("imageautomation_plan_duration_seconds_count", ("result", "changes")) >= 1);
        Assert.All(pages, page => Assert.True(page.Value("imageautomation_notifications_total", ("result", "sent")) >= 1));
    }

    private void CheckEvents(IReadOnlyList<JsonNode> posts, string head)
    {
        var policy = posts.First(p => (string?)p["involvedObject"]!["kind"] == "ImagePolicy"
            && (string?)p["metadata"]?["image.toolkit.fluxcd.io/newTag"] == "1.1.0");
        Assert.Equal(
            ("info", "Succeeded", "image-reflector-controller", Dns.GetHostName()),
            ((string?)policy["severity"], (string?)policy["reason"], (string?)policy["reportingController"],
                (string?)policy["reportingInstance"]));
        Assert.Equal(
            ("1.0.0", "blue", null),
            ((string?)policy["metadata"]!["image.toolkit.fluxcd.io/oldTag"], (string?)policy["metadata"]!["event.toolkit.fluxcd.io/team"],
                policy["metadata"]!["note"]));
        Assert.Equal(
            shop.Kubectl("get", "-n", Ns, "imagepolicy", "app", "-o", "jsonpath={.metadata.uid}"),
            (string?)policy["involvedObject"]!["uid"]);
        Assert.Matches("^[0-9]+$", (string?)policy["involvedObject"]!["resourceVersion"]);
        var pushed = posts.First(p => (string?)p["metadata"]?["image.toolkit.fluxcd.io/commit"] == head);
        Assert.Equal(
            ("ImageUpdateAutomation", "image-automation-controller"),
            ((string?)pushed["involvedObject"]!["kind"], (string?)pushed["reportingController"]));
        Assert.Equal($"{shop.Registry.Host}/{Ns}:1.1.0", (string?)pushed["metadata"]!["image.toolkit.fluxcd.io/new"]);
        Assert.StartsWith($"pushed commit '{head[..7]}' to branch 'main'", (string?)pushed["message"], StringComparison.Ordinal);
    }

    private static void CheckTraces(OtlpReceiver collector)
    {
        Assert.NotEmpty(collector.Authorizations);
        Assert.All(collector.Authorizations, key => Assert.Equal(CollectorKey, key));
        var spans = collector.Spans;
        Assert.Equal(["image-updater", "reflector-east"], spans.Select(s => s.Service).Distinct().Order(StringComparer.Ordinal));
        string[] always = ["git fetch", "git push", "kubernetes api", "plan", "reconcile", "registry call", "scan"];
        // a run on the interval asks for heads first
        Assert.Equal(always, spans.Select(s => s.Name).Where(n => n != "git ls-remote").Distinct().Order(StringComparer.Ordinal));
        var byId = spans.ToDictionary(s => (s.TraceId, s.SpanId));
        Assert.All(spans, s => Assert.Equal(s.Name == "reconcile", s.ParentId.Length == 0));
        // no span lost its parent
        Assert.All(spans.Where(s => s.ParentId.Length > 0), s => Assert.Contains((s.TraceId, s.ParentId), byId.Keys));
        var push = Assert.Single(spans, s => s.Name == "git push");
        Assert.Equal(
            ("imageupdateautomation", Ns),
            (byId[(push.TraceId, push.ParentId)].Attributes["controller"],
                byId[(push.TraceId, push.ParentId)].Attributes["k8s.namespace.name"]));
        Assert.All(
            spans.Where(s => s.Name.StartsWith("git ", StringComparison.Ordinal)), s => Assert.NotEmpty(s.Attributes["git.repository"]));
        // A scan or a plan that the stop cuts off has no result to tell.
        Assert.Contains(spans, s => s.Name == "scan" && s.Attributes.GetValueOrDefault("imageautomation.tags") == "2");
        Assert.Contains(spans, s => s.Name == "plan" && s.Attributes.GetValueOrDefault("imageautomation.changes") == "1");
        Assert.Contains(spans, s => s.Name == "kubernetes api"
            && s.Attributes["k8s.resource"] == "imageupdateautomations.image.toolkit.fluxcd.io/status"
            && s.Attributes["k8s.verb"] == "patch");
        Assert.All(spans, s => Assert.True(s.Nanoseconds >= 0));
    }

    private ControllerProcess Start(
        string name, Func<IEnumerable<string>, IReadOnlyDictionary<string, string>?, ControllerProcess> start, FaultServer receiver,
        OtlpReceiver collector, string? service)
    {
        var (arguments, environment) = shop.Program(Ns, name, $"--events-addr={receiver.Address}");
        environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Endpoint;
        environment["OTEL_EXPORTER_OTLP_HEADERS"] = "x-collector-key=" + CollectorKey;
        if (service is not null) environment["OTEL_SERVICE_NAME"] = service;
        return start(arguments, environment);
    }

    private static IEnumerable<string> Values(IEnumerable<PrometheusSample> all, string name, string label) =>
        all.Where(s => s.Name == name).Select(s => s.Labels[label]).Distinct().Order(StringComparer.Ordinal);

    private static async Task<PrometheusText> ScrapeAsync(ControllerProcess program)
    {
        using var http = new HttpClient();
        var address = await program.ServedAsync("metrics");
        using var pprof = await http.GetAsync(new Uri(address, "debug/pprof/heap"));
        Assert.Equal(HttpStatusCode.NotFound, pprof.StatusCode);
        Assert.Contains("dotnet-trace", await pprof.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        return PrometheusText.Parse(await http.GetStringAsync(new Uri(address, "metrics")));
    }

    // The table of the manual: name, labels, meaning.
    private static IReadOnlyList<(string Name, IReadOnlyList<string> Labels)> Documented([CallerFilePath] string here = "")
    {
        // a source file has a folder
        var manual =
            File.ReadAllText(Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "docs", "operations.md")));
        var section = manual[manual.IndexOf("\n## Metrics\n", StringComparison.Ordinal)..];
        section = section[..section.IndexOf("\n## ", 1, StringComparison.Ordinal)];
        return [.. Row().Matches(section)
            .Select(
                m =>
                    (m.Groups[1].Value,
                        (IReadOnlyList<string>)[.. m.Groups[2].Value.Split(
                            ',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)]))];
    }

    [GeneratedRegex(@"^\| `([a-z_]+)` \|([a-z_, ]*)\|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
