using System.Collections.Concurrent;
using System.Globalization;
using ImageAutomation.TestSupport;
using ImageAutomation.TestSupport.Git;
using ImageAutomation.TestSupport.Registry;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace ImageAutomation.Integration.Tests.Publishing;

/// <summary>A registry, a Git server, and seats: resource folders with state folders of their own.</summary>
internal sealed class KillStage : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly TemporaryFolder folder;
    private readonly StandInRegistry registry;
    private readonly GitHttpServer server;
    private readonly List<string> seats = [];
    private readonly string image;
    private readonly ConcurrentQueue<DateTimeOffset> begun = new();
    private (int Begun, int Done) atElection;

    private KillStage(
        TemporaryFolder folder, StandInRegistry registry, GitHttpServer server, BareRepository remote, int count, string scanInterval)
    {
        this.folder = folder;
        this.registry = registry;
        this.server = server;
        Remote = remote;
        image = $"{registry.Host}/app";
        remote.Commit("app.yaml", WriterFolder.Marked(image + ":1.0.0", "app"));
        remote.Hook("post-receive", "date +%s%N >> done");
        server.Intercept = NotePush;
        for (var seat = 0; seat < count; seat++)
            seats.Add(WriterFolder.Write(folder, $"seat-{seat}", image, "app", server.Url("remote.git"), scanInterval));
    }

    public BareRepository Remote { get; }

    public int Elections { get; private set; }

    /// <summary>Commits on the branch that an automation made.</summary>
    public int Commits => Remote.Log().Count(c => c.AuthorName == "app");

    private string Elected => $"1.{Elections}.0";

    public static async Task<KillStage> StartAsync(int seats, string scanInterval = "1h")
    {
        var folder = new TemporaryFolder();
        // The server lives in this process: it does not die with the client.
        var server = await GitHttpServer.StartAsync(folder.Path);
        return new KillStage(
            folder, await StandInRegistry.StartAsync(), server, BareRepository.Create(folder.Combine("remote.git")), seats, scanInterval);
    }

    /// <summary>Somebody pushes a new tag.</summary>
    public void Elect()
    {
        Elections++;
        atElection = (begun.Count, Done().Count);
        registry.Tags["app"] = [.. Enumerable.Range(0, Elections + 1).Select(i => $"1.{i}.0")];
    }

    public Imgauto Start(int seat) =>
        Imgauto.Start("run", seats[seat], "--state", seats[seat] + "-state", "--once", "--log-level", "error");

    /// <summary>A process that goes on until it is killed.</summary>
    public Imgauto Watch(int seat) => Imgauto.Start("run", seats[seat], "--state", seats[seat] + "-state", "--log-level", "error");

    public async Task RunAsync(int seat)
    {
        using var process = Start(seat);
        await process.EndsWithAsync(0);
    }

    /// <summary>Starts a process and kills it; null when it ended first.</summary>
    public async Task<KillMoment?> KillAsync(int seat, TimeSpan after, bool withChildren)
    {
        var (begunBefore, doneBefore) = (begun.Count, Done().Count);
        using var process = Start(seat);
        await process.EndsWithinAsync(after);
        if (process.HasEnded) return null;
        var now = TimeProvider.System.GetUtcNow();
        await process.KillAsync(withChildren);
        return MomentOf(now, begunBefore, doneBefore);
    }

    /// <summary>Kills a process that watches, and says how far the push of the last election was.</summary>
    public async Task<KillMoment> KillAsync(Imgauto watcher, bool withChildren)
    {
        Assert.False(watcher.HasEnded, "the process ended by itself");
        var now = TimeProvider.System.GetUtcNow();
        await watcher.KillAsync(withChildren);
        return MomentOf(now, atElection.Begun, atElection.Done);
    }

    /// <summary>Waits until the push of the last election begins.</summary>
    public Task PushBeginsAsync() => Eventually.HoldsAsync(() => begun.Count > atElection.Begun, () => $"no push of {Elected}", Limit);

    /// <summary>Waits until the remote holds the last election.</summary>
    public Task LandsAsync() =>
        Eventually.HoldsAsync(
            () => Remote.Read("app.yaml") == WriterFolder.Marked($"{image}:{Elected}", "app"), () => $"{Elected} did not land", Limit);

    /// <summary>One commit for each election so far, and Git holds the last one.</summary>
    public void Judge()
    {
        Assert.Equal(WriterFolder.Marked($"{image}:{Elected}", "app"), Remote.Read("app.yaml"));
        var told = Remote.Log().Where(c => c.AuthorName == "app")
            .Select(c => c.Message.Split('\n').Single(l => l.StartsWith("Image-Policy: ", StringComparison.Ordinal))).ToList();
        Assert.Equal(Enumerable.Range(1, Elections).Reverse().Select(i => $"Image-Policy: team/app {image}:1.{i}.0"), told);
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        await registry.DisposeAsync();
        folder.Dispose();
    }

    private Task<bool> NotePush(HttpContext context)
    {
        if (context.Request.QueryString.Value == "?service=git-receive-pack") begun.Enqueue(TimeProvider.System.GetUtcNow());
        return Task.FromResult(false);
    }

    private KillMoment MomentOf(DateTimeOffset now, int begunBefore, int doneBefore)
    {
        if (!begun.Skip(begunBefore).Any(mark => mark <= now)) return KillMoment.BeforePush;
        return Done().Skip(doneBefore).Any(mark => mark <= now) ? KillMoment.AfterPush : KillMoment.DuringPush;
    }

    private List<DateTimeOffset> Done()
    {
        var file = System.IO.Path.Combine(Remote.Path, "done");
        return File.Exists(file)
            ? [.. File.ReadAllLines(file)
                .Select(
                    line =>
                        DateTimeOffset.UnixEpoch.AddTicks(long.Parse(line, CultureInfo.InvariantCulture) / TimeSpan.NanosecondsPerTick))]
            : [];
    }
}
