using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using ImageAutomation.Common.Manifests;
using ImageAutomation.Common.Resources;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Languages.Results;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace ImageAutomation.Common.Sources.Folder;

/// <summary>
/// Resources from YAML files in a folder. Does what an API server does: uid, generation, resource version, defaults, validation,
/// finalizers, optimistic lock. What controllers write lives in the state database, never in the user's files.
/// </summary>
public sealed partial class FolderSource : IResourceSource, IAsyncDisposable
{
    private readonly Lock reading = new(); // one reading of the folder at a time; taken before the gate
    private readonly Lock gate = new();
    private readonly FolderOptions options;
    private readonly StateDatabase database;
    private readonly FolderReader reader;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly Dictionary<ResourceId, StoredObject> objects = []; // without status: that is read from the database when asked for
    private readonly List<(string Kind, ChannelWriter<StoredChange> Writer)> watchers = [];
    private readonly CancellationTokenSource stop = new();
    private FolderWatcher? watcher;
    private long seenVersion;
    private long seenDataVersion;
    private IReadOnlyList<FolderProblem> problems = [];
    private Task following = Task.CompletedTask;

    private FolderSource(FolderOptions options, StateDatabase database, TimeProvider time, ILogger logger)
    {
        this.options = options;
        this.database = database;
        this.time = time;
        this.logger = logger;
        reader = new FolderReader(options.Resources, ManifestValidator.Load());
    }

    /// <summary>What could not be taken over at the last reading.</summary>
    public IReadOnlyList<FolderProblem> Problems
    {
        get
        {
            lock (gate) return problems;
        }
    }

    /// <summary>Opens folder and state, and reads the folder once.</summary>
    /// <returns>The source; fails when the folder is missing or the state folder is unusable.</returns>
    public static Result<FolderSource> Open(FolderOptions options, TimeProvider time, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!Directory.Exists(options.Resources))
            return Failure.Terminal(
                SourceReasons.NotFound, $"folder '{options.Resources}' does not exist; name the folder that holds the resource files");
        if (StateFolder.Prepare(options.State) is { } failure) return failure;
        try
        {
            var source = new FolderSource(options, StateDatabase.Open(Path.Combine(options.State, "state.db")), time, logger);
            source.ForgetWhatIsNotKept();
            foreach (var stored in source.database.Objects()) source.Keep(stored);
            source.seenVersion = source.objects.Values.Select(o => o.Version).DefaultIfEmpty(0).Max();
            source.seenDataVersion = source.database.DataVersion();
            source.RefreshNow();
            return source;
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            return Failure.Transient(SourceReasons.Unavailable, $"state folder '{options.State}' cannot be used: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public Task<Result<T?>> GetAsync<T>(ObjectKey key, CancellationToken cancellationToken)
        where T : class, IResource<T>
    {
        lock (gate)
        {
            var stored = objects.GetValueOrDefault(new ResourceId(T.ResourceKind.Kind, key));
            if (stored is not null && IsPersistent(stored.Id.Kind)) stored = database.Find(stored.Id);
            return Task.FromResult<Result<T?>>(stored is null ? null : Typed<T>(stored));
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ResourceChange<T>> WatchAsync<T>([EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class, IResource<T>
    {
        var channel = Channel.CreateUnbounded<StoredChange>(new UnboundedChannelOptions { SingleReader = true });
        List<StoredObject> first;
        lock (gate)
        {
            var ofKind = IsPersistent(T.ResourceKind.Kind)
                ? database.Objects(kind: T.ResourceKind.Kind).Where(o => objects.ContainsKey(o.Id))
                : objects.Values.Where(o => o.Id.Kind == T.ResourceKind.Kind);
            first = [.. ofKind.OrderBy(o => o.Id.Key.Namespace, StringComparer.Ordinal).ThenBy(o => o.Id.Key.Name, StringComparer.Ordinal)];
            watchers.Add((T.ResourceKind.Kind, channel.Writer));
        }

        try
        {
            foreach (var stored in first) yield return new(ResourceChangeType.Upserted, Typed<T>(stored));
            yield return new(ResourceChangeType.Synced, null);
            await foreach (var change in channel.Reader.ReadAllAsync(cancellationToken))
                yield return new(change.IsDeleted ? ResourceChangeType.Deleted : ResourceChangeType.Upserted, Typed<T>(change.Object));
        }
        finally
        {
            lock (gate) watchers.RemoveAll(w => w.Writer == channel.Writer);
        }
    }

    /// <inheritdoc/>
    public Task<Result<T>> PatchMetadataAsync<T>(T before, T after, CancellationToken cancellationToken)
        where T : class, IResource<T> =>
        Task.FromResult(Patch(before, stored => stored with
        {
            Finalizers = after.Metadata.Finalizers ?? [],
            Annotations = MergeAnnotations(stored, before.Metadata.Annotations, after.Metadata.Annotations),
        }));

    /// <inheritdoc/>
    public Task<Result<T>> PatchStatusAsync<T>(T before, T after, CancellationToken cancellationToken)
        where T : class, IResource<T>
    {
        var status = JsonSerializer.SerializeToNode(after, T.JsonTypeInfo)?["status"] as JsonObject;
        var text = status is null ? null : JsonText.Of(status);
        return Task.FromResult(Patch(before, stored => stored with { Status = text }));
    }

    /// <inheritdoc/>
    public Task RecordEventAsync(ResourceEvent happened, CancellationToken cancellationToken)
    {
        try
        {
            lock (gate)
            {
                database.Write(() =>
                {
                    database.AddEvent(happened);
                    return true;
                });
            }
        }
        catch (SqliteException e)
        {
            logger.StateUnusable(options.State, e.Message); // an event never stops work
        }

        return Task.CompletedTask;
    }

    /// <summary>Events, oldest first.</summary>
    /// <param name="after">Only events with a higher number.</param>
    public IReadOnlyList<RecordedEvent> Events(long after = 0)
    {
        lock (gate) return [.. database.Events(after)];
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        watcher?.Dispose();
        await following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
        lock (gate) database.Dispose();
    }

    private static T Typed<T>(StoredObject stored)
        where T : class, IResource<T> =>
        // ToJson returns an object
        stored.ToJson().Deserialize(T.JsonTypeInfo) ?? throw new InvalidOperationException($"{stored.Id} is empty");

    private static Dictionary<string, string?> MergeAnnotations(
        StoredObject stored, IReadOnlyDictionary<string, string>? before, IReadOnlyDictionary<string, string>? after)
    {
        var overlay = new Dictionary<string, string?>(stored.Annotations);
        foreach (var name in before?.Keys.Where(k => after?.ContainsKey(k) != true) ?? []) overlay[name] = null;
        foreach (var (name, value) in after ?? new Dictionary<string, string>())
            if (before?.GetValueOrDefault(name) != value) overlay[name] = value;
        return overlay;
    }

    private Result<T> Patch<T>(T before, Func<StoredObject, StoredObject> change)
        where T : class, IResource<T>
    {
        var id = new ResourceId(T.ResourceKind.Kind, before.Key);
        lock (gate)
        {
            var written = Write(() =>
            {
                if (database.Find(id) is not { } stored || stored.Uid != before.Metadata.Uid)
                    return Failure.Transient(SourceReasons.NotFound, $"{id} does not exist any more");
                if (stored.Version.ToString(CultureInfo.InvariantCulture) != before.Metadata.ResourceVersion)
                    return Failure.Transient(SourceReasons.Conflict, $"{id} was written by somebody else meanwhile");
                var next = change(stored) with { Version = database.NextVersion() };
                if (next.Deleted is not null && next.Finalizers.Count == 0) database.Remove(id);
                else database.Save(next);
                return next;
            });
            if (!written.TryGet(out var saved, out var failure)) return failure;
            seenVersion = Math.Max(seenVersion, saved.Version);
            var removed = saved.Deleted is not null && saved.Finalizers.Count == 0;
            Publish(saved, removed);
            if (removed) Apply(changed: true); // the file may declare it anew
            return Typed<T>(saved);
        }
    }

    // The caller holds the gate. A full disk is no bug: the run is tried again.
    private Result<StoredObject> Write(Func<Result<StoredObject>> writes)
    {
        try
        {
            return database.Write(writes);
        }
        catch (SqliteException e)
        {
            logger.StateUnusable(options.State, e.Message);
            return Failure.Transient(SourceReasons.Unavailable, $"state folder '{options.State}' cannot be written: {e.Message}", e);
        }
    }

    // What the files say, over what the controllers and other processes wrote up to now.
    private StoredObject Whole(StoredObject declared) => database.Find(declared.Id) is not { } written || written.Uid != declared.Uid
        ? declared
        : written with { Manifest = declared.Manifest, File = declared.File, Generation = declared.Generation, Deleted = declared.Deleted };

    // Earlier versions stored them.
    private void ForgetWhatIsNotKept()
    {
        if (database.Objects().Where(o => !IsPersistent(o.Id.Kind)).Select(o => o.Id).ToList() is not { Count: > 0 } stale) return;
        database.Write(() =>
        {
            foreach (var id in stale) database.Remove(id);
            return true;
        });
    }

    // Secrets stay in memory, and so do GitRepositories, whose URLs may hold a password: a state folder must be as harmless to copy as a
    // log.
    private static bool IsPersistent(string kind) => kind != ResourceKinds.Secret.Kind && kind != ResourceKinds.GitRepository.Kind;

    // The caller holds the gate.
    private void Publish(StoredObject stored, bool removed)
    {
        if (removed) objects.Remove(stored.Id);
        else Keep(stored);
        foreach (var (kind, writer) in watchers)
            if (kind == stored.Id.Kind) writer.TryWrite(new StoredChange(stored, removed));
    }

    // What a write left as it was is kept once: the database hands out a copy of everything.
    private void Keep(StoredObject stored)
    {
        var isSame = objects.TryGetValue(stored.Id, out var known) && known.Uid == stored.Uid && known.File == stored.File
            && known.Manifest.SaysTheSameAs(stored.Manifest);
        objects[stored.Id] = isSame && known is not null
            ? known with
            {
                Version = stored.Version,
                Generation = stored.Generation,
                Deleted = stored.Deleted,
                Finalizers = stored.Finalizers.SequenceEqual(known.Finalizers) ? known.Finalizers : stored.Finalizers,
                Annotations = stored.Annotations,
            }
            : stored with { Status = null };
    }

    private readonly record struct StoredChange(StoredObject Object, bool IsDeleted);
}
