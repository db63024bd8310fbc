using System.Diagnostics;
using System.Globalization;
using System.Text;
using ImageAutomation.Bench.Measuring;
using ImageAutomation.Bench.Support;
using ImageAutomation.Common.Loop;
using ImageAutomation.Common.Sources.Folder;
using ImageAutomation.ImageReflector;
using ImageAutomation.ImageReflector.Registry;
using ImageAutomation.ImageReflector.Scanning;
using ImageAutomation.ImageReflector.TagStore;
using ImageAutomation.TestSupport;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageAutomation.Bench.Scenarios;

/// <summary>Many repositories at a short interval, for minutes.</summary>
internal sealed class ScanLoadScenario : IScenario
{
    private const int ObjectsPerFile = 500;
    private static readonly TimeSpan BareRequests = TimeSpan.FromSeconds(5);

    public string Name => "scan-load";

    public string Measures =>
        "The reflector over a folder with an ImageRepository (interval one minute, 40 tags) and an ImagePolicy each; the registry is a "
        + "process of its own and gives one repository in a hundred a new tag at each scan. After the first scan of all, for --seconds. "
        + "Default workers (4), rate budget out of the way. Size: repositories.";

    public IReadOnlyList<int> Sizes => [10_000];

    public int Runs => 1;

    public async Task RunAsync(BenchOptions options)
    {
        var table = new Table("repositories", "seconds", "what", "value");
        foreach (var size in options.Sizes) await MeasureAsync(table, size, TimeSpan.FromSeconds(options.Seconds));
        table.Print();
    }

    private static async Task MeasureAsync(Table table, int size, TimeSpan duration)
    {
        using var folder = new TemporaryFolder();
        await using var server = await LoadRegistry.StartAsync();
        Declare(folder, server.Host, size);
        void Row(string what, string value) => table.Add(Text.Count(size), Text.Count((long)duration.TotalSeconds), what, value);

        var time = TimeProvider.System;
        var opened = Stopwatch.GetTimestamp();
        await using var source = FolderSource.Open(new FolderOptions
        {
            Resources = folder.Combine("resources"),
            State = folder.Combine("state"),
        }, time, NullLogger.Instance).Value;
        if (source.Problems.Count > 0) throw new InvalidOperationException(source.Problems[0].ToString());
        Row("reading the folder", Text.Time(Stopwatch.GetElapsedTime(opened).TotalSeconds));

        var incidents = new TagStoreIncidents(NullLogger<TagStoreIncidents>.Instance);
        using var tags = SqliteTagStore.Open(folder.Combine("state", "tags.db"), time, incidents.Note).Value;
        using var client = new RegistryClient(new RegistryClientOptions { RequestsPerSecond = 100_000, RequestBurst = 100_000 }, time);
        await using var clock = await QuartzWakeUps.StartAsync(time, CancellationToken.None);
        var meter = new LoadMeter(clock, client, time);
        using var reflector = new Reflector(
            new ControllerContext(source) { WakeUps = meter, Time = time }, new ReflectorOptions(), meter, tags, incidents);
        foreach (var (controller, wake) in reflector.Wakeables) await clock.RegisterAsync(controller, wake, CancellationToken.None);
        using var stop = new CancellationTokenSource();

        var began = Stopwatch.GetTimestamp();
        source.Follow();
        var running = reflector.RunAsync(stop.Token);
        await Waiting.UntilAsync(() => meter.Seen == size, () => $"{meter.Seen} of {size} were scanned, {meter.Errors} listings failed");
        Row("first scan of all, at once", Text.Time(Stopwatch.GetElapsedTime(began).TotalSeconds));

        meter.Clear();
        var own = Environment.ProcessId;
        var processor = ProcessFacts.ProcessorSeconds(own);
        var started = Stopwatch.GetTimestamp();
        await Task.Delay(duration, time);
        var elapsed = Stopwatch.GetElapsedTime(started).TotalSeconds;
        processor = ProcessFacts.ProcessorSeconds(own) - processor;
        var (scans, errors, delays, overdue) = (meter.Scans, meter.Errors, meter.Delays.ToList(), meter.Overdue(TimeSpan.FromSeconds(5)));
        var resident = ProcessFacts.ResidentBytes(own);
        var live = GC.GetTotalMemory(forceFullCollection: true); // after the resident memory was read: this shrinks it
        await stop.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        Row("scans a second wanted (repositories / interval)", Text.Number(size / 60.0, "/s"));
        Row("scans a second done", Text.Number(scans / elapsed, "/s"));
        Row("failed listings", Text.Count(errors));
        Row("due to begun, p50", delays.Count == 0 ? "none was due" : Text.Time(Statistics.Percentile(delays, 0.5)));
        Row("due to begun, p99", delays.Count == 0 ? "none was due" : Text.Time(Statistics.Percentile(delays, 0.99)));
        Row("waiting for more than 5 s at the end", Text.Count(overdue));
        Row("processor share of our process, of one core", Text.Percent(processor / elapsed));
        Row("processor time for each scan", scans == 0 ? "no scan" : Text.Time(processor / scans));
        Row("resident memory at the end", Text.Megabytes(resident));
        Row("of it, objects that are in use", Text.Megabytes(live));
        Row("peak resident memory", Text.Megabytes(ProcessFacts.PeakBytes(own)));
        var (rate, perRequest) = await BareAsync(server.Host, size);
        Row("beside: HttpClient reading the same answers as text, 4 at once, nothing else", Text.Number(rate, "/s"));
        Row("beside: its processor time for each answer", Text.Time(perRequest));
    }

    private static async Task<(double Rate, double ProcessorSeconds)> BareAsync(string host, int size)
    {
        using var client = new HttpClient();
        var processor = ProcessFacts.ProcessorSeconds(Environment.ProcessId);
        var started = Stopwatch.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, new LoopOptions().Concurrent).Select(async worker =>
        {
            var count = 0;
            for (; Stopwatch.GetElapsedTime(started) < BareRequests; count++)
            {
                var answer = await client.GetStringAsync(new Uri($"http://{host}/v2/r/{((count * 4) + worker) % size}/tags/list?n=1000"));
                if (!answer.Contains("\"2.0.", StringComparison.Ordinal)) throw new InvalidOperationException($"not a listing: {answer}");
            }

            return count;
        }));
        var elapsed = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return (counts.Sum() / elapsed, (ProcessFacts.ProcessorSeconds(Environment.ProcessId) - processor) / counts.Sum());
    }

    private static void Declare(TemporaryFolder folder, string host, int size)
    {
        var yaml = new StringBuilder();
        for (var i = 0; i < size; i++)
        {
            var name = LoadMeter.Key(i.ToString(CultureInfo.InvariantCulture)).Name;
            yaml.Append(
                CultureInfo.InvariantCulture,
                $"---\napiVersion: image.toolkit.fluxcd.io/v1\nkind: ImageRepository\nmetadata: {{name: {name}, "
                    + $"namespace: {LoadMeter.Namespace}}}\nspec: {{image: '{host}/r/{i}', interval: 1m}}\n");
            yaml.Append(
                CultureInfo.InvariantCulture,
                $"---\napiVersion: image.toolkit.fluxcd.io/v1\nkind: ImagePolicy\nmetadata: {{name: {name}, "
                    + $"namespace: {LoadMeter.Namespace}}}\nspec: {{imageRepositoryRef: {{name: {name}}}, policy: {{semver: {{range: "
                    + $"'>=1.0.0'}}}}}}\n");
            if ((i + 1) % ObjectsPerFile != 0 && i + 1 != size) continue;
            folder.Write($"resources/part-{i / ObjectsPerFile}.yaml", yaml.ToString());
            yaml.Clear();
        }
    }
}
