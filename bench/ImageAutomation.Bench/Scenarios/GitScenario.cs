using System.Diagnostics;
using ImageAutomation.Bench.Measuring;
using ImageAutomation.Bench.Support;
using ImageAutomation.TestSupport;
using ImageAutomation.TestSupport.Git;

namespace ImageAutomation.Bench.Scenarios;

/// <summary>From elections to a commit on the remote, beside a shell script that clones.</summary>
internal sealed class GitScenario : IScenario
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);

    public string Name => "git";

    public string Measures =>
        "From the write of an election to the commit on the remote with an updater that keeps running (quiet period 0 unless said), beside "
        + "`git clone --depth 1`, sed, commit, push. Then a cold start, and a new head. Over file:// and smart HTTP; the remotes are on "
        + "this machine. Size: YAML files of 2 KB, the first 1,000 marked, each for a policy of its own.";

    public IReadOnlyList<int> Sizes => [1_000, 20_000, 100_000];

    public int Runs => 5;

    public async Task RunAsync(BenchOptions options)
    {
        var table = Table.Comparison();
        var memory = new Table("what", "size", "runs", "peak memory of our process (without git's)");
        var parts = new Table("what", "size", "runs", "from the election to the commit, less the process of git push");
        foreach (var size in options.Sizes)
        {
            using var fleet = new Fleet(size);
            await using var server = await GitHttpServer.StartAsync(fleet.Root);
            await MeasureAsync(table, memory, parts, fleet, "file", $"file://{fleet.Root}", options.Runs);
            await MeasureAsync(table, memory, parts, fleet, "http", server.Origin, options.Runs);
        }

        table.Print();
        memory.Print();
        parts.Print();
    }

    private static async Task MeasureAsync(Table table, Table memory, Table parts, Fleet fleet, string transport, string origin, int runs)
    {
        var (ours, theirs) = ($"{origin}/{Fleet.Ours}", $"{origin}/{Fleet.Theirs}");
        var many = fleet.Tags.Count;
        await using var updater = await FleetUpdater.PrepareAsync(fleet, ours);

        table.AddComparison($"cold start, {transport}", fleet.Files, runs, await Interleaved.RunAsync(
            runs, 1,
            new Side("first mirror, index and verdict", async _ => new Sample((await updater.ColdPassAsync()).TotalSeconds)),
            Script(fleet, "clone --depth 1", _ => $"git clone -q --depth 1 {ours} ."),
            Script(fleet, "clone --depth 1 --bare", _ => $"git clone -q --depth 1 --bare {ours} .")));

        await updater.StartAsync();
        var own = new List<double>();
        table.AddComparison($"one policy, one file, {transport}", fleet.Files, runs, await Interleaved.RunAsync(
            runs, 1,
            new Side("updater", async _ =>
            {
                var elected = await updater.ElectAsync(1);
                own.Add((elected.FromFirst - elected.Push).TotalSeconds);
                return new Sample(elected.FromFirst.TotalSeconds);
            }),
            Script(fleet, "clone, sed, commit, push", run => Publish(theirs, "\"team:p0\"", Manifests.Image("p0"), $"1.1.{run}"))));

        // What is seen on the remote is seen before the process of git has ended: the difference is a lower bound.
        parts.Add($"one policy, one file, {transport}", Text.Count(fleet.Files), Text.Count(runs), Text.Time(Statistics.Median(own)));

        await updater.GatherForAsync(Quiet);
        double peak = 0;
        table.AddComparison(
            $"{Text.Count(many)} policies, one file each, one push, {transport}; ours after the quiet period", fleet.Files, runs,
            await Interleaved.RunAsync(
            runs, 0,
            new Side("updater", async _ =>
            {
                ProcessFacts.ForgetPeak();
                var elapsed = (await updater.ElectAsync(many)).FromLast - Quiet;
                peak = Math.Max(peak, ProcessFacts.PeakBytes(Environment.ProcessId));
                return new Sample(elapsed.TotalSeconds);
            }),
            Script(fleet, "clone, sed, commit, push", run => Publish(theirs, "imagepolicy", Manifests.Image("p[0-9]*"), $"1.2.{run}"))));
        memory.Add(
            $"{Text.Count(many)} policies, one file each, {transport}", Text.Count(fleet.Files), Text.Count(runs), Text.Megabytes(peak));

        foreach (var changed in (int[])[1, Math.Min(1000, fleet.Files)])
        {
            table.AddComparison(
                $"new head, {Text.Count(changed)} files changed by somebody, {transport}", fleet.Files, runs, await Interleaved.RunAsync(
                runs, 0,
                new Side("updater: verdict", async run =>
                {
                    fleet.Touch(changed, $"{transport} {changed} {run}");
                    return new Sample((await updater.VerdictAsync()).TotalSeconds);
                }),
                Script(fleet, "clone --depth 1, grep", _ => $"git clone -q --depth 1 {ours} . && grep -rlF imagepolicy . >/dev/null")));
        }
    }

    private static string Publish(string url, string marked, string image, string tag) =>
        $"git clone -q --depth 1 {url} . && sed -i 's|\\({image}\\):[^ ]*|\\1:{tag}|' $(grep -rlF '{marked}' --include='*.yaml' .)"
        + " && git -c user.name=bot -c user.email=bot@example.org commit -qam 'update images' && git push -q origin HEAD:main";

    // In an empty folder, which is removed off the clock.
    private static Side Script(Fleet fleet, string name, Func<int, string> script) => new(name, run =>
    {
        var folder = Directory.CreateDirectory(fleet.Work("work")).FullName;
        var started = Stopwatch.GetTimestamp();
        TestProcess.Run("sh", folder, null, ["-ec", script(run)]);
        var elapsed = Stopwatch.GetElapsedTime(started);
        Directory.Delete(folder, recursive: true);
        return Task.FromResult(new Sample(elapsed.TotalSeconds));
    });
}
