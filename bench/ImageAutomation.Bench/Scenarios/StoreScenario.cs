using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ImageAutomation.Bench.Measuring;
using ImageAutomation.Bench.Support;
using ImageAutomation.ImageReflector.TagStore;
using ImageAutomation.TestSupport;

namespace ImageAutomation.Bench.Scenarios;

/// <summary>The stored tags of a large set-up: writing them, their size, and a restart.</summary>
internal sealed class StoreScenario : IScenario
{
    private const int TagsPerRepository = 400;

    public string Name => "store";

    public string Measures =>
        "Storing 400 tags for each repository in three growing listings, then a new process that elects for all of them; beside a file "
        + "with a JSON array for each (which does not know when a tag was first seen). Size: repositories.";

    public IReadOnlyList<int> Sizes => [5_000];

    public int Runs => 3;

    public async Task RunAsync(BenchOptions options)
    {
        var disk = new Table("repositories", "tags", "side", "bytes in files", "space on disk");
        var times = Table.Comparison();
        var memory = new Table("repositories", "runs", "side", "peak memory of the new process");
        foreach (var size in options.Sizes)
        {
            using var folder = new TemporaryFolder();
            string Place(string side, int run) =>
                Directory.CreateDirectory(folder.Combine(side, run.ToString(CultureInfo.InvariantCulture))).FullName;
            var written = await Interleaved.RunAsync(
                options.Runs, 0,
                new Side("SqliteTagStore", run => Task.FromResult(WriteStore(Path.Combine(Place("sqlite", run), "tags.db"), size))),
                new Side("JSON files", run => Task.FromResult(WriteJson(Place("json", run), size))));
            times.AddComparison("three listings each", size, options.Runs, written);
            foreach (var (side, name) in (ReadOnlySpan<(string, string)>)[("sqlite", "SqliteTagStore"), ("json", "JSON files")])
                disk.Add(
                    Text.Count(size), Text.Count((long)size * TagsPerRepository), name,
                    Text.Megabytes(Bytes(Place(side, 0), "--apparent-size")), Text.Megabytes(Bytes(Place(side, 0))));

            var checksums = new HashSet<string>();
            Side Restart(string name, string side, string file) => new(name, async _ =>
            {
                var answer = (await Children.AnswerAsync(
                    Children.ElectStored, side, Path.Combine(Place(side, 0), file), size.ToString(CultureInfo.InvariantCulture)))
                        .Split(' ', '\n');
                checksums.Add(answer[2]);
                return new Sample(
                    double.Parse(answer[0], CultureInfo.InvariantCulture), double.Parse(answer[1], CultureInfo.InvariantCulture));
            });
            var elected = await Interleaved.RunAsync(
                options.Runs, 1, Restart("SqliteTagStore", "sqlite", "tags.db"), Restart("JSON files", "json", ""));
            if (checksums.Count != 1) throw new InvalidOperationException("the sides elected different tags");
            times.AddComparison("open and elect all", size, options.Runs, elected);
            foreach (var (side, median) in elected)
                memory.Add(Text.Count(size), Text.Count(options.Runs), side.Name, Text.Megabytes(median.Bytes));
        }

        disk.Print();
        times.Print();
        memory.Print();
    }

    private static double Bytes(string folder, params string[] how) =>
        double.Parse(TestProcess.Run("du", null, null, ["-s", "-B1", .. how, folder]).Split('\t')[0], CultureInfo.InvariantCulture);

    private static Sample WriteStore(string path, int repositories)
    {
        using var store =
            SqliteTagStore.Open(path, TimeProvider.System, incident => throw new InvalidOperationException(incident.Message)).Value;
        return Write(repositories, (number, listing, time) =>
        {
            var key = StoredElection.Key(number);
            if (!store.Replace(key, $"ghcr.io/{key.Namespace}/{key.Name}", listing, time).TryGet(out _, out var failure))
                throw new InvalidOperationException(failure.Message);
        });
    }

    private static Sample WriteJson(string folder, int repositories) => Write(repositories, (number, listing, _) =>
    {
        var file = StoredElection.JsonFile(folder, number);
        File.WriteAllBytes(file + ".new", JsonSerializer.SerializeToUtf8Bytes(listing));
        File.Move(file + ".new", file, overwrite: true);
    });

    // Only the writing is timed, not the making of tags.
    private static Sample Write(int repositories, Action<int, string[], DateTimeOffset> write)
    {
        var elapsed = TimeSpan.Zero;
        for (var number = 0; number < repositories; number++)
        {
            var tags = TagMaker.OfRepository(number, TagsPerRepository);
            for (var listing = 1; listing <= 3; listing++)
            {
                // Most tags arrive one scan after the other, so their times differ.
                var listed = tags[..(TagsPerRepository - (50 * (3 - listing)))];
                var time = DateTimeOffset.UnixEpoch.AddDays(20_000 + listing).AddMinutes(number);
                var started = Stopwatch.GetTimestamp();
                write(number, listed, time);
                elapsed += Stopwatch.GetElapsedTime(started);
            }
        }

        return new Sample(elapsed.TotalSeconds);
    }
}
