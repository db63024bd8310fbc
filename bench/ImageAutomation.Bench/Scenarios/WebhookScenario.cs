using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using ImageAutomation.Bench.Measuring;
using ImageAutomation.Bench.Support;
using ImageAutomation.TestSupport;
using ImageAutomation.TestSupport.Git;
using ImageAutomation.TestSupport.Registry;

namespace ImageAutomation.Bench.Scenarios;

/// <summary>Tags that a registry tells of: how long to the commit, and what a storm of events costs.</summary>
internal sealed class WebhookScenario : IScenario
{
    private const string Repository = "shop/app";
    private const string Token = "bench-token";
    private const int Events = 10_000;
    private const int Repositories = 100;
    private const int Senders = 16;

    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);

    public string Name => "webhook";

    public string Measures =>
        "From a tag pushed to a real docker-registry that notifies `imgauto run` to the commit on the remote, over file:// and smart HTTP, "
        + "with the quiet period of 250 ms and without; beside it scan intervals of one second and of one minute. Then 10,000 events on "
        + "100 repositories at once: answers, requests to the registry, memory. Size: pushes.";

    public IReadOnlyList<int> Sizes => [50];

    public int Runs => 1;

    public async Task RunAsync(BenchOptions options)
    {
        if (TestTool.Find(DockerRegistry.Program) is null)
        {
            Report.Note($"Left out: {DockerRegistry.Program} is not installed.");
            return;
        }

        var table = new Table("pushes", "told by", "remote", "quiet period", "p50", "p95", "p99", "longest");
        foreach (var size in options.Sizes)
        {
            foreach (var (isTold, overHttp, quiet, interval, pushes) in ((bool, bool, string, string, int)[])
                [
                    (true, false, "250ms", "1h", size), (true, false, "0s", "1h", size), (true, true, "250ms", "1h", size),
                    (true, true, "0s", "1h", size), (false, false, "250ms", "1s", size),
                    (false, false, "250ms", "1m", Math.Max(3, size / 10)),
                ])
            {
                var times = await MeasureAsync(isTold, overHttp, quiet, interval, pushes);
                table.Add(
                    Text.Count(pushes), isTold ? "webhook" : $"scan, {interval}", overHttp ? "HTTP" : "file", quiet,
                    Text.Time(Statistics.Percentile(times, 0.5)), Text.Time(Statistics.Percentile(times, 0.95)),
                    Text.Time(Statistics.Percentile(times, 0.99)), Text.Time(times.Max()));
            }
        }

        table.Print();
        await StormAsync();
    }

    private static async Task<List<double>> MeasureAsync(bool isTold, bool overHttp, string quiet, string interval, int pushes)
    {
        using var folder = new TemporaryFolder();
        var port = FreePort();
        var path = "/hook/" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Token + "registry" + "team")));
        await using var registry = await DockerRegistry.StartAsync(new DockerRegistryOptions
        {
            NotificationUrl = isTold ? new Uri($"http://127.0.0.1:{port}{path}") : null,
            TellsOfBlobs = false,
        });
        var image = $"{registry.Host}/{Repository}";
        var remote = BareRepository.Create(folder.Combine("remote.git"));
        remote.Commit("app.yaml", $"image: {image}:1.0.0 # {{\"$imagepolicy\": \"team:app\"}}\n");
        await using var git = await GitHttpServer.StartAsync(folder.Path);
        var pusher = new ImagePusher(registry.Client);
        await pusher.PushAsync(Repository, ["1.0.0"]);
        var resources = Declare(folder, image, overHttp ? git.Url("remote.git") : remote.FileUrl, quiet, interval);
        await using var program = Imgauto.Start(folder, resources, "state", "--receiver-addr", $"127.0.0.1:{port}");
        await ServedAsync(port, path);
        await Task.Delay(Settling, TimeProvider.System); // the first scan
        var head = Path.Combine(remote.Path, "refs", "heads", "main"); // the file that a push moves
        var times = new List<double>();
        var random = new Random(7);
        var longest = interval == "1m" ? TimeSpan.FromSeconds(60) : TimeSpan.FromSeconds(1);
        for (var push = 0; push <= pushes; push++)
        {
            // The push must not keep step with scans.
            await Task.Delay(TimeSpan.FromSeconds(0.3) + (longest * random.NextDouble()), TimeProvider.System);
            var before = File.ReadAllText(head);
            var tag = string.Create(CultureInfo.InvariantCulture, $"1.1.{push}");
            await pusher.PushAsync(Repository, [tag], tag);
            var started = Stopwatch.GetTimestamp();
            await Waiting.UntilAsync(
                () => program.HasEnded ? throw new InvalidOperationException(File.ReadAllText(folder.Combine("state.log")))
                    : File.ReadAllText(head) != before,
                () => $"no commit: {File.ReadAllText(folder.Combine("state.log"))}");
            if (push > 0) times.Add(Stopwatch.GetElapsedTime(started).TotalSeconds); // the first finds no mirror
            if (remote.Read("app.yaml")?.Contains($"{image}:{tag} ", StringComparison.Ordinal) != true)
                throw new InvalidOperationException($"the commit does not hold {tag}");
        }

        return times;
    }

    private static async Task StormAsync()
    {
        using var folder = new TemporaryFolder();
        await using var registry = await LoadRegistry.StartAsync();
        var port = FreePort();
        var path = "/hook/" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Token + "registry" + "team")));
        folder.Write("storm/all.yaml", string.Concat(Enumerable.Range(0, Repositories).Select(i => $$"""
            apiVersion: image.toolkit.fluxcd.io/v1
            kind: ImageRepository
            metadata: {name: r{{i}}, namespace: team, labels: {storm: "yes"} }
            spec: {image: '{{registry.Host}}/r/{{i}}', interval: 1h}
            ---

            """)) + Receiver("[{kind: ImageRepository, name: '*', matchLabels: {storm: 'yes'} }]"));
        await using var program = Imgauto.Start(folder, folder.Combine("storm"), "state", "--receiver-addr", $"127.0.0.1:{port}");
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = Senders });
        await Waiting.UntilAsync(
            () => registry.CountAsync(http).GetAwaiter().GetResult().Lists >= Repositories, () => "the first scans did not end");
        await Task.Delay(Settling, TimeProvider.System);
        var (headsBefore, listsBefore) = await registry.CountAsync(http);
        var memoryBefore = ProcessFacts.ResidentBytes(program.Id);

        var answers = new ConcurrentBag<(int Status, double Seconds)>();
        var next = -1;
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Senders).Select(async _ =>
        {
            while (Interlocked.Increment(ref next) is var number and < Events)
            {
                var body = $$$"""
                    {"events":[{"id":"e{{{number}}}","action":"push","target":{
                      "mediaType":"application/vnd.oci.image.index.v1+json","size":855,
                      "repository":"r/{{{number % Repositories}}}","tag":"3.0.{{{number / Repositories}}}"},
                      "request":{"host":"{{{registry.Host}}}","method":"PUT"}}]}
                    """;
                using var content = new StringContent(body, Encoding.UTF8, "application/vnd.docker.distribution.events.v1+json");
                var sent = Stopwatch.GetTimestamp();
                using var answer = await http.PostAsync(new Uri($"http://127.0.0.1:{port}{path}"), content);
                answers.Add(((int)answer.StatusCode, Stopwatch.GetElapsedTime(sent).TotalSeconds));
            }
        }));
        var took = Stopwatch.GetElapsedTime(began).TotalSeconds;
        await Task.Delay(TimeSpan.FromSeconds(35), TimeProvider.System); // listings that they caused come within half a minute
        var (heads, lists) = await registry.CountAsync(http);
        var memory = ProcessFacts.ResidentBytes(program.Id);
        var table = new Table("events", "what", "value");
        void Row(string what, string value) => table.Add(Text.Count(Events), what, value);
        Row("answered with 200", Text.Count(answers.Count(a => a.Status == 200)));
        Row($"all sent and answered, {Senders} senders", Text.Time(took));
        Row("time of an answer, p50", Text.Time(Statistics.Percentile(answers.Select(a => a.Seconds), 0.5)));
        Row("time of an answer, p99", Text.Time(Statistics.Percentile(answers.Select(a => a.Seconds), 0.99)));
        Row("requests to the registry: HEAD of a tag", Text.Count(heads - headsBefore));
        Row("requests to the registry: listings", Text.Count(lists - listsBefore));
        Row("resident memory before", Text.Megabytes(memoryBefore));
        Row("resident memory half a minute later", Text.Megabytes(memory));
        table.Print();
    }

    private static async Task ServedAsync(int port, string path)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        await Waiting.UntilAsync(
            async () =>
            {
                try
                {
                    using var request = new HttpRequestMessage(HttpMethod.Head, new Uri($"http://127.0.0.1:{port}{path}"));
                    using var answer = await http.SendAsync(request);
                    return answer.IsSuccessStatusCode;
                }
                catch (HttpRequestException)
                {
                    return false; // not listening yet
                }
            },
            () => Task.FromResult("the receiver is not served"));
    }

    private static string Receiver(string resources) => $$"""
        apiVersion: v1
        kind: Secret
        metadata: {name: hook, namespace: team}
        stringData: {token: {{Token}}}
        ---
        apiVersion: notification.toolkit.fluxcd.io/v1
        kind: Receiver
        metadata: {name: registry, namespace: team}
        spec: {type: generic, secretRef: {name: hook}, resources: {{resources}} }

        """;

    private static string Declare(TemporaryFolder folder, string image, string url, string quiet, string interval)
    {
        folder.Write("resources/all.yaml", $$"""
            apiVersion: image.toolkit.fluxcd.io/v1
            kind: ImageRepository
            metadata: {name: app, namespace: team}
            spec: {image: '{{image}}', interval: {{interval}}}
            ---
            apiVersion: image.toolkit.fluxcd.io/v1
            kind: ImagePolicy
            metadata: {name: app, namespace: team}
            spec: {imageRepositoryRef: {name: app}, policy: {semver: {range: '>=1.0.0'} } }
            ---
            apiVersion: source.toolkit.fluxcd.io/v1
            kind: GitRepository
            metadata: {name: fleet, namespace: team}
            spec: {url: '{{url}}', interval: 1h, ref: {branch: main} }
            ---
            apiVersion: image.toolkit.fluxcd.io/v1
            kind: ImageUpdateAutomation
            metadata: {name: auto, namespace: team}
            spec:
              interval: 1h
              sourceRef: {kind: GitRepository, name: fleet}
              git: {commit: {author: {name: bot, email: bot@example.org} } }
              update: {strategy: Setters, batch: {quietPeriod: {{quiet}}} }
            ---

            """ + Receiver("[{kind: ImageRepository, name: app}]"));
        return folder.Combine("resources");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
