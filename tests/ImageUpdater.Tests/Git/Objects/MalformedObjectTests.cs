using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using ImageAutomation.ImageUpdater.Git.Failures;
using ImageAutomation.ImageUpdater.Git.Mirrors;
using ImageAutomation.ImageUpdater.Git.Objects;
using ImageAutomation.Languages.Results;
using ImageAutomation.TestSupport;
using Xunit;
using static ImageAutomation.ImageUpdater.Tests.Git.GitHouse;

namespace ImageAutomation.ImageUpdater.Tests.Git.Objects;

/// <summary>Bytes of tenants are read by native code in this process: whatever they are, the answer is a value or a failure.</summary>
public sealed class MalformedObjectTests
{
    private const int Rounds = 1500;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [ProgramTheory("git")]
    [InlineData("tree")]
    [InlineData("commit")]
    [InlineData("tag")]
    public async Task AnObjectWithItsRightId_IsReadOrRefused(string kind)
    {
        await using var house = new GitHouse();
        house.Remote.Commit(new Dictionary<string, string?> { ["a/b/c"] = "1", ["d"] = "2" });
        var mirror = house.Mirror;
        var head = await FetchHeadAsync(mirror);
        var commit = Ok(await mirror.Objects.ReadCommitAsync(head, default));
        var good = kind == "tree" ? Ok(await mirror.Objects.ReadAsync(commit.Tree, default)).Content
            : Ok(await mirror.Objects.ReadAsync(head, default)).Content;
        var random = new Random(kind.Length);
        for (var round = 0; round < Rounds; round++)
        {
            var id = Store(mirror, kind, Damage(random, good.ToArray()));
            await AskAsync(mirror, id);
        }

        Assert.Equal("1", Encoding.UTF8.GetString(Ok(await mirror.Objects.ReadBlobAtAsync(head, "a/b/c", default))!.Value.Span));
    }

    [ProgramFact("git")]
    public async Task AFileThatIsNoObject_IsDamage()
    {
        await using var house = new GitHouse();
        house.Remote.Commit("a", "1");
        var mirror = house.Mirror;
        var head = await FetchHeadAsync(mirror);
        var random = new Random(4);
        for (var round = 0; round < 300; round++)
        {
            var id = Store(mirror, "blob", Encoding.UTF8.GetBytes($"content {round}"));
            var file = FileOf(mirror, id);
            var bytes = await File.ReadAllBytesAsync(file);
            File.Delete(file);
            // First every length that a cut can leave: libgit2 itself never comes back from some of them.
            await File.WriteAllBytesAsync(file, round < bytes.Length ? bytes[..round] : Damage(random, bytes));
            var read = await mirror.Objects.ReadBlobAsync(id, default).WaitAsync(Patience);
            if (read.IsSuccess) Assert.Equal($"content {round}", Encoding.UTF8.GetString(read.Value.Span)); // the damage was no damage
            else Assert.Equal(GitFailureKind.Damaged, Assert.IsType<Failure>(read.Failure).GitKind());
            File.Delete(Path.Combine(mirror.GitDirectory, "imageautomation-damaged")); // as if nothing had been noticed
        }

        Ok(await mirror.Objects.ReadCommitAsync(head, default));
    }

    [ProgramFact("git")]
    public async Task ADamagedPack_IsDamage()
    {
        await using var house = new GitHouse();
        house.Remote.Git("config", "transfer.unpackLimit", "1");
        var text = string.Concat(Enumerable.Range(0, 400).Select(i => $"key{i}: value {i}\n"));
        for (var i = 0; i < 6; i++)
            house.Remote.Commit(Enumerable.Range(0, 20).ToDictionary(n => $"d{n % 4}/f{n}", n => (string?)$"{text}{i} {n}\n"));
        house.Remote.Git("repack", "-adq");
        var mirror = house.Mirror;
        var head = await FetchHeadAsync(mirror);
        var pack = Directory.GetFiles(Path.Combine(mirror.GitDirectory, "objects", "pack"), "*.pack").Single();
        var good = await File.ReadAllBytesAsync(pack);
        var index = Path.ChangeExtension(pack, ".idx");
        var goodIndex = await File.ReadAllBytesAsync(index);
        var random = new Random(9);
        for (var round = 0; round < 400; round++)
        {
            File.Delete(pack);
            File.Delete(index);
            await File.WriteAllBytesAsync(pack, round % 4 == 3 ? good : round % 4 == 2 ? good[..random.Next(good.Length)]
                : Damage(random, good));
            await File.WriteAllBytesAsync(index, round % 4 == 3 ? Damage(random, goodIndex) : goodIndex);
            var listed = await mirror.Objects.ListAsync(head, "", null, default).WaitAsync(Patience);
            if (listed.TryGet(out var files, out _))
                await mirror.Objects.ReadBlobsAsync([.. files.Select(f => f.Id)], (_, _) => { }, default).WaitAsync(Patience);
            await mirror.Objects.WalkAsync(head, 10, (_, _, _) => ValueTask.FromResult(true), default).WaitAsync(Patience);
            File.Delete(Path.Combine(mirror.GitDirectory, "imageautomation-damaged"));
        }
    }

    private static async Task AskAsync(GitMirror mirror, ObjectId id)
    {
        Result<bool>[] answers =
        [
            (await mirror.Objects.ListAsync(id, "", null, default)).Then<bool>(_ => true),
            (await mirror.Objects.DiffAsync(id, null, "", null, default)).Then<bool>(_ => true),
            (await mirror.Objects.FindAsync(id, "a/b/c", default)).Then<bool>(_ => true),
            (await mirror.Objects.WalkAsync(id, 10, (_, _, _) => ValueTask.FromResult(true), default)).Then<bool>(_ => true),
            await mirror.Objects.IsReachableAsync(id, id, default),
            (await mirror.Objects.CommitAsync(Change(id, "a/x", "2"), default)).Then<bool>(_ => true),
        ];
        Assert.All(answers, answer => Assert.True(answer.IsSuccess || answer.Failure.Reason == "GitOperationFailed", answer.ToString()));
        var mark = Path.Combine(mirror.GitDirectory, "imageautomation-damaged");
        if (File.Exists(mark)) File.Delete(mark); // a missing part is damage; the next question is asked all the same
    }

    private static byte[] Damage(Random random, byte[] bytes)
    {
        var damaged = bytes.ToList();
        for (var edits = random.Next(1, 6); edits > 0; edits--)
        {
            var at = random.Next(damaged.Count + 1);
            switch (random.Next(4))
            {
                case 0: damaged.Insert(at, (byte)random.Next(256)); break;
                case 1 when at < damaged.Count: damaged.RemoveAt(at); break;
                case 2 when at < damaged.Count: damaged[at] = (byte)random.Next(256); break;
                default:
                    damaged.RemoveRange(
                    Math.Min(at, damaged.Count), Math.Min(random.Next(30), damaged.Count - Math.Min(at, damaged.Count))); break;
            }
        }

        return [.. damaged];
    }

#pragma warning disable CA5350 // SHA-1 is Git's object format, not a choice of ours.
    private static ObjectId Store(GitMirror mirror, string kind, byte[] content)
    {
        byte[] whole = [.. Encoding.ASCII.GetBytes($"{kind} {content.Length}\0"), .. content];
        var id = ObjectId.FromBytes(SHA1.HashData(whole));
        var file = FileOf(mirror, id);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!); // an object lies in a folder
        using var stream = new ZLibStream(File.Create(file), CompressionLevel.Fastest);
        stream.Write(whole);
        return id;
    }
#pragma warning restore CA5350

    private static string FileOf(GitMirror mirror, ObjectId id) =>
        Path.Combine(mirror.GitDirectory, "objects", id.ToString()[..2], id.ToString()[2..]);
}
