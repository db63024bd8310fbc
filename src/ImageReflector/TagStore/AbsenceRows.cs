using System.Text.Json;
using System.Text.Json.Serialization;
using ImageAutomation.Common.Resources.Core;
using Microsoft.Data.Sqlite;

namespace ImageAutomation.ImageReflector.TagStore;

/// <summary>The statements about missing tags. There are few: one for each policy whose elected tag is not listed.</summary>
internal static partial class AbsenceRows
{
    public const string Table =
        """
        CREATE TABLE absences (
          namespace TEXT NOT NULL, name TEXT NOT NULL, tag TEXT NOT NULL, host TEXT NOT NULL, body TEXT NOT NULL,
          PRIMARY KEY (namespace, name, tag))
        """;

    public static Absence? Find(SqliteConnection connection, (ObjectKey Repository, string Tag) key)
    {
        using var command =
            TagRows.Command(connection, "SELECT body FROM absences WHERE namespace=$ns AND name=$name AND tag=$tag", key.Repository);
        command.Parameters.AddWithValue("$tag", key.Tag);
        return command.ExecuteScalar() is string body ? Read(body) : null;
    }

    public static bool Put(SqliteConnection connection, (ObjectKey Repository, string Tag, Absence Absence) entry)
    {
        using var command = TagRows.Command(
            connection,
            """
            INSERT INTO absences (namespace, name, tag, host, body) VALUES ($ns, $name, $tag, $host, $body)
            ON CONFLICT (namespace, name, tag) DO UPDATE SET host=excluded.host, body=excluded.body
            """,
            entry.Repository);
        command.Parameters.AddWithValue("$tag", entry.Tag);
        command.Parameters.AddWithValue("$host", entry.Absence.Image.Split('/')[0]);
        command.Parameters.AddWithValue("$body", JsonSerializer.Serialize(entry.Absence, AbsenceJson.Default.Absence));
        command.ExecuteNonQuery();
        return true;
    }

    public static bool Delete(SqliteConnection connection, (ObjectKey Repository, string Tag) key)
    {
        using var command =
            TagRows.Command(connection, "DELETE FROM absences WHERE namespace=$ns AND name=$name AND tag=$tag", key.Repository);
        command.Parameters.AddWithValue("$tag", key.Tag);
        return command.ExecuteNonQuery() > 0;
    }

    public static void DeleteOf(SqliteConnection connection, ObjectKey repository, SqliteTransaction? transaction)
    {
        using var command = TagRows.Command(connection, "DELETE FROM absences WHERE namespace=$ns AND name=$name", repository);
        command.Transaction = transaction;
        command.ExecuteNonQuery();
    }

    public static IReadOnlyList<Absence> OfHost(SqliteConnection connection, string host)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT body FROM absences WHERE host=$host";
        command.Parameters.AddWithValue("$host", host);
        using var reader = command.ExecuteReader();
        var found = new List<Absence>();
        while (reader.Read())
            if (Read(reader.GetString(0)) is { } absence) found.Add(absence);
        return found;
    }

    private static Absence? Read(string body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, AbsenceJson.Default.Absence);
        }
        catch (JsonException)
        {
            return null; // of another version: the wait begins anew
        }
    }

    [JsonSerializable(typeof(Absence))]
    private sealed partial class AbsenceJson : JsonSerializerContext;
}
