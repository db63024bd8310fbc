
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.ImageReflector.TagStore;
using Microsoft.Data.Sqlite;
using Xunit;


namespace ImageAutomation.ImageReflector.Tests.TagStore;

public sealed class SqliteTagStoreTests : IDisposable
{
    private static readonly ObjectKey Key = Stores.Key;
    private readonly Stores stores = new();

    public void Dispose() => stores.Dispose();

    [Fact]
    public void ReturnsTagsDescending_WithTheReferenceRevision()
    {
        using var store = stores.Open();
        var outcome = store.Replace(Key, "ghcr.io/a/b", ["b", "d", "a", "c", "b"], Stores.T0).Value;
        // The vector of the reference implementation's file storage.
        Assert.Equal("sha256:5c6861a52da9e6bfd5f0b37a8c51af173d7550443bb36253b18b2caf57987f53", outcome.Revision);
        Assert.Equal(new ReplaceOutcome(outcome.Revision, 4, true), outcome);
        Assert.Equal(["d", "c", "b", "a"], Stores.Tags(store, Key));
        Assert.Equal(new StoredSummary("ghcr.io/a/b", outcome.Revision, 4), store.Describe(Key).Value);
    }

    [Fact]
    public void OrdersByBytes()
    {
        using var store = stores.Open();
        store.Replace(Key, "x", ["B", "b", "1", "9", "10", "_", "1.0", "1-0"], Stores.T0);
        Assert.Equal(["b", "_", "B", "9", "10", "1.0", "1-0", "1"], Stores.Tags(store, Key));
    }

    [Fact]
    public void KnowsNothing_When_NothingWasStored()
    {
        using var store = stores.Open();
        Assert.Null(Stores.Read(store, Key));
        Assert.Null(store.Describe(Key).Value);
        Assert.False(store.Delete(Key).Value);
    }

    [Fact]
    public void StoresAnEmptyList()
    {
        using var store = stores.Open();
        Assert.True(store.Replace(Key, "x", [], Stores.T0).Value.Changed);
        Assert.False(store.Replace(Key, "x", [], Stores.T0).Value.Changed);
        Assert.Empty(Stores.Tags(store, Key));
        Assert.Equal(0, store.Describe(Key).Value?.Count);
    }

    [Fact]
    public void WritesNothing_When_ListIsUnchanged()
    {
        using (var store = stores.Open())
        {
            store.Replace(Key, "x", ["1", "2"], Stores.T0);
            var size = new FileInfo(stores.Path + "-wal").Length;
            Assert.False(store.Replace(Key, "x", ["2", "1"], Stores.T0.AddHours(1)).Value.Changed);
            Assert.Equal(size, new FileInfo(stores.Path + "-wal").Length);
        }
    }

    [Fact]
    public void KeepsFirstSeen_AcrossReplacements()
    {
        using var store = stores.Open();
        store.Replace(Key, "x", ["1", "3"], Stores.T0);
        store.Replace(Key, "x", ["0", "1", "2", "3", "4"], Stores.T0.AddMinutes(5));
        var tags = Stores.Read(store, Key) ?? throw new InvalidOperationException("not stored");
        Assert.Equal(Stores.T0, tags.FirstSeenOf("1"));
        Assert.Equal(Stores.T0, tags.FirstSeenOf("3"));
        foreach (var tag in (string[])["0", "2", "4"]) Assert.Equal(Stores.T0.AddMinutes(5), tags.FirstSeenOf(tag));
        Assert.Null(tags.FirstSeenOf("5"));

        // Gone and back is new: nobody can make a tag older than its return.
        store.Replace(Key, "x", ["1"], Stores.T0.AddMinutes(6));
        store.Replace(Key, "x", ["1", "3"], Stores.T0.AddMinutes(7));
        Assert.Equal(Stores.T0.AddMinutes(7), Stores.Read(store, Key)?.FirstSeenOf("3"));
    }

    [Fact]
    public void ForgetsFirstSeen_When_TheNameChanges()
    {
        using var store = stores.Open();
        store.Replace(Key, "x", ["1"], Stores.T0);
        Assert.True(store.Replace(Key, "y", ["1"], Stores.T0.AddDays(1)).Value.Changed);
        Assert.Equal(Stores.T0.AddDays(1), Stores.Read(store, Key)?.FirstSeenOf("1"));
        Assert.Equal("y", Stores.Read(store, Key)?.CanonicalName);
    }

    [Fact]
    public void SurvivesReopening()
    {
        using (var store = stores.Open()) store.Replace(Key, "x", ["1", "2"], Stores.T0);
        using var again = stores.Open();
        Assert.Equal(["2", "1"], Stores.Tags(again, Key));
        Assert.Empty(stores.Incidents);
    }

    [Fact]
    public void CollectsOrphans_AndNothingElse()
    {
        using var store = stores.Open();
        var other = new ObjectKey("apps", "gone");
        var sameNameElsewhere = new ObjectKey("other", "podinfo");
        foreach (var key in (ObjectKey[])[Key, other, sameNameElsewhere]) store.Replace(key, "x", ["1"], Stores.T0);
        Assert.Equal(2, store.CollectGarbage(new HashSet<ObjectKey> { Key, new("apps", "never-scanned") }).Value);
        Assert.NotNull(Stores.Read(store, Key));
        Assert.Null(Stores.Read(store, other));
        Assert.Null(Stores.Read(store, sameNameElsewhere));
    }

    [Fact]
    public void GivesSpaceBack_When_OrphansGo()
    {
        using var store = stores.Open();
        for (var i = 0; i < 50; i++)
            store.Replace(new ObjectKey("apps", $"r{i}"), "x", RealisticTags.Make(i, 3000), Stores.T0);
        store.CollectGarbage(Enumerable.Range(0, 50).Select(i => new ObjectKey("apps", $"r{i}")).ToHashSet());
        var full = new FileInfo(stores.Path).Length;
        store.CollectGarbage(new HashSet<ObjectKey>());
        Assert.InRange(new FileInfo(stores.Path).Length, 0, full / 4);
    }

    [Fact]
    public void SetsADamagedFileAside_TellsAndGoesOn()
    {
        using (var store = stores.Open()) store.Replace(Key, "x", ["1"], Stores.T0);
        File.WriteAllText(stores.Path, new string('x', 20_000));
        using var again = stores.Open();
        Assert.Null(Stores.Read(again, Key));
        Assert.True(again.Replace(Key, "x", ["2"], Stores.T0).Value.Changed);
        var incident = Assert.Single(stores.Incidents);
        Assert.StartsWith(new string('x', 100), File.ReadAllText(incident.SetAsidePath!), StringComparison.Ordinal);
    }

    [Fact]
    public void SetsAFileAside_When_ItIsDamagedWhileOpen()
    {
        using var store = stores.Open();
        for (var i = 0; i < 30; i++) store.Replace(new ObjectKey("apps", $"r{i}"), "x", RealisticTags.Make(i, 2000), Stores.T0);
        // everything into the main file
        store.CollectGarbage(Enumerable.Range(0, 30).Select(i => new ObjectKey("apps", $"r{i}")).ToHashSet());
        SqliteConnection.ClearAllPools();
        var bytes = File.ReadAllBytes(stores.Path);
        bytes.AsSpan(4096).Fill(0xAB);
        File.WriteAllBytes(stores.Path, bytes);
        Assert.Null(Stores.Read(store, new ObjectKey("apps", "r7")));
        Assert.True(store.Replace(new ObjectKey("apps", "r7"), "x", ["1"], Stores.T0).Value.Changed);
        Assert.NotNull(Assert.Single(stores.Incidents).SetAsidePath);
    }

    [Theory]
    [InlineData("body = substr(body, 1, 100) || zeroblob(40)")]
    [InlineData("body = (SELECT body FROM tags WHERE name = 'other')")] // readable, but not what was written
    [InlineData("body = x''")]
    [InlineData("revision = x'00'")]
    [InlineData("version = 99")]
    public void DropsOnlyTheRow_When_OnlyARowIsDamaged(string damage)
    {
        using var store = stores.Open();
        var other = new ObjectKey("apps", "other");
        store.Replace(Key, "x", RealisticTags.Make(1, 500), Stores.T0);
        store.Replace(other, "x", ["1"], Stores.T0);
        using (var connection = new SqliteConnection($"Data Source={stores.Path}"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = $"UPDATE tags SET {damage} WHERE name = 'podinfo'";
            Assert.Equal(1, command.ExecuteNonQuery());
        }

        Assert.Null(Stores.Read(store, Key));
        Assert.Null(store.Describe(Key).Value);
        Assert.Equal(["1"], Stores.Tags(store, other));
        Assert.Null(Assert.Single(stores.Incidents).SetAsidePath);
    }

    [Fact]
    public void StartsAnew_When_TheFileIsRemovedWhileOpen()
    {
        using (var store = stores.Open())
        {
            store.Replace(Key, "x", ["1"], Stores.T0);
            foreach (var file in Directory.GetFiles(Path.GetDirectoryName(stores.Path)!)) File.Delete(file);
            Assert.Null(Stores.Read(store, Key));
            Assert.True(store.Replace(Key, "x", ["2"], Stores.T0).Value.Changed);
        }

        using var again = stores.Open();
        Assert.Equal(["2"], Stores.Tags(again, Key));
        Assert.Empty(stores.Incidents);
    }

    [Fact]
    public void FailsAsAValue_When_TheFolderCannotBeMade()
    {
        var blocked = Path.Combine(Path.GetDirectoryName(stores.Path)!, "blocked");
        Directory.CreateDirectory(Path.GetDirectoryName(blocked)!);
        File.WriteAllText(blocked, "");
        var opened = SqliteTagStore.Open(Path.Combine(blocked, "tags.db"), TimeProvider.System, stores.Incidents.Add);
        Assert.Equal("Failure", opened.Failure?.Reason);
        Assert.Empty(stores.Incidents);
    }

    [Fact]
    public async Task ServesManyThreads()
    {
        using var store = stores.Open();
        await Parallel.ForEachAsync(Enumerable.Range(0, 64), async (i, _) =>
        {
            await Task.Yield();
            var key = new ObjectKey("apps", $"r{i % 8}");
            Assert.True(store.Replace(key, "x", [$"{i}", "0"], Stores.T0).IsSuccess);
            Assert.True(store.Read(key).IsSuccess);
        });
        Assert.Equal(8, Enumerable.Range(0, 8).Count(i => Stores.Tags(store, new ObjectKey("apps", $"r{i}")).Length is 1 or 2));
    }

    [Fact]
    public void KeepsTheFilePrivate()
    {
        using var store = stores.Open();
        store.Replace(Key, "x", ["1"], Stores.T0);
        if (OperatingSystem.IsWindows()) return;
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(stores.Path)!))
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }
}
