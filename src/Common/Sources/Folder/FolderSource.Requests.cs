using System.Text.Json.Nodes;
using ImageAutomation.Common.Resources;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Common.Sources.Folder;

public sealed partial class FolderSource : IReconcileRequests
{
    /// <inheritdoc/>
    public Task<Result<JsonObject?>> ReadAsync(ResourceKind kind, ObjectKey key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(kind);
        lock (gate)
            return Task.FromResult<Result<JsonObject?>>(objects.GetValueOrDefault(new ResourceId(kind.Kind, key))?.ToJson());
    }

    /// <inheritdoc/>
    public Task<Result<IReadOnlyList<JsonObject>>> FindAsync(
        ResourceKind kind, string ns, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(kind);
        ArgumentNullException.ThrowIfNull(labels);
        lock (gate)
        {
            JsonObject[] found =
            [
                .. objects.Values.Where(o => o.Id.Kind == kind.Kind && o.Id.Key.Namespace == ns)
                    .OrderBy(o => o.Id.Key.Name, StringComparer.Ordinal).Select(o => o.ToJson())
                    .Where(o => labels.All(label => (string?)o["metadata"]?["labels"]?[label.Key] == label.Value)),
            ];
            return Task.FromResult<Result<IReadOnlyList<JsonObject>>>(found);
        }
    }

    /// <inheritdoc/>
    public Task<Result<bool>> AnnotateAsync(
        ResourceKind kind, ObjectKey key, IReadOnlyDictionary<string, string> annotations, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(kind);
        ArgumentNullException.ThrowIfNull(annotations);
        if (ResourceKinds.All.All(known => known.Kind != kind.Kind))
            return Task.FromResult<Result<bool>>(
                Failure.Terminal(SourceReasons.NotFound, $"a folder holds no {kind.Kind}; take it out of spec.resources"));
        var id = new ResourceId(kind.Kind, key);
        lock (gate)
        {
            if (!objects.TryGetValue(id, out var known)) return Task.FromResult<Result<bool>>(false);
            var written = Write(() =>
            {
                var stored = IsPersistent(id.Kind) ? database.Find(id) ?? known : known;
                var merged = new Dictionary<string, string?>(stored.Annotations);
                foreach (var (name, value) in annotations) merged[name] = value;
                var next = stored with { Annotations = merged, Version = database.NextVersion() };
                if (IsPersistent(id.Kind)) database.Save(next);
                return next;
            });
            if (!written.TryGet(out var saved, out var failure)) return Task.FromResult<Result<bool>>(failure);
            seenVersion = Math.Max(seenVersion, saved.Version);
            Publish(saved, removed: false);
            return Task.FromResult<Result<bool>>(true);
        }
    }
}
