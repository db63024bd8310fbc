using System.Diagnostics;
using System.Globalization;
using ImageAutomation.Bench.Measuring;
using ImageAutomation.Bench.Support;
using ImageAutomation.TestSupport;
using ImageAutomation.TestSupport.Git;
using ImageAutomation.TestSupport.Kubernetes;
using ImageAutomation.TestSupport.Registry;

namespace ImageAutomation.Bench.Scenarios;

/// <summary>Both controller programs over a real API server.</summary>
internal sealed class ClusterScenario : IScenario
{
    private const string ApiRequests = "rest_client_requests_total";
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(10);

    // What a person, or a script of a pipeline, does for one image.
    private const string UpdateByHand = "set -e; rm -rf work; git clone -q --depth 1 \"$1\" work; cd work; grep -rlF '\"$imagepolicy\"' . "
        + "| xargs sed -i \"s|:[0-9.]* #|:$2 #|\"; git -c user.name=p -c user.email=p@example.org commit -qam update; git push -q origin "
        + "HEAD:main";

    public string Name => "cluster";

    public string Measures =>
        "image-reflector and image-updater as built, over a test API server, docker-registry and Git over HTTP: ImageRepositories "
        + "(interval one minute) with a policy and a marked file each, and 100 automations (interval five minutes) in ten namespaces. From "
        + "the start to all Ready, requests to the API server, then processor and memory with nothing to change, over --seconds. Last, "
        + "single changes to the commit on the remote. Size: repositories. Runs: single changes.";

    public IReadOnlyList<int> Sizes => [1000];

    public int Runs => 15;

    public async Task RunAsync(BenchOptions options)
    {
        if (KubeServer.Missing is { } missing || TestTool.Find(DockerRegistry.Program) is null || TestTool.Find("kubectl") is null)
        {
            Report.Note($"Left out: {KubeServer.Missing ?? $"{DockerRegistry.Program} or kubectl is not installed"}.");
            return;
        }

        var table = new Table("repositories", "what", "value");
        var changes = Table.Comparison();
        foreach (var size in options.Sizes) await MeasureAsync(table, changes, size, options);
        table.Print();
        changes.Print();
    }

    private static async Task MeasureAsync(Table table, Table changes, int size, BenchOptions options)
    {
        using var folder = new TemporaryFolder();
        await using var server = await KubeServer.StartAsync();
        await using var registry = await DockerRegistry.StartAsync();
        await using var git = await GitHttpServer.StartAsync(Directory.CreateDirectory(folder.Combine("git")).FullName);
        var fleet = new ClusterFleet(server, registry, git, folder);
        await fleet.DeclareAsync(size);
        void Row(string what, string value) => table.Add(Text.Count(size), what, value);

        var started = Stopwatch.GetTimestamp();
        await using var reflector = ControllerProgram.Start("ImageReflector", "image-reflector", server.Kubeconfig, folder);
        await using var updater = ControllerProgram.Start("ImageUpdater", "image-updater", server.Kubeconfig, folder);
        var automations = (ClusterFleet.Namespaces * ClusterFleet.AutomationsEach) + 2; // two namespaces have one
        var objects = (2 * (size + 2)) + automations;
        foreach (var (kind, wanted) in new[] { ("imagerepositories", size + 2), ("imagepolicies", size + 2),
            ("imageupdateautomations", automations) })
        {
            while (fleet.Ready(kind) < wanted)
            {
                if (Stopwatch.GetElapsedTime(started) > TimeSpan.FromMinutes(10)) throw new TimeoutException(reflector.Said + updater.Said);
                await Task.Delay(Look, TimeProvider.System);
            }
        }

        Row("from the start to all Ready", Text.Time(Stopwatch.GetElapsedTime(started).TotalSeconds));
        var requests = await reflector.CounterAsync(ApiRequests) + await updater.CounterAsync(ApiRequests);
        Row("requests to the API server until then", Text.Count((long)requests));
        Row("requests for each object", Text.Number(requests / objects, ""));

        await Task.Delay(Settling, TimeProvider.System);
        await SteadyAsync(Row, size, options.Seconds, ("image-reflector", reflector), ("image-updater", updater));
        await ChangesAsync(changes, fleet, registry, git, folder, options.Runs);
    }

    private static async Task SteadyAsync(
        Action<string, string> row, int size, int seconds, params (string Name, ControllerProgram Program)[] programs)
    {
        var before = new List<(double Processor, double Requests)>();
        foreach (var (_, program) in programs)
            before.Add((ProcessFacts.ProcessorSeconds(program.Id), await program.CounterAsync(ApiRequests)));
        await Task.Delay(TimeSpan.FromSeconds(seconds), TimeProvider.System);
        foreach (var ((name, program), (processor, requests)) in programs.Zip(before))
        {
            row($"{name}: processor share of one core, over {seconds} s",
                Text.Percent((ProcessFacts.ProcessorSeconds(program.Id) - processor) / seconds));
            row($"{name}: requests to the API server a second",
                Text.Number((await program.CounterAsync(ApiRequests) - requests) / seconds, "/s"));
            row($"{name}: resident memory", Text.Megabytes(ProcessFacts.ResidentBytes(program.Id)));
        }
    }

    private static async Task ChangesAsync(
        Table table, ClusterFleet fleet, DockerRegistry registry, GitHttpServer git, TemporaryFolder folder, int runs)
    {
        var pusher = new ImagePusher(registry.Client);
        fleet.CreateByHand();
        var patch = 0;
        string NextTag() => $"1.1.{(++patch).ToString(CultureInfo.InvariantCulture)}";

        List<double> scanned = [], asked = [], byHand = [];
        for (var run = 0; run <= runs; run++)
        {
            // Pushes meet the interval at all its points evenly, in no order.
            await Task.Delay(TimeSpan.FromSeconds(5 * ((run * 7 % runs) + 0.5) / runs), TimeProvider.System);
            var tag = NextTag();
            await pusher.PushAsync($"{ClusterFleet.Busy}/app", [tag], tag);
            var time = await CommitAsync(fleet, ClusterFleet.Busy, tag, () => { });
            if (run > 0) scanned.Add(time);

            tag = NextTag();
            await pusher.PushAsync($"{ClusterFleet.Asked}/app", [tag], tag);
            time = await CommitAsync(
                fleet, ClusterFleet.Asked, tag,
                () =>
                    fleet.Kubectl(
                        "annotate", "--overwrite", "-n", ClusterFleet.Asked, "imagerepository/app",
                        $"reconcile.fluxcd.io/requestedAt={tag}"));
            if (run > 0) asked.Add(time);

            // The same change by hand, in a repository that nobody else writes.
            tag = NextTag();
            time = await CommitAsync(
                fleet, ClusterFleet.ByHand, tag,
                () => TestProcess.Run("bash", folder.Path, null, ["-c", UpdateByHand, "bash", git.Url($"{ClusterFleet.ByHand}.git"), tag]));
            if (run > 0) byHand.Add(time);
        }

        void Add(string what, string side, List<double> times, double first) =>
            table.Add(
                what, "1", Text.Count(runs), side,
                $"{Text.Time(Statistics.Percentile(times, 0.5))} (p95 {Text.Time(Statistics.Percentile(times, 0.95))})",
                Text.Ratio(Statistics.Percentile(times, 0.5) / first));
        var half = Statistics.Percentile(asked, 0.5);
        Add("requestedAt set by kubectl, to the commit", "both controllers", asked, half);
        Add("requestedAt set by kubectl, to the commit", "clone --depth 1, sed, commit, push", byHand, half);
        half = Statistics.Percentile(scanned, 0.5);
        Add("tag pushed, to the commit, interval 5 s", "both controllers", scanned, half);
        table.Add(
            "tag pushed, to the commit, interval 5 s", "1", Text.Count(runs),
            "half the interval and the quiet period: waiting that the settings imply", Text.Time(2.75), Text.Ratio(2.75 / half));
    }

    private static async Task<double> CommitAsync(ClusterFleet fleet, string ns, string tag, Action act)
    {
        var repository = fleet.Repository(ns);
        var head = Path.Combine(repository.Path, "refs", "heads", "main"); // the file that a push moves
        var before = File.ReadAllText(head);
        var started = Stopwatch.GetTimestamp();
        act();
        await Waiting.UntilAsync(
            () => File.ReadAllText(head) != before,
            () => $"no commit of {tag}: {fleet.Kubectl("get", "imagerepositories,imagepolicies,imageupdateautomations", "-n", ns)}");
        var elapsed = Stopwatch.GetElapsedTime(started).TotalSeconds;
        if (repository.Read("a0/app.yaml")?.Contains($":{tag} ", StringComparison.Ordinal) != true)
            throw new InvalidOperationException($"the commit does not hold {tag}");
        return elapsed;
    }
}
