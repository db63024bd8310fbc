using System.Diagnostics;
using System.Globalization;
using ImageAutomation.TestSupport;
using Xunit;
using Xunit.Abstractions;

namespace ImageAutomation.Integration.Tests.Publishing;

/// <summary>
/// SIGKILL at any moment loses nothing and doubles nothing: one commit for each election, judged on the remote.
/// <c>IMAGEAUTOMATION_KILLS</c> says how many kills (25 of single runs, 8 of watching processes), <c>IMAGEAUTOMATION_KILL_SEED</c> draws
/// another series.
/// </summary>
[Collection("busy processes")] // one at a time: each uses the whole machine
public sealed class KillTests(ITestOutputHelper output)
{
    private const int Seats = 3;

    // About what a push takes, from its greeting to the record of it.
    private static readonly TimeSpan PushTime = TimeSpan.FromMilliseconds(100);

    [ProgramFact("git")]
    public async Task AKilledProcess_LeavesExactlyOneCommitForEachElection()
    {
        var kills = Setting("IMAGEAUTOMATION_KILLS", 25);
        var seed = Setting("IMAGEAUTOMATION_KILL_SEED", 20260101);
#pragma warning disable CA5394 // a seeded series, no secret
        var random = new Random(seed);
        await using var stage = await KillStage.StartAsync(Seats);

        // The times of death are drawn from what a whole run takes here; the first run of a seat takes longer.
        await RunAllAsync(stage);
        var clock = Stopwatch.StartNew();
        await RunAllAsync(stage);
        var whole = clock.Elapsed / Seats;
        var counts = new Dictionary<KillMoment, int>
        {
            [KillMoment.BeforePush] = 0,
            [KillMoment.DuringPush] = 0,
            [KillMoment.AfterPush] = 0,
        };
        var endedFirst = 0;
        while (counts.Values.Sum() < kills)
        {
            stage.Elect();
            // Mostly alone, sometimes beside another process that has seen the same election.
            var (victim, other) = (random.Next(Seats), random.Next(Seats));
            var isWatched = other != victim && random.Next(4) == 0;
            using var witness = isWatched ? stage.Start(other) : null;
            // Half of the series over the whole run, half where the push is: it takes a twentieth of the run only.
            var share = random.Next(2) == 0 ? random.NextDouble() : 0.7 + (0.4 * random.NextDouble());
            var killed = await stage.KillAsync(victim, whole * share, withChildren: random.Next(2) == 0);
            if (killed is { } moment) counts[moment]++;
            else endedFirst++;
            // The machine has other work too: the estimate follows it.
            if (killed is null) whole *= 0.96;
            else if (killed is KillMoment.BeforePush && share > 0.9) whole *= 1.04;
            if (witness is not null) await witness.EndsWithAsync(0);
            await stage.RunAsync(other);
            stage.Judge();
        }
#pragma warning restore CA5394

        await ConcludeAsync(
            stage, counts,
            string.Create(
                CultureInfo.InvariantCulture,
                $"run --once, seed {seed}, run time {whole.TotalMilliseconds:0} ms, {endedFirst} ended before they could be killed"));
    }

    [ProgramFact("git")]
    public async Task AKilledWatcher_StartedAgain_LeavesExactlyOneCommitForEachElection()
    {
        var kills = Setting("IMAGEAUTOMATION_KILLS", 8);
        var seed = Setting("IMAGEAUTOMATION_KILL_SEED", 20260101);
#pragma warning disable CA5394 // a seeded series, no secret
        var random = new Random(seed);
        await using var stage = await KillStage.StartAsync(Seats, scanInterval: "1s");
        var watcher = stage.Watch(0);
        try
        {
            // The times of death are drawn from what it takes from a tag to its commit; the first time takes longer.
            stage.Elect();
            await stage.LandsAsync();
            var clock = Stopwatch.StartNew();
            stage.Elect();
            await stage.LandsAsync();
            var whole = clock.Elapsed;
            var counts = new Dictionary<KillMoment, int>
            {
                [KillMoment.BeforePush] = 0,
                [KillMoment.DuringPush] = 0,
                [KillMoment.AfterPush] = 0,
            };
            while (counts.Values.Sum() < kills)
            {
                stage.Elect();
                // Half of the series over the whole time, half where the push is; one in three is killed again before it is done.
                var isAtPush = random.Next(2) == 0;
                if (isAtPush) await stage.PushBeginsAsync();
                await Task.Delay(isAtPush ? PushTime * random.NextDouble() : whole * random.NextDouble(), TimeProvider.System);
                counts[await stage.KillAsync(watcher, withChildren: random.Next(2) == 0)]++;
                watcher.Dispose();
                var seat = random.Next(Seats);
                watcher = stage.Watch(seat);
                if (random.Next(3) == 0 && counts.Values.Sum() < kills)
                {
                    await Task.Delay(whole * random.NextDouble(), TimeProvider.System);
                    counts[await stage.KillAsync(watcher, withChildren: random.Next(2) == 0)]++;
                    watcher.Dispose();
                    watcher = stage.Watch(seat);
                }

                await stage.LandsAsync();
                stage.Judge();
            }
#pragma warning restore CA5394

            await watcher.KillAsync(withChildren: true);
            for (var seat = 0; seat < Seats; seat++) await stage.RunAsync(seat); // whatever one of them still owes shows now
            stage.Judge();
            await ConcludeAsync(
                stage, counts,
                string.Create(CultureInfo.InvariantCulture, $"run, watching, seed {seed}, tag to commit {whole.TotalMilliseconds:0} ms"));
        }
        finally
        {
            watcher.Dispose();
        }
    }

    private async Task ConcludeAsync(KillStage stage, Dictionary<KillMoment, int> counts, string series)
    {
        var summary = string.Create(
            CultureInfo.InvariantCulture,
            $"{series}: {counts.Values.Sum()} kills, {counts[KillMoment.BeforePush]} before, {counts[KillMoment.DuringPush]} during "
                + $"and {counts[KillMoment.AfterPush]} after the push; {stage.Elections} elections, {stage.Commits} commits");
        output.WriteLine(summary);
        if (Environment.GetEnvironmentVariable("IMAGEAUTOMATION_KILL_REPORT") is { Length: > 0 } report)
            await File.AppendAllTextAsync(report, summary + "\n");
        Assert.Equal(stage.Elections, stage.Commits);
        Assert.Equal("", stage.Remote.Fsck());
    }

    private static async Task RunAllAsync(KillStage stage)
    {
        for (var seat = 0; seat < Seats; seat++)
        {
            stage.Elect();
            await stage.RunAsync(seat);
        }
    }

    private static int Setting(string name, int standard) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : standard;
}
