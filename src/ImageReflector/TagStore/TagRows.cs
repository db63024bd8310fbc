
using ImageAutomation.Common.Resources.Core;
using Microsoft.Data.Sqlite;

namespace ImageAutomation.ImageReflector.TagStore;

/// <summary>The statements of the store.</summary>
internal static class TagRows
{
    private const long SchemaVersion = 2;

    public static void Prepare(SqliteConnection connection)
    {
        // NORMAL: a killed process loses nothing, a power cut at most the last listings, and the next scan brings those back.
        Execute(connection, "PRAGMA synchronous=NORMAL");
        if (Scalar(connection, "PRAGMA user_version") is SchemaVersion) return;
        Execute(connection, "PRAGMA auto_vacuum=INCREMENTAL"); // only takes effect before the first table
        Execute(connection, "PRAGMA journal_mode=WAL");
        using var transaction = connection.BeginTransaction();
        if (Scalar(connection, "PRAGMA user_version", transaction) is SchemaVersion) return; // another thread or process was faster
        if (Scalar(connection, "PRAGMA user_version", transaction) is 1L)
        {
            // What was stored before an update is what shows a listing to be short after it.
            Execute(connection, "ALTER TABLE tags ADD COLUMN peak INTEGER NOT NULL DEFAULT 0", transaction);
            Execute(connection, "ALTER TABLE tags ADD COLUMN empties INTEGER NOT NULL DEFAULT 0", transaction);
        }
        else
        {
            Execute(connection, "DROP TABLE IF EXISTS tags", transaction); // of an unknown version: scans fill it again
            Execute(
                connection,
                """
                CREATE TABLE tags (
                  namespace TEXT NOT NULL, name TEXT NOT NULL, canonical TEXT NOT NULL, revision BLOB NOT NULL,
                  count INTEGER NOT NULL, version INTEGER NOT NULL, body BLOB NOT NULL,
                  peak INTEGER NOT NULL DEFAULT 0, empties INTEGER NOT NULL DEFAULT 0,
                  PRIMARY KEY (namespace, name))
                """,
                transaction);
        }

        Execute(connection, "DROP TABLE IF EXISTS absences", transaction);
        Execute(connection, AbsenceRows.Table, transaction);
        Execute(connection, $"PRAGMA user_version={SchemaVersion}", transaction);
        transaction.Commit();
    }

    public static TagRow? Find(SqliteConnection connection, ObjectKey key)
    {
        using var command =
            Command(connection, "SELECT canonical, revision, count, version, body, peak FROM tags WHERE namespace=$ns AND name=$name", key);
        using var reader = command.ExecuteReader();
        return reader.Read()
            ? new TagRow(
                reader.GetString(0), Revision(reader.GetFieldValue<byte[]>(1)), reader.GetInt32(2), reader.GetInt32(3),
                reader.GetFieldValue<byte[]>(4), reader.GetInt32(5))
            : null;
    }

    public static StoredSummary? Describe(SqliteConnection connection, ObjectKey key)
    {
        using var command =
            Command(connection, "SELECT canonical, revision, count, empties FROM tags WHERE namespace=$ns AND name=$name", key);
        using var reader = command.ExecuteReader();
        return reader.Read() ? new StoredSummary(reader.GetString(0), Revision(reader.GetFieldValue<byte[]>(1)), reader.GetInt32(2))
        {
            WasEmpty = reader.GetInt32(3) > 0,
        } : null;
    }

    public static bool Put(SqliteConnection connection, (ObjectKey Key, TagRow Row) entry)
    {
        using var command = Command(
            connection,
            """
            INSERT INTO tags (namespace, name, canonical, revision, count, version, body, peak)
            VALUES ($ns, $name, $canonical, $revision, $count, $version, $body, $peak)
            ON CONFLICT (namespace, name) DO UPDATE SET
              canonical=excluded.canonical, revision=excluded.revision, count=excluded.count, version=excluded.version, body=excluded.body,
              peak=excluded.peak, empties=0
            """,
            entry.Key);
        command.Parameters.AddWithValue("$canonical", entry.Row.CanonicalName);
        command.Parameters.AddWithValue("$revision", Convert.FromHexString(entry.Row.Revision.AsSpan(7)));
        command.Parameters.AddWithValue("$count", entry.Row.Count);
        command.Parameters.AddWithValue("$version", entry.Row.Version);
        command.Parameters.AddWithValue("$body", entry.Row.Body);
        command.Parameters.AddWithValue("$peak", entry.Row.Peak);
        command.ExecuteNonQuery();
        return true;
    }

    public static int CountEmpty(SqliteConnection connection, ObjectKey key)
    {
        using var command =
            Command(connection, "UPDATE tags SET empties=empties+1 WHERE namespace=$ns AND name=$name RETURNING empties", key);
        return command.ExecuteScalar() is long count ? (int)count : 0;
    }

    public static bool Delete(SqliteConnection connection, ObjectKey key)
    {
        AbsenceRows.DeleteOf(connection, key, null);
        using var command = Command(connection, "DELETE FROM tags WHERE namespace=$ns AND name=$name", key);
        return command.ExecuteNonQuery() > 0;
    }

    public static int DeleteOthers(SqliteConnection connection, IReadOnlySet<ObjectKey> living)
    {
        var orphans = new List<ObjectKey>();
        using (var command = connection.CreateCommand())
        {
            command.CommandText = "SELECT namespace, name FROM tags";
            using var reader = command.ExecuteReader();
            while (reader.Read())
                if (new ObjectKey(reader.GetString(0), reader.GetString(1)) is var key && !living.Contains(key)) orphans.Add(key);
        }

        using (var transaction = connection.BeginTransaction())
        {
            foreach (var key in orphans)
            {
                using var command = Command(connection, "DELETE FROM tags WHERE namespace=$ns AND name=$name", key);
                command.Transaction = transaction;
                command.ExecuteNonQuery();
                AbsenceRows.DeleteOf(connection, key, transaction);
            }

            transaction.Commit();
        }

        // Reading to the end is what makes the pragma work through all free pages.
        using var vacuum = connection.CreateCommand();
        vacuum.CommandText = "PRAGMA incremental_vacuum";
        using (var steps = vacuum.ExecuteReader())
            while (steps.Read()) continue;
        Execute(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
        return orphans.Count;
    }

    private static string Revision(byte[] hash) => "sha256:" + Convert.ToHexStringLower(hash);

    internal static SqliteCommand Command(SqliteConnection connection, string sql, ObjectKey key)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue("$ns", key.Namespace);
        command.Parameters.AddWithValue("$name", key.Name);
        return command;
    }

    private static void Execute(SqliteConnection connection, string sql, SqliteTransaction? transaction = null)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = transaction;
        command.ExecuteNonQuery();
    }

    private static object? Scalar(SqliteConnection connection, string sql, SqliteTransaction? transaction = null)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = transaction;
        return command.ExecuteScalar();
    }
}
