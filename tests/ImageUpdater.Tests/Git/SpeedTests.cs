using System.Diagnostics;
using System.Globalization;
using ImageAutomation.ImageUpdater.Git;
using ImageAutomation.TestSupport.Git;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;
using Xunit.Abstractions;
using static ImageAutomation.ImageUpdater.Tests.Git.GitHouse;

namespace ImageAutomation.ImageUpdater.Tests.Git;

/// <summary>Counts processes, which is what a run costs; times are printed, not judged.</summary>
public sealed class SpeedTests(ITestOutputHelper output)
{
    [ProgramFact("git")]
    public async Task StartsOnlyThePush_When_TheMirrorIsWarm()
    {
        await using var house = new GitHouse();
        var files = int.Parse(Environment.GetEnvironmentVariable("IMAGEAUTOMATION_SPEED_FILES") ?? "2000", CultureInfo.InvariantCulture);
        var filler = new string('#', 1900);
        house.Remote.Commit(Enumerable.Range(0, files).ToDictionary(
            i => $"team{i % 40}/app{i / 40 % 50}/file{i}.yaml",
            i => (string?)(i % 20 == 0 ? $"image: app:{i} # {{\"$imagepolicy\": \"ns:p\"}}\n# {i} {filler}\n" : $"name: n{i}\n# {i} {filler}\n")));
        house.Remote.Git("repack", "-adq");
        await using var server = await GitHttpServer.StartAsync(house.Folder.Path);
        var clone = Stopwatch.StartNew();
        TestProcess.Run("git", house.Folder.Path, null, ["clone", "-q", "--bare", "--depth=1", house.Remote.FileUrl, "plain.git"]);
        output.WriteLine($"{files} files; git clone --depth 1 --bare over file: {clone.ElapsedMilliseconds} ms");

        var urls = new (string, Func<GitRemote>)[]
        {
            ("file", () => house.LocalRemote()),
            ("http", () => Ok(HttpTransportTests.Remote(server.Url("remote.git"), null))),
        };
        foreach (var (name, remote) in urls)
        {
            var runner = new GitRunner(new GitRunnerOptions { AllowLocalRemotes = true, SecretsRoot = house.Secrets }, TimeProvider.System);
            await using var store = new MirrorStore(runner, new MirrorStoreOptions { Root = house.Folder.Combine("state-" + name) }, TimeProvider.System, NullLogger<MirrorStore>.Instance);
            var mirror = store.Open(remote());
            var watch = Stopwatch.StartNew();
            long Lap()
            {
                var time = watch.ElapsedMilliseconds;
                watch.Restart();
                return time;
            }

            var head = await FetchHeadAsync(mirror);
            output.WriteLine($"{name}: first mirror {Lap()} ms");
            var hits = Ok(await mirror.ScreenAsync(head, "\"$imagepolicy\"", "", default));
            output.WriteLine($"{name}: screening with listing {Lap()} ms, {hits.Count} hits");
            Assert.Equal(Ok(await mirror.ReadBlobsAsync([.. hits.Select(hit => hit.Id)], (_, _) => { }, default)), hits.Count);
            output.WriteLine($"{name}: reading the hits {Lap()} ms");

            for (var round = 0; round < 5; round++)
            {
                var before = runner.Starts;
                watch.Restart();
                var content = Ok(await mirror.ReadBlobAtAsync(head, hits[round].Path, default))!.Value;
                var edited = new Dictionary<string, ReadOnlyMemory<byte>> { [hits[round].Path] = (byte[])[.. content.Span, (byte)'\n'] };
                var written = Ok(await mirror.CommitAsync(Change(head, "", "") with { Files = edited }, default));
                var commit = Lap();
                Assert.Null(Ok(await mirror.PushAsync(To("main", written.Commit, head), default)).Failure);
                output.WriteLine($"{name}: warm read + commit {commit} ms, push {Lap()} ms");
                Assert.Equal(1, runner.Starts - before);
                var changes = Ok(await mirror.DiffTreesAsync(head, written.Commit, "", default));
                Assert.Single(changes);
                output.WriteLine($"{name}: diff {Lap()} ms");
                head = written.Commit;
            }

            Ok(await mirror.ListRemoteAsync(RemoteRefKinds.Heads, default));
            output.WriteLine($"{name}: ls-remote {Lap()} ms");
            await FetchHeadAsync(mirror);
            output.WriteLine($"{name}: fetch, nothing new {Lap()} ms");
        }
    }
}
