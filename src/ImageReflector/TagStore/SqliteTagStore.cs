using System.Globalization;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Languages.Results;
using Microsoft.Data.Sqlite;

namespace ImageAutomation.ImageReflector.TagStore;

/// <summary>Tags in one SQLite file, a compressed row per ImageRepository. Safe to lose: scans fill it again.</summary>
/// <remarks>
/// Failures are transient, with reason <c>Failure</c>; each call is atomic.
/// Write-ahead log, so that readers never wait and a killed process leaves the last complete state.
/// </remarks>
public sealed class SqliteTagStore : IDisposable
{
    private const int SqliteCorrupt = 11;
    private const int SqliteNotADatabase = 26;

    private readonly string path;
    private readonly TimeProvider time;
    private readonly Action<TagStoreIncident> onIncident;

    /// <summary>SQLite has one writer anyway; this keeps ours from running into each other's busy waits.</summary>
    private readonly Lock writing = new();

    /// <summary>Held shared by every use of the file, alone while a damaged file is set aside.</summary>
    private readonly ReaderWriterLockSlim file = new();

    private SqliteTagStore(string path, TimeProvider time, Action<TagStoreIncident> onIncident)
    {
        this.path = path;
        this.time = time;
        this.onIncident = onIncident;
    }

    /// <summary>Opens or makes the store; a damaged file is set aside and a new one made.</summary>
    /// <param name="path">The database file; its folder is made when missing. Two more files appear beside it.</param>
    /// <param name="time">Names set-aside files.</param>
    /// <param name="onIncident">Told about damage, possibly from several threads.</param>
    /// <returns>The store, or why its folder cannot be used.</returns>
    public static Result<SqliteTagStore> Open(string path, TimeProvider time, Action<TagStoreIncident> onIncident)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(onIncident);
        var store = new SqliteTagStore(Path.GetFullPath(path), time, onIncident);
        var prepared = store.Guarded("open", static (_, _) => true, 0, writes: true);
        if (prepared.IsSuccess) return store;
        store.Dispose();
        return prepared.Failure;
    }

    /// <summary>The stored tags of an ImageRepository; null when there are none.</summary>
    /// <param name="repository">Key of the ImageRepository.</param>
    public Result<StoredTags?> Read(ObjectKey repository)
    {
        var read = Guarded("read", TagRows.Find, repository, writes: false);
        if (!read.TryGet(out var row, out var failure)) return failure;
        if (row is null) return default(StoredTags);
        if (Unpack(row) is { } tags) return tags;
        return DropDamaged(repository).TryGet(out _, out failure) ? default(StoredTags) : failure;
    }

    /// <summary>Name, revision and count without the tags; null when nothing is stored.</summary>
    /// <param name="repository">Key of the ImageRepository.</param>
    public Result<StoredSummary?> Describe(ObjectKey repository) => Guarded("read", TagRows.Describe, repository, writes: false);

    /// <summary>Stores a complete listing in place of the previous one.</summary>
    /// <param name="repository">Key of the ImageRepository.</param>
    /// <param name="canonicalName">
    /// Image name the tags were listed under; a new name forgets when the old one's tags were first seen.
    /// </param>
    /// <param name="tags">All tags, in any order; may be empty.</param>
    /// <param name="now">First-seen time of tags that were not stored before.</param>
    /// <param name="isOtherList">
    /// Whether other tags were asked for than before, so that missing ones say nothing about the registry.
    /// </param>
    public Result<ReplaceOutcome> Replace(
        ObjectKey repository, string canonicalName, IReadOnlyCollection<string> tags, DateTimeOffset now, bool isOtherList = false)
    {
        ArgumentNullException.ThrowIfNull(canonicalName);
        var sorted = TagOrder.Sort(tags);
        var revision = TagOrder.Revision(sorted);
        lock (writing)
        {
            if (!Describe(repository).TryGet(out var known, out var failure)) return failure;
            if (known is not null && known.CanonicalName == canonicalName && known.Revision == revision && !known.WasEmpty)
                return new ReplaceOutcome(revision, sorted.Length, Changed: false);

            StoredTags? before = null;
            if (known?.CanonicalName == canonicalName && !Read(repository).TryGet(out before, out failure)) return failure;
            var firstSeen = FirstSeen.Merge(sorted, before, now.ToUnixTimeSeconds());
            var row = new TagRow(canonicalName, revision, sorted.Length, TagCodec.Version, TagCodec.Pack(sorted, firstSeen), isOtherList
                ? 0 : PeakOf(before, sorted));
            var written = Guarded("write", TagRows.Put, (repository, row), writes: true);
            return written.IsSuccess ? new ReplaceOutcome(revision, sorted.Length, Changed: true) : written.Failure;
        }
    }

    /// <summary>Adds a tag that the registry has shown to the stored list of an image.</summary>
    /// <param name="repository">Key of the ImageRepository.</param>
    /// <param name="canonicalName">Image name that the tag belongs to.</param>
    /// <param name="tag">The tag.</param>
    /// <param name="now">Its first-seen time.</param>
    /// <returns>
    /// What is stored now; null when nothing is stored under that name, so that a whole list has to come first.
    /// </returns>
    public Result<StoredChange?> Add(ObjectKey repository, string canonicalName, string tag, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(canonicalName);
        lock (writing)
        {
            if (!Read(repository).TryGet(out var before, out var failure)) return failure;
            if (before is null || before.CanonicalName != canonicalName) return default(StoredChange);
            if (before.FirstSeenOf(tag) is not null) return new StoredChange(before, IsNew: false);
            var sorted = TagOrder.Sort([.. before.Tags, tag]);
            var firstSeen = FirstSeen.Merge(sorted, before, now.ToUnixTimeSeconds());
            var after = new StoredTags(canonicalName, TagOrder.Revision(sorted), sorted, firstSeen) { Peak = before.Peak };
            var row =
                new TagRow(canonicalName, after.Revision, sorted.Length, TagCodec.Version, TagCodec.Pack(sorted, firstSeen), before.Peak);
            var written = Guarded("write", TagRows.Put, (repository, row), writes: true);
            return written.IsSuccess ? new StoredChange(after, IsNew: true) : written.Failure;
        }
    }

    /// <summary>Counts a listing that was empty though tags are stored; they stay.</summary>
    /// <param name="repository">Key of the ImageRepository.</param>
    /// <returns>How many such listings came in a row.</returns>
    public Result<int> CountEmpty(ObjectKey repository)
    {
        lock (writing) return Guarded("write", TagRows.CountEmpty, repository, writes: true);
    }

    /// <summary>What is known about a missing tag; null when it is not known to be missing.</summary>
    /// <param name="repository">Key of the ImageRepository.</param>
    /// <param name="tag">The tag.</param>
    public Result<Absence?> Find(ObjectKey repository, string tag) => Guarded("read", AbsenceRows.Find, (repository, tag), writes: false);

    /// <summary>Takes a listing into account, once.</summary>
    /// <param name="repository">Key of the ImageRepository.</param>
    /// <param name="tag">The tag.</param>
    /// <param name="listing">Names the listing.</param>
    /// <param name="next">Makes the entry from the one before; not called when the listing was counted already.</param>
    /// <returns>The entry as it is now.</returns>
    public Result<Absence> Record(ObjectKey repository, string tag, string listing, Func<Absence?, Absence> next)
    {
        ArgumentNullException.ThrowIfNull(next);
        lock (writing)
        {
            if (!Find(repository, tag).TryGet(out var before, out var failure)) return failure;
            if (before?.Listing == listing) return before;
            var after = next(before);
            var written = Guarded("write", AbsenceRows.Put, (repository, tag, after), writes: true);
            return written.IsSuccess ? after : written.Failure;
        }
    }

    /// <summary>Forgets a tag: it is listed again, was given up, or is elected no more.</summary>
    /// <param name="repository">Key of the ImageRepository.</param>
    /// <param name="tag">The tag.</param>
    /// <returns>Whether there was an entry.</returns>
    public Result<bool> Forget(ObjectKey repository, string tag)
    {
        lock (writing) return Guarded("delete from", AbsenceRows.Delete, (repository, tag), writes: true);
    }

    /// <summary>All missing tags of images on one registry host.</summary>
    /// <param name="host">Host as in canonical names.</param>
    public Result<IReadOnlyList<Absence>> OfHost(string host) => Guarded("read", AbsenceRows.OfHost, host, writes: false);

    /// <summary>Forgets the tags of an ImageRepository.</summary>
    /// <param name="repository">Key of the ImageRepository.</param>
    /// <returns>Whether there were any.</returns>
    public Result<bool> Delete(ObjectKey repository)
    {
        lock (writing) return Guarded("delete from", TagRows.Delete, repository, writes: true);
    }

    /// <summary>Forgets the tags of every ImageRepository that is gone, and gives their space back.</summary>
    /// <param name="living">Keys of all ImageRepositories there are.</param>
    /// <returns>How many were forgotten.</returns>
    public Result<int> CollectGarbage(IReadOnlySet<ObjectKey> living)
    {
        ArgumentNullException.ThrowIfNull(living);
        lock (writing) return Guarded("clean", TagRows.DeleteOthers, living, writes: true);
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        ClearPool();
        file.Dispose();
    }

    /// <summary>A list that lost half of its tags or more at once, and has not grown back, may be what an outage left of it.</summary>
    private static int PeakOf(StoredTags? before, string[] after)
    {
        if (before is null) return 0;
        if (before.Peak > 0) return 2 * after.Length > before.Peak ? 0 : before.Peak;
        var (missing, at) = (0, 0);
        foreach (var tag in before.Tags) // both descend
        {
            while (at < after.Length && string.CompareOrdinal(after[at], tag) > 0) at++;
            if (at == after.Length || after[at] != tag) missing++;
        }

        return 2 * missing >= before.Tags.Count && missing > 0 ? before.Tags.Count : 0;
    }

    private static StoredTags? Unpack(TagRow row)
    {
        if (row.Version != TagCodec.Version) return null;
        try
        {
            var (tags, firstSeen) = TagCodec.Unpack(row.Body);
            // The revision doubles as a checksum: a row that does not have it is not the one that was written.
            return TagOrder.Revision(tags) == row.Revision ? new StoredTags(row.CanonicalName, row.Revision, tags, firstSeen)
            {
                Peak = row.Peak,
            } : null;
        }
        catch (InvalidDataException)
        {
            return null; // the caller drops the row and reports it
        }
    }

    private Result<bool> DropDamaged(ObjectKey repository)
    {
        onIncident(
            new TagStoreIncident(
                $"the stored tags of '{repository}' were unreadable and were dropped; the next scan restores them", null, null));
        lock (writing) return Guarded("delete from", TagRows.Delete, repository, writes: true);
    }

    /// <summary>Runs a step on a connection; when the file turns out damaged, sets it aside and runs the step on a new one.</summary>
    private Result<T> Guarded<TArgument, T>(string what, Func<SqliteConnection, TArgument, T> step, TArgument argument, bool writes)
    {
        for (var attempt = 0; ; attempt++)
        {
            SqliteException damage;
            file.EnterReadLock();
            try
            {
                using var connection = Connect();
                return step(connection, argument);
            }
            catch (SqliteException exception) when (exception.SqliteErrorCode is SqliteCorrupt or SqliteNotADatabase && attempt == 0)
            {
                damage = exception;
            }
            catch (Exception exception) when (exception is SqliteException or IOException or UnauthorizedAccessException)
            {
                return Failure.Transient(Reasons.Failure, $"cannot {what} the tag store '{path}': {exception.Message}", exception);
            }
            finally
            {
                file.ExitReadLock();
            }

            if (SetAside(damage) is { } failure) return failure;
        }
    }

    private SqliteConnection Connect()
    {
        if (!File.Exists(path))
        {
            // Somebody removed the file under us: connections kept in the pool still write to what no name leads to any more.
            ClearPool();
            Create();
        }

        var connection = new SqliteConnection(ConnectionString());
        try
        {
            connection.Open();
            TagRows.Prepare(connection);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private void Create()
    {
        var folder = Path.GetDirectoryName(path)!; // a full path of a file has a folder
        Directory.CreateDirectory(folder);
        // Made here so that nobody else can read it; SQLite gives its side files the same mode.
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, Share = FileShare.ReadWrite };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var created = new FileStream(path, options);
    }

    private Failure? SetAside(SqliteException damage)
    {
        file.EnterWriteLock();
        try
        {
            ClearPool();
            if (IsSound()) return null; // another thread was faster
            var suffix = ".damaged-" + time.GetUtcNow().ToString("yyyyMMddTHHmmssfff", CultureInfo.InvariantCulture);
            File.Move(path, path + suffix, overwrite: true);
            foreach (var side in (ReadOnlySpan<string>)["-wal", "-shm"])
                if (File.Exists(path + side)) File.Move(path + side, path + suffix + side, overwrite: true);
            onIncident(new TagStoreIncident(
                $"the tag store '{path}' was damaged and was set aside as '{path + suffix}'; scans fill a new one", path + suffix, damage));
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Failure.Transient(
                Reasons.Failure, $"the tag store '{path}' is damaged and cannot be set aside: {exception.Message}", exception);
        }
        finally
        {
            file.ExitWriteLock();
        }
    }

    private bool IsSound()
    {
        try
        {
            using var connection = new SqliteConnection(ConnectionString());
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA quick_check(1)";
            return command.ExecuteScalar() is "ok";
        }
        catch (SqliteException)
        {
            return false; // the very damage that brought us here
        }
        finally
        {
            ClearPool();
        }
    }

    private void ClearPool()
    {
        using var connection = new SqliteConnection(ConnectionString());
        SqliteConnection.ClearPool(connection);
    }

    private string ConnectionString() => new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = 30 }.ToString();
}
