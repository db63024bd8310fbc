using System.Diagnostics;
using System.Globalization;
using ImageAutomation.Bench.Measuring;
using ImageAutomation.Bench.Support;
using ImageAutomation.TestSupport;
using ImageAutomation.TestSupport.Git;
using ImageAutomation.TestSupport.Registry;

namespace ImageAutomation.Bench.Scenarios;

/// <summary>The whole job by the built program: a tag is pushed, a commit appears.</summary>
internal sealed class LatencyScenario : IScenario
{
    private const string Repository = "shop/app";
    private const int MaxIdleSeconds = 60;
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);

    public string Name => "latency";

    public string Measures =>
        "From a tag pushed to a real docker-registry to the commit on the remote (file://), by `imgauto run` with a scan interval of one "
        + "second; half of that and the quiet period of 250 ms are waiting. Then its memory and processor time when nothing is due. Size: "
        + "pushes.";

    public IReadOnlyList<int> Sizes => [20];

    public int Runs => 1;

    public async Task RunAsync(BenchOptions options)
    {
        if (TestTool.Find(DockerRegistry.Program) is null)
        {
            Report.Note($"Left out: {DockerRegistry.Program} is not installed.");
            return;
        }

        var table = new Table("pushes", "what", "value");
        foreach (var size in options.Sizes) await MeasureAsync(table, size, Math.Min(options.Seconds, MaxIdleSeconds));
        table.Print();
    }

    private static async Task MeasureAsync(Table table, int pushes, int idleSeconds)
    {
        using var folder = new TemporaryFolder();
        await using var registry = await DockerRegistry.StartAsync();
        var image = $"{registry.Host}/{Repository}";
        var remote = BareRepository.Create(folder.Combine("remote.git"));
        remote.Commit(
            "app.yaml",
            $"apiVersion: v1\nkind: Pod\nmetadata: {{name: app}}\nspec:\n  containers:\n    - name: main\n      image: {image}:1.0.0 # "
                + $"{{\"$imagepolicy\": \"team:app\"}}\n");
        var pusher = new ImagePusher(registry.Client);
        await pusher.PushAsync(Repository, ["1.0.0"]);
        void Row(string what, string value) => table.Add(Text.Count(pushes), what, value);

        var latencies = new List<double>();
        var resources = Declare(folder, "busy", image, remote, "1s");
        await using (var program = Imgauto.Start(folder, resources, "busy-state"))
        {
            var head = remote.Head();
            var random = new Random(7);
            for (var push = 0; push <= pushes; push++)
            {
                // The push must not keep step with the scans.
                await Task.Delay(Settling / 5 * (1 + random.NextDouble()), TimeProvider.System);
                var tag = string.Create(CultureInfo.InvariantCulture, $"1.1.{push}");
                await pusher.PushAsync(Repository, [tag], tag);
                var started = Stopwatch.GetTimestamp();
                await CommitAsync(folder, program, remote, head, "busy-state");
                if (push > 0) latencies.Add(Stopwatch.GetElapsedTime(started).TotalSeconds); // the first finds no mirror
                head = remote.Head();
                if (remote.Read("app.yaml")?.Contains($"{image}:{tag} ", StringComparison.Ordinal) != true)
                    throw new InvalidOperationException($"the commit does not hold {tag}");
            }
        }

        Row("tag pushed to commit on the remote, p50", Text.Time(Statistics.Percentile(latencies, 0.5)));
        Row("tag pushed to commit on the remote, p95", Text.Time(Statistics.Percentile(latencies, 0.95)));

        await pusher.PushAsync(Repository, ["2.0.0"], "2.0.0");
        var before = remote.Head();
        await using var idle = Imgauto.Start(folder, Declare(folder, "idle", image, remote, "1h"), "idle-state");
        await CommitAsync(folder, idle, remote, before, "idle-state"); // everything has run once
        await Task.Delay(Settling, TimeProvider.System);
        var processor = ProcessFacts.ProcessorSeconds(idle.Id);
        await Task.Delay(TimeSpan.FromSeconds(idleSeconds), TimeProvider.System);
        processor = ProcessFacts.ProcessorSeconds(idle.Id) - processor;
        Row("idle: resident memory", Text.Megabytes(ProcessFacts.ResidentBytes(idle.Id)));
        Row($"idle: processor share of one core, over {idleSeconds} s", Text.Percent(processor / idleSeconds));
    }

    private static Task CommitAsync(TemporaryFolder folder, Imgauto program, BareRepository remote, string? before, string name)
    {
        var head = Path.Combine(remote.Path, "refs", "heads", "main"); // the file that a push moves
        return Waiting.UntilAsync(
            () => program.HasEnded ? throw new InvalidOperationException(File.ReadAllText(folder.Combine($"{name}.log")))
                : File.ReadAllText(head).Trim() != before,
            () => $"no commit: {File.ReadAllText(folder.Combine($"{name}.log"))}");
    }

    private static string Declare(TemporaryFolder folder, string name, string image, BareRepository remote, string interval)
    {
        folder.Write($"{name}/all.yaml", $$"""
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
            spec: {url: '{{remote.FileUrl}}', interval: 1h, ref: {branch: main} }
            ---
            apiVersion: image.toolkit.fluxcd.io/v1
            kind: ImageUpdateAutomation
            metadata: {name: auto, namespace: team}
            spec:
              interval: 1h
              sourceRef: {kind: GitRepository, name: fleet}
              git:
                commit:
                  author: {name: bot, email: bot@example.org}

            """);
        return folder.Combine(name);
    }
}
