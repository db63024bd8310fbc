using System.Text.Json.Nodes;

namespace ImageAutomation.Common.Sources.Folder;

/// <summary>
/// Decides what the folder's files mean for the stored objects. Pure. A file that cannot be read never deletes an object,
/// an invalid object keeps its last good version, and an object in two places changes nothing until one of them is gone.
/// </summary>
internal static class FolderMerge
{
    /// <summary>What has to be stored. Versions of <paramref name="Upserts"/> are still those of the stored objects.</summary>
    public sealed record Outcome(
        IReadOnlyList<StoredObject> Upserts, IReadOnlyList<ResourceId> Removals, IReadOnlyList<FolderProblem> Problems);

    public static Outcome Merge(
        IReadOnlyCollection<ManifestFile> files, IReadOnlyDictionary<ResourceId, StoredObject> stored, DateTimeOffset now)
    {
        var problems = files.SelectMany(f => f.Problems.Select(p => Told(f, p, stored))).ToList();
        var kept = files.SelectMany(f => f.Kept).ToHashSet();
        var unreadable = files.Where(f => !f.IsReadable).Select(f => f.Path).ToHashSet(StringComparer.Ordinal);
        var upserts = new List<StoredObject>();

        var declared = new HashSet<ResourceId>();
        foreach (var group in files.SelectMany(f => f.Objects).GroupBy(o => o.Id))
        {
            declared.Add(group.Key);
            var places = group.ToList();
            if (places.Count > 1)
                problems.Add(new(places[1].File, places[1].Line, DeclaredTwice(group.Key, places, stored.ContainsKey(group.Key))));
            else if (Take(places[0], stored.GetValueOrDefault(group.Key), now) is { } upsert)
                upserts.Add(upsert);
        }

        var removals = new List<ResourceId>();
        foreach (var old in stored.Values.Where(o => !declared.Contains(o.Id) && !kept.Contains(o.Id) && !unreadable.Contains(o.File)))
        {
            if (old.Finalizers.Count == 0) removals.Add(old.Id);
            else if (old.Deleted is null) upserts.Add(old with { Deleted = now });
        }

        // A tombstone whose last finalizer went makes room even when the file declares the object again.
        removals.AddRange(
            stored.Values.Where(o => o.Deleted is not null && o.Finalizers.Count == 0 && declared.Contains(o.Id)).Select(o => o.Id));
        return new Outcome(upserts, removals, problems);
    }

    // Nothing is kept where nothing was.
    private static string DeclaredTwice(ResourceId id, IEnumerable<DeclaredObject> places, bool isStored)
    {
        var where = string.Join(" and ", places.Select(p => $"{p.File}:{p.Line}"));
        var until = isStored ? "the last good version is kept" : "it does not exist";
        return $"{id} is declared twice: {where}; remove one of them, until then {until}";
    }

    private static FolderProblem Told(ManifestFile file, ManifestProblem problem, IReadOnlyDictionary<ResourceId, StoredObject> stored)
    {
        var kept = problem.Object is { } id ? stored.ContainsKey(id) ? "; the last good version is kept" : "; it does not exist until then"
            : !file.IsReadable && stored.Values.Any(o => o.File == file.Path) ? "; the objects it held keep their last good version"
            : "";
        return new FolderProblem(file.Path, problem.Line, problem.Message + kept);
    }

    private static StoredObject? Take(DeclaredObject declared, StoredObject? old, DateTimeOffset now)
    {
        if (old is null)
        {
            return new StoredObject
            {
                Id = declared.Id,
                Uid = Guid.NewGuid().ToString(),
                Version = 0,
                Generation = 1,
                Created = now,
                File = declared.File,
                Manifest = declared.Manifest,
            };
        }

        if (old.Deleted is not null) return null; // waits for its finalizers first
        if (old.File == declared.File && old.Manifest.SaysTheSameAs(declared.Manifest)) return null;
        var sameSpec = JsonNode.DeepEquals(old.Manifest.Read()["spec"], declared.Manifest.Read()["spec"]);
        return old with { Manifest = declared.Manifest, File = declared.File, Generation = sameSpec ? old.Generation : old.Generation + 1 };
    }
}
