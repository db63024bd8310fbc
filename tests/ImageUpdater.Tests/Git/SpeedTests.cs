using System.Diagnostics;
using System.Globalization;
using ImageAutomation.ImageUpdater.Git.Login;
using ImageAutomation.ImageUpdater.Git.Mirrors;
using ImageAutomation.ImageUpdater.Git.Program;
using ImageAutomation.ImageUpdater.Git.Remote;
using ImageAutomation.TestSupport;
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
            i =>
                (string?)(i % 20 == 0 ? $"image: app:{i} # {{\"$imagepolicy\": \"ns:p\"}}\n# {i} {filler}\n"
                    : $"name: n{i}\n# {i} {filler}\n")));
        house.Remote.Git("repack", "-adq");
        await using var server = await GitHttpServer.StartAsync(house.Folder.Path);
        var clone = Stopwatch.StartNew();
        TestProcess.Run("git", house.Folder.Path, null, ["clone", "-q", "--bare", "--depth=1", house.Remote.FileUrl, "plain.git"]);
        output.WriteLine($"{files} files; git clone --depth 1 --bare over file: {clone.ElapsedMilliseconds} ms");

        using var authority = new TestCertificates();
        using var certificate = authority.Server();
        await using var tls = await GitHttpServer.StartAsync(house.Folder.Path, certificate: certificate);
        await using var ssh = TestTool.Find("sshd") is null ? null : await SshServer.StartAsync();
        var urls = new List<(string, Func<GitRemote>)>
        {
            ("file", () => house.LocalRemote()),
            ("http", () => Ok(HttpTransportTests.Remote(server.Url("remote.git"), null))),
            ("https",
                () => Ok(HttpTransportTests.Remote(tls.Url("remote.git"), HttpTransportTests.Secret(("ca.crt", authority.AuthorityPem))))),
        };
        if (ssh is null) output.WriteLine("sshd is not installed: ssh left out");
        else urls.Add(
            ("ssh",
                () =>
                    Ok(HttpTransportTests.Remote(
                        ssh.Url(house.Remote.Path),
                        HttpTransportTests.Secret(("identity", ssh.PrivateKey), ("known_hosts", ssh.KnownHosts))))));
        foreach (var (name, remote) in urls)
        {
            var runner = new GitRunner(new GitRunnerOptions { AllowLocalRemotes = true, SecretsRoot = house.Secrets }, TimeProvider.System);
            using var store = new MirrorStore(runner, new MirrorStoreOptions
            {
                Root = house.Folder.Combine("state-" + name),
            }, TimeProvider.System, NullLogger<MirrorStore>.Instance);
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
            var hits = Ok(await ScreenAsync(mirror, head, "\"$imagepolicy\"", "", default));
            output.WriteLine($"{name}: screening with listing {Lap()} ms, {hits.Count} hits");
            Assert.Equal(Ok(await mirror.Objects.ReadBlobsAsync([.. hits.Select(hit => hit.Id)], (_, _) => { }, default)), hits.Count);
            output.WriteLine($"{name}: reading the hits {Lap()} ms");

            for (var round = 0; round < 5; round++)
            {
                var before = runner.Starts;
                watch.Restart();
                var content = Ok(await mirror.Objects.ReadBlobAtAsync(head, hits[round].Path, default))!.Value;
                var edited = new Dictionary<string, ReadOnlyMemory<byte>> { [hits[round].Path] = (byte[])[.. content.Span, (byte)'\n'] };
                var written = Ok(await mirror.Objects.CommitAsync(Change(head, "", "") with { Files = edited }, default));
                var commit = Lap();
                Assert.Null(Ok(await mirror.Remote.PushAsync(To("main", written.Commit, head), default)).Failure);
                output.WriteLine($"{name}: warm read + commit {commit} ms, push {Lap()} ms");
                Assert.Equal(1, runner.Starts - before);
                var changes = Ok(await mirror.Objects.DiffAsync(head, written.Commit, "", null, default));
                Assert.Single(changes);
                output.WriteLine($"{name}: diff {Lap()} ms");
                head = written.Commit;
            }

            Ok(await mirror.Remote.ListAsync(RemoteRefKinds.Heads, default));
            output.WriteLine($"{name}: ls-remote {Lap()} ms");
            await FetchHeadAsync(mirror);
            output.WriteLine($"{name}: fetch, nothing new {Lap()} ms");
        }
    }

    [ProgramFact("git")]
    public async Task StartsNoProcess_When_HistoryIsJudged()
    {
        await using var house = new GitHouse();
        var commits = int.Parse(Environment.GetEnvironmentVariable("IMAGEAUTOMATION_SPEED_COMMITS") ?? "100", CultureInfo.InvariantCulture);
        house.Remote.Commit(Enumerable.Range(0, 400).ToDictionary(i => $"team{i % 20}/app{i / 20}/f.yaml", i => (string?)$"{i}"));
        TestProcess.Run("git", house.Remote.Path, Import(commits), ["fast-import", "--quiet"]);
        var runner = new GitRunner(new GitRunnerOptions { AllowLocalRemotes = true, SecretsRoot = house.Secrets }, TimeProvider.System);
        using var store = new MirrorStore(runner, new MirrorStoreOptions
        {
            Root = house.Folder.Combine("history"),
        }, TimeProvider.System, NullLogger<MirrorStore>.Instance);
        var mirror = store.Open(house.LocalRemote());
        var head = await FetchHeadAsync(mirror);
        var watch = Stopwatch.StartNew();
        Ok(await mirror.Remote.DeepenAsync(["refs/heads/main"], commits + 10, default));
        output.WriteLine($"deepening by {commits} commits: {watch.ElapsedMilliseconds} ms");
        var before = runner.Starts;
        watch.Restart();
        var log = await LogAsync(mirror, head, "team3/app1/f.yaml");
        output.WriteLine($"history of one path over {commits} commits: {watch.ElapsedMilliseconds} ms");
        Assert.Equal((commits / 20) + 1, log.Count);
        Assert.Equal(before, runner.Starts);
    }

    private static byte[] Import(int commits)
    {
        var text = new System.Text.StringBuilder();
        for (var i = 0; i < commits; i++)
        {
            var content = $"changed {i}";
            text.Append(
                CultureInfo.InvariantCulture, $"commit refs/heads/main\ncommitter P <p@example.org> {1800000000 + i} +0000\ndata 1\nx\n");
            if (i == 0) text.Append("from refs/heads/main^0\n");
            text.Append(CultureInfo.InvariantCulture, $"M 100644 inline team{i % 20}/app1/f.yaml\ndata {content.Length}\n{content}\n");
        }

        return System.Text.Encoding.UTF8.GetBytes(text.ToString());
    }
}
