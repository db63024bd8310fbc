using System.Collections.Concurrent;
using System.Text.Json;
using ImageAutomation.ImageUpdater.Editing.Targets;
using ImageAutomation.ImageUpdater.Git.Mirrors;
using ImageAutomation.ImageUpdater.Git.Objects;
using ImageAutomation.Languages.Results;
using Microsoft.Extensions.Logging;

namespace ImageAutomation.ImageUpdater.Publishing.Index;

/// <summary>The index of each mirror's last planned tree, in memory and beside the mirror. A lost or odd file only costs time.</summary>
internal sealed class TargetsIndexes(ILogger<TargetsIndexes> logger)
{
    private readonly ConcurrentDictionary<string, TargetsIndex> indexes = new(StringComparer.Ordinal);

    /// <summary>The index of a commit.</summary>
    public async Task<Result<TargetsIndex>> OfAsync(
        GitMirror mirror, ObjectId commit, TargetFinder finder, CancellationToken cancellationToken)
    {
        var key = $"{mirror.Name} {finder.Name}";
        var known = indexes.GetValueOrDefault(key) ?? Load(mirror, finder);
        var found = await TargetsIndex.OfAsync(mirror, commit, finder, known, cancellationToken);
        if (found.TryGet(out var index, out _) && index != known)
        {
            indexes[key] = index;
            mirror.Keep(commit);
            Save(mirror, finder, index);
            // skipped for one
            foreach (var file in index.Files.Where(f => f.Skipped is not null && known?.Has(f) != true))
                logger.FileLeftAlone(mirror.Origin.Url, file.Path, file.Problem!);
        }

        return found;
    }

    /// <summary>Forgets what was made of a mirror that is gone.</summary>
    public void Forget(string mirror)
    {
        foreach (var (key, _) in indexes)
            if (key.StartsWith(mirror + " ", StringComparison.Ordinal)) indexes.TryRemove(key, out _);
    }

    private static string FileOf(GitMirror mirror, TargetFinder finder) => $"{mirror.GitDirectory.TrimEnd('/')}.{finder.Name}.json";

    private static TargetsIndex? Load(GitMirror mirror, TargetFinder finder)
    {
        try
        {
            if (!File.Exists(FileOf(mirror, finder))) return null;
            using var file = File.OpenRead(FileOf(mirror, finder));
            return JsonSerializer.Deserialize(file, IndexJson.Default.StoredIndex) is { Rules: FileScreening.RulesVersion } stored
                && ObjectId.TryParse(stored.Commit, out var commit)
                ? new TargetsIndex(commit, stored.Files.ToDictionary(f => f.Path, StringComparer.Ordinal), stored.Links)
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or ArgumentException)
        {
            return null; // a cache: it is made anew
        }
    }

    private static void Save(GitMirror mirror, TargetFinder finder, TargetsIndex index)
    {
        var stored = new StoredIndex(FileScreening.RulesVersion, index.Commit.ToString(), [.. index.Files], index.Links);
        var temporary = $"{FileOf(mirror, finder)}.{Environment.ProcessId}";
        try
        {
            using (var file = File.Create(temporary)) JsonSerializer.Serialize(file, stored, IndexJson.Default.StoredIndex);
            File.Move(temporary, FileOf(mirror, finder), overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            File.Delete(temporary); // a cache: the next start reads the tree again
        }
    }
}
