using Microsoft.Data.Sqlite;

namespace ImageAutomation.Common.Sources.Folder;

public sealed partial class FolderSource
{
    /// <summary>Starts to follow changes of files, and writes of other processes, until disposal.</summary>
    public void Follow()
    {
        watcher = new FolderWatcher(options, time, Refresh);
        following = FollowDatabaseAsync(stop.Token);
    }

    /// <summary>Reads the folder again now.</summary>
    public void Refresh()
    {
        try
        {
            RefreshNow();
        }
        catch (SqliteException e)
        {
            logger.StateUnusable(options.State, e.Message); // the next look at the folder finds the same again
        }
    }

    private void RefreshNow()
    {
        try
        {
            lock (reading)
            {
                var changed = reader.Refresh();
                lock (gate) Apply(changed);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            logger.FolderUnreadable(options.Resources, e.Message);
            lock (gate)
                problems = [
                    new FolderProblem(options.Resources, 0, $"cannot be listed: {e.Message}; all objects keep their last good version")];
        }
    }

    // The caller holds the gate.
    private void Apply(bool changed)
    {
        var outcome = FolderMerge.Merge(reader.Files, objects, time.GetUtcNow());
        if (changed || problems.Count == 0)
            foreach (var problem in outcome.Problems.Except(problems)) logger.FolderProblem(problem.ToString());
        problems = outcome.Problems;
        if (outcome.Upserts.Count == 0 && outcome.Removals.Count == 0) return;

        var saved = database.Write(() =>
        {
            var upserts = outcome.Upserts.Select(o => Whole(o) with { Version = database.NextVersion() }).ToList();
            foreach (var upsert in upserts.Where(u => IsPersistent(u.Id.Kind))) database.Save(upsert);
            foreach (var id in outcome.Removals) database.Remove(id);
            return upserts;
        });
        foreach (var id in outcome.Removals)
            if (objects.TryGetValue(id, out var gone)) Publish(gone, removed: true);
        foreach (var upsert in saved)
        {
            seenVersion = Math.Max(seenVersion, upsert.Version);
            Publish(upsert, removed: false);
        }
    }

    private async Task FollowDatabaseAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(options.PollInterval, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            try
            {
                lock (gate) FollowDatabase();
            }
            catch (SqliteException e)
            {
                logger.StateUnusable(options.State, e.Message); // the next tick reads it again
            }
        }
    }

    private void FollowDatabase()
    {
        var version = database.DataVersion();
        if (version == seenDataVersion) return;
        foreach (var stored in database.Objects(seenVersion).OrderBy(o => o.Version).ToList())
        {
            seenVersion = stored.Version;
            Publish(stored, removed: false);
        }

        seenDataVersion = version;
    }
}
