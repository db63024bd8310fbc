using System.Collections.Concurrent;
using System.Text.Json;
using ImageAutomation.Common.Results;
using ImageAutomation.ImageUpdater.Editing;
using ImageAutomation.ImageUpdater.Git;

namespace ImageAutomation.ImageUpdater.Publishing;

/// <summary>The index of each mirror's last planned tree, in memory and beside the mirror. A lost or odd file only costs time.</summary>
internal sealed class TargetsIndexes
{
    private readonly ConcurrentDictionary<string, TargetsIndex> indexes = new(StringComparer.Ordinal);

    /// <summary>The index of a commit.</summary>
    public async Task<Result<TargetsIndex>> OfAsync(GitMirror mirror, ObjectId commit, CancellationToken cancellationToken)
    {
        var known = indexes.GetValueOrDefault(mirror.Name) ?? Load(mirror);
        var found = await TargetsIndex.OfAsync(mirror, commit, known, cancellationToken);
        if (found.TryGet(out var index, out _) && index != known)
        {
            indexes[mirror.Name] = index;
            mirror.Keep(commit);
            Save(mirror, index);
        }

        return found;
    }

    private static string FileOf(GitMirror mirror) => mirror.GitDirectory.TrimEnd('/') + ".targets.json";

    private static TargetsIndex? Load(GitMirror mirror)
    {
        try
        {
            if (!File.Exists(FileOf(mirror))) return null;
            using var file = File.OpenRead(FileOf(mirror));
            return JsonSerializer.Deserialize(file, PublishingJson.Default.StoredIndex) is { Rules: FileScreening.RulesVersion } stored && ObjectId.TryParse(stored.Commit, out var commit)
                ? new TargetsIndex(commit, stored.Files.ToDictionary(f => f.Path, StringComparer.Ordinal), stored.Links)
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or ArgumentException)
        {
            return null; // a cache: it is made anew
        }
    }

    private static void Save(GitMirror mirror, TargetsIndex index)
    {
        var stored = new StoredIndex(FileScreening.RulesVersion, index.Commit.ToString(), [.. index.Files], index.Links);
        var temporary = $"{FileOf(mirror)}.{Environment.ProcessId}";
        try
        {
            using (var file = File.Create(temporary)) JsonSerializer.Serialize(file, stored, PublishingJson.Default.StoredIndex);
            File.Move(temporary, FileOf(mirror), overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            File.Delete(temporary); // a cache: the next start reads the tree again
        }
    }
}
