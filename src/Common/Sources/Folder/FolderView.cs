using System.Text.Json;
using System.Text.Json.Nodes;
using ImageAutomation.Common.Manifests;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Common.Sources.Folder;

/// <summary>What a folder and its state hold right now, read without writing anything.</summary>
public sealed class FolderView : IResourceView
{
    private readonly Dictionary<ResourceId, StoredObject> objects;

    private FolderView(
        Dictionary<ResourceId, StoredObject> objects, IReadOnlyList<RecordedEvent> events, IReadOnlyList<FolderProblem> problems)
    {
        this.objects = objects;
        Events = events;
        Problems = problems;
    }

    /// <summary>Events, oldest first.</summary>
    public IReadOnlyList<RecordedEvent> Events { get; }

    /// <summary>What in the folder could not be taken over.</summary>
    public IReadOnlyList<FolderProblem> Problems { get; }

    /// <summary>Reads both. A missing state is an empty one.</summary>
    public static Result<FolderView> Read(string resources, string state, DateTimeOffset now)
    {
        if (!Directory.Exists(resources))
            return Failure.Terminal(
                SourceReasons.NotFound,
                $"folder '{resources}' does not exist; name the folder that holds the resource files with --resources");
        try
        {
            var objects = new Dictionary<ResourceId, StoredObject>();
            IReadOnlyList<RecordedEvent> events = [];
            var path = Path.Combine(state, "state.db");
            if (File.Exists(path))
            {
                using var database = StateDatabase.OpenReadOnly(path);
                if (database.IsReady())
                {
                    foreach (var stored in database.Objects()) objects[stored.Id] = stored;
                    events = [.. database.Events()];
                }
            }

            var reader = new FolderReader(resources, ManifestValidator.Load());
            reader.Refresh();
            var outcome = FolderMerge.Merge(reader.Files, objects, now);
            foreach (var upsert in outcome.Upserts) objects[upsert.Id] = upsert;
            foreach (var removal in outcome.Removals) objects.Remove(removal);
            return new FolderView(objects, events, outcome.Problems);
        }
        catch (Exception e) when (e is Microsoft.Data.Sqlite.SqliteException or IOException or UnauthorizedAccessException)
        {
            return Failure.Transient(
                SourceReasons.Unavailable, $"'{resources}' or its state folder '{state}' cannot be read: {e.Message}", e);
        }
    }

    /// <summary>All objects of a type, by namespace and name.</summary>
    public IReadOnlyList<T> List<T>()
        where T : class, IResource<T> =>
        [.. Json(T.ResourceKind).Select(j => j.Deserialize(T.JsonTypeInfo)).OfType<T>()];

    /// <summary>All objects of a kind as JSON, by namespace and name.</summary>
    public IEnumerable<JsonObject> Json(ResourceKind kind) =>
        objects.Values.Where(o => o.Id.Kind == kind.Kind)
            .OrderBy(o => o.Id.Key.Namespace, StringComparer.Ordinal).ThenBy(o => o.Id.Key.Name, StringComparer.Ordinal)
            .Select(o => o.ToJson());
}
