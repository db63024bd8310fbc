using System.Text.Json;
using ImageAutomation.ImageUpdater.Git.Mirrors;
using ImageAutomation.ImageUpdater.Git.Objects;
using ImageAutomation.ImageUpdater.Publishing.Index;
using ImageAutomation.ImageUpdater.Publishing.Planning;

namespace ImageAutomation.ImageUpdater.Publishing.Evidence;

/// <summary>
/// Where groups were last seen in step. Evidence for the case that a squash merge dropped our record. Kept beside the mirror;
/// best effort: with the local state it is lost.
/// </summary>
internal sealed class Sights
{
    private readonly string file;
    private readonly Dictionary<string, Sight> known;
    private bool isChanged;

    private Sights(string file, Dictionary<string, Sight> known) => (this.file, this.known) = (file, known);

    public static Sights Load(GitMirror mirror)
    {
        var file = mirror.GitDirectory.TrimEnd('/') + ".sights.json";
        try
        {
            if (File.Exists(file))
            {
                using var stream = File.OpenRead(file);
                if (JsonSerializer.Deserialize(stream, EvidenceJson.Default.DictionaryStringSight) is { } known)
                    return new Sights(file, known);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            // Evidence that is lost, as documented.
        }

        return new Sights(file, []);
    }

    /// <summary>Notes that a group is in step at a commit.</summary>
    public void Note(TargetGroup group, ObjectId commit)
    {
        var sight = new Sight(commit.ToString(), [.. group.Targets.Select(t => t.Value)]);
        var key = KeyOf(group);
        if (known.GetValueOrDefault(key) is { } old && old.Commit == sight.Commit && old.Values.SequenceEqual(sight.Values)) return;
        known[key] = sight;
        isChanged = true;
    }

    /// <summary>Where the group was last seen in step, and with which values; null when it never was.</summary>
    public (ObjectId Commit, IReadOnlyList<string> Values)? Find(TargetGroup group) =>
        known.GetValueOrDefault(KeyOf(group)) is { } sight && ObjectId.TryParse(sight.Commit, out var commit)
        && sight.Values.Count == group.Targets.Count
            ? (commit, sight.Values)
            : null;

    /// <summary>Writes what is new.</summary>
    public void Save()
    {
        if (!isChanged) return;
        var temporary = $"{file}.{Environment.ProcessId}";
        try
        {
            using (var stream = File.Create(temporary)) JsonSerializer.Serialize(stream, known, EvidenceJson.Default.DictionaryStringSight);
            File.Move(temporary, file, overwrite: true);
            isChanged = false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            File.Delete(temporary); // best effort, as documented
        }
    }

    private static string KeyOf(TargetGroup group)
    {
        var ids = string.Join(';', group.Targets.Select(t => TargetId.Of(t).ToString()));
        return group.Path + '\n' + ids;
    }
}

/// <summary>A group in step.</summary>
/// <param name="Commit">Where.</param>
/// <param name="Values">Values of its targets.</param>
internal sealed record Sight(string Commit, IReadOnlyList<string> Values);
