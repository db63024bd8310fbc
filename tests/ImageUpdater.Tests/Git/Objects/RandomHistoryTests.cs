using System.Globalization;
using System.Text;
using ImageAutomation.ImageUpdater.Git.Mirrors;
using ImageAutomation.ImageUpdater.Git.Objects;
using ImageAutomation.TestSupport;
using Xunit;
using static ImageAutomation.ImageUpdater.Tests.Git.GitHouse;

namespace ImageAutomation.ImageUpdater.Tests.Git.Objects;

/// <summary>Histories with many merges and clocks that go wrong, beside what git says of them.</summary>
public sealed class RandomHistoryTests
{
    [ProgramTheory("git")]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task WalksAndReachesAsGitDoes(int seed)
    {
        await using var house = new GitHouse();
        var random = new Random(seed);
        var text = new StringBuilder();
        const int Commits = 60;
        for (var i = 1; i <= Commits; i++)
        {
            var when = random.Next(4) == 0 ? random.Next(1, 2_000_000_000) : 1_700_000_000 + (i * 60);
            text.Append(
                CultureInfo.InvariantCulture, $"commit refs/heads/b{i}\nmark :{i}\ncommitter P <p@example.org> {when} +0000\ndata 1\nx\n");
            if (i > 1) text.Append(CultureInfo.InvariantCulture, $"from :{random.Next(Math.Max(1, i - 5), i)}\n");
            for (var more = random.Next(3); i > 3 && more > 0; more--)
                text.Append(CultureInfo.InvariantCulture, $"merge :{random.Next(Math.Max(1, i - 8), i)}\n");
            text.Append(
                CultureInfo.InvariantCulture, $"M 100644 inline f{i % 7}\ndata {i.ToString(CultureInfo.InvariantCulture).Length}\n{i}\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"reset refs/heads/main\nfrom :{Commits}\n");
        TestProcess.Run("git", house.Remote.Path, Encoding.UTF8.GetBytes(text.ToString()), ["fast-import", "--quiet"]);
        var mirror = house.Mirror;
        var head = await FetchHeadAsync(mirror);
        Ok(await mirror.Remote.DeepenAsync(["refs/heads/main"], 1000, default));

        var theirs = house.Remote.Git("rev-list", "--topo-order", "main").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(theirs, (await LogAsync(mirror, head)).Select(commit => commit.Id.ToString()));
        for (var n = 0; n < 40; n++)
        {
            var (commit, tip) = (theirs[random.Next(theirs.Length)], theirs[random.Next(theirs.Length)]);
            var (code, _, _) = TestProcess.Try("git", house.Remote.Path, null, ["merge-base", "--is-ancestor", commit, tip]);
            Assert.Equal(code == 0, Ok(await mirror.Objects.IsReachableAsync(Id(commit), Id(tip), default)));
        }

        await CompareTreesAsync(house, mirror, theirs, random);
    }

    private static async Task CompareTreesAsync(GitHouse house, GitMirror mirror, string[] commits, Random random)
    {
        for (var n = 0; n < 10; n++)
        {
            var (before, after) = (commits[random.Next(commits.Length)], commits[random.Next(commits.Length)]);
            var theirs = house.Remote.Git("diff-tree", "-r", "--no-renames", "--name-only", before, after)
                .Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(
                theirs, Ok(await mirror.Objects.DiffAsync(Id(before), Id(after), "", null, default)).Select(change => change.Path));
        }
    }

    private static ObjectId Id(string hex) => ObjectId.TryParse(hex, out var id) ? id : throw new ArgumentException(hex);
}
