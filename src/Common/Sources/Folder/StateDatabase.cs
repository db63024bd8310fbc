using System.Globalization;
using System.Text.Json;
using ImageAutomation.Common.Files;
using ImageAutomation.Common.Resources.Core;
using Microsoft.Data.Sqlite;

namespace ImageAutomation.Common.Sources.Folder;

/// <summary>
/// The embedded database of a state folder: status, finalizers, annotations and events. Never holds Secrets.
/// SQLite in WAL mode; several processes may use it at once. Not thread-safe: the owner serialises calls.
/// </summary>
internal sealed class StateDatabase : IDisposable
{
    private const int MaxEvents = 10_000;

    private const string Layout = """
        CREATE TABLE IF NOT EXISTS objects (
          kind TEXT NOT NULL, namespace TEXT NOT NULL, name TEXT NOT NULL,
          uid TEXT NOT NULL, version INTEGER NOT NULL, generation INTEGER NOT NULL,
          created TEXT NOT NULL, deleted TEXT, file TEXT NOT NULL,
          manifest TEXT NOT NULL, finalizers TEXT NOT NULL, annotations TEXT NOT NULL, status TEXT,
          PRIMARY KEY (kind, namespace, name)) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS objects_version ON objects (version);
        CREATE TABLE IF NOT EXISTS counter (id INTEGER PRIMARY KEY CHECK (id = 1), version INTEGER NOT NULL);
        INSERT OR IGNORE INTO counter (id, version) VALUES (1, 0);
        CREATE TABLE IF NOT EXISTS events (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          kind TEXT NOT NULL, namespace TEXT NOT NULL, name TEXT NOT NULL, severity TEXT NOT NULL,
          reason TEXT NOT NULL, message TEXT NOT NULL, metadata TEXT, first TEXT NOT NULL, last TEXT NOT NULL, count INTEGER NOT NULL);
        CREATE INDEX IF NOT EXISTS events_object ON events (kind, namespace, name, id);
        """;

    private readonly SqliteConnection connection;

    private StateDatabase(SqliteConnection connection) => this.connection = connection;

    /// <summary>Opens the database, and creates it when it is missing.</summary>
    /// <exception cref="SqliteException">The file is no database, or cannot be written.</exception>
    public static StateDatabase Open(string path)
    {
        OwnFiles.Ensure(path); // its logs get the same rights
        var builder = new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWriteCreate, Pooling = false };
        var connection = new SqliteConnection(builder.ToString());
        connection.Open();
        Execute(connection, "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;");
        Execute(connection, "BEGIN IMMEDIATE;" + Layout + "COMMIT;"); // readers see all tables or none
        return new StateDatabase(connection);
    }

    /// <summary>Opens an existing database for reading.</summary>
    public static StateDatabase OpenReadOnly(string path)
    {
        var builder = new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false };
        var connection = new SqliteConnection(builder.ToString());
        connection.Open();
        Execute(connection, "PRAGMA busy_timeout = 10000;");
        return new StateDatabase(connection);
    }

    /// <summary>False for a database that another process is just making.</summary>
    public bool IsReady()
    {
        using var command = Command("SELECT count(*) FROM sqlite_schema WHERE name = 'objects'");
        return (long)command.ExecuteScalar()! > 0; // count always answers
    }

    /// <summary>Changes when another connection wrote.</summary>
    public long DataVersion()
    {
        using var command = Command("PRAGMA data_version");
        return (long)command.ExecuteScalar()!; // the pragma always answers
    }

    public IEnumerable<StoredObject> Objects(long newerThan = -1, string? kind = null)
    {
        using var command = Command(
            "SELECT kind, namespace, name, uid, version, generation, created, deleted, file, manifest, finalizers, annotations, status "
                + "FROM objects WHERE version > $v AND ($k IS NULL OR kind = $k)");
        command.Parameters.AddWithValue("$v", newerThan);
        command.Parameters.AddWithValue("$k", (object?)kind ?? DBNull.Value);
        using var reader = command.ExecuteReader();
        while (reader.Read())
            yield return Read(reader);
    }

    public StoredObject? Find(ResourceId id)
    {
        using var command = Command(
            "SELECT kind, namespace, name, uid, version, generation, created, deleted, file, manifest, finalizers, annotations, status "
                + "FROM objects WHERE kind = $k AND namespace = $ns AND name = $n");
        Bind(command, id);
        using var reader = command.ExecuteReader();
        return reader.Read() ? Read(reader) : null;
    }

    /// <summary>Runs writes as one transaction: all of them happen, or none.</summary>
    public T Write<T>(Func<T> writes)
    {
        using var transaction = connection.BeginTransaction(deferred: false);
        var result = writes();
        transaction.Commit();
        return result;
    }

    /// <summary>The next resource version; only inside <see cref="Write{T}"/>.</summary>
    public long NextVersion()
    {
        using var command = Command("UPDATE counter SET version = version + 1 WHERE id = 1 RETURNING version");
        return (long)command.ExecuteScalar()!; // the row always exists
    }

    public void Save(StoredObject o)
    {
        using var command = Command("""
            INSERT OR REPLACE INTO objects
              (kind, namespace, name, uid, version, generation, created, deleted, file, manifest, finalizers, annotations, status)
            VALUES ($k, $ns, $n, $uid, $v, $g, $created, $deleted, $file, $manifest, $finalizers, $annotations, $status)
            """);
        Bind(command, o.Id);
        command.Parameters.AddWithValue("$uid", o.Uid);
        command.Parameters.AddWithValue("$v", o.Version);
        command.Parameters.AddWithValue("$g", o.Generation);
        command.Parameters.AddWithValue("$created", Text(o.Created));
        command.Parameters.AddWithValue("$deleted", o.Deleted is { } deleted ? Text(deleted) : DBNull.Value);
        command.Parameters.AddWithValue("$file", o.File);
        command.Parameters.AddWithValue("$manifest", o.Manifest.ToString());
        command.Parameters.AddWithValue("$finalizers", JsonSerializer.Serialize(o.Finalizers, FolderJson.Default.IReadOnlyListString));
        command.Parameters.AddWithValue(
            "$annotations", JsonSerializer.Serialize(o.Annotations, FolderJson.Default.IReadOnlyDictionaryStringString));
        command.Parameters.AddWithValue("$status", o.Status?.ToString() ?? (object)DBNull.Value);
        command.ExecuteNonQuery();
    }

    public void Remove(ResourceId id)
    {
        using var command = Command("DELETE FROM objects WHERE kind = $k AND namespace = $ns AND name = $n");
        Bind(command, id);
        command.ExecuteNonQuery();
    }

    /// <summary>Records an event; the same text about the same object counts up instead.</summary>
    public void AddEvent(ResourceEvent happened)
    {
        using var last = Command("""
            UPDATE events SET count = count + 1, last = $t
            WHERE id = (SELECT max(id) FROM events WHERE kind = $k AND namespace = $ns AND name = $n)
              AND severity = $s AND reason = $r AND message = $m
            """);
        BindEvent(last, happened);
        if (last.ExecuteNonQuery() > 0) return;

        using var insert = Command(
            "INSERT INTO events (kind, namespace, name, severity, reason, message, metadata, first, last, count) VALUES ($k, $ns, $n, $s, "
                + "$r, $m, $meta, $t, $t, 1) RETURNING id");
        BindEvent(insert, happened);
        insert.Parameters.AddWithValue("$meta", happened.Metadata is { } metadata
            ? JsonSerializer.Serialize(metadata, FolderJson.Default.IReadOnlyDictionaryStringString) : DBNull.Value);
        var id = (long)insert.ExecuteScalar()!; // RETURNING
        using var trim = Command("DELETE FROM events WHERE id <= $id");
        trim.Parameters.AddWithValue("$id", id - MaxEvents);
        trim.ExecuteNonQuery();
    }

    /// <summary>Events, oldest first.</summary>
    public IEnumerable<RecordedEvent> Events(long after = 0)
    {
        using var command = Command(
            "SELECT id, kind, namespace, name, severity, reason, message, metadata, first, last, count "
                + "FROM events WHERE id > $id ORDER BY id");
        command.Parameters.AddWithValue("$id", after);
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            yield return new RecordedEvent
            {
                Id = reader.GetInt64(0),
                Kind = reader.GetString(1),
                Namespace = reader.GetString(2),
                Name = reader.GetString(3),
                Severity = reader.GetString(4),
                Reason = reader.GetString(5),
                Message = reader.GetString(6),
                Metadata = reader.IsDBNull(7) ? null
                    : JsonSerializer.Deserialize(reader.GetString(7), FolderJson.Default.IReadOnlyDictionaryStringString),
                First = Time(reader.GetString(8)),
                Last = Time(reader.GetString(9)),
                Count = reader.GetInt64(10),
            };
        }
    }

    public void Dispose() => connection.Dispose();

    private static StoredObject Read(SqliteDataReader reader) => new()
    {
        Id = new ResourceId(reader.GetString(0), new ObjectKey(reader.GetString(1), reader.GetString(2))),
        Uid = reader.GetString(3),
        Version = reader.GetInt64(4),
        Generation = reader.GetInt64(5),
        Created = Time(reader.GetString(6)),
        Deleted = reader.IsDBNull(7) ? null : Time(reader.GetString(7)),
        File = reader.GetString(8),
        Manifest = JsonText.Of(reader.GetString(9)),
        // we wrote a list
        Finalizers = reader.GetString(10) is var finalizers and not "[]"
            ? JsonSerializer.Deserialize(finalizers, FolderJson.Default.IReadOnlyListString)! : [],
        // we wrote a map
        Annotations = reader.GetString(11) is var annotations and not "{}"
            ? JsonSerializer.Deserialize(annotations, FolderJson.Default.IReadOnlyDictionaryStringString)! : StoredObject.NoAnnotations,
        Status = reader.IsDBNull(12) ? null : JsonText.Of(reader.GetString(12)),
    };

    private static void BindEvent(SqliteCommand command, ResourceEvent happened)
    {
        Bind(command, new ResourceId(happened.Kind.Kind, happened.Key));
        command.Parameters.AddWithValue("$s", happened.Severity.ToString());
        command.Parameters.AddWithValue("$r", happened.Reason);
        command.Parameters.AddWithValue("$m", happened.Message);
        command.Parameters.AddWithValue("$t", Text(happened.Time));
    }

    private static void Bind(SqliteCommand command, ResourceId id)
    {
        command.Parameters.AddWithValue("$k", id.Kind);
        command.Parameters.AddWithValue("$ns", id.Key.Namespace);
        command.Parameters.AddWithValue("$n", id.Key.Name);
    }

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    private static DateTimeOffset Time(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // the texts are constants of this class
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private SqliteCommand Command(string sql)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // the texts are constants of this class
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }
}
