using System.Collections.Concurrent;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.ImageUpdater.Git.Failures;
using ImageAutomation.ImageUpdater.Git.Login;
using ImageAutomation.ImageUpdater.Git.Program;
using ImageAutomation.Languages.Results;
using Microsoft.Extensions.Logging;

namespace ImageAutomation.ImageUpdater.Git.Mirrors;

/// <summary>All mirrors of one state folder. A mirror is a cache: it can be deleted at any time while nothing runs.</summary>
public sealed class MirrorStore : IDisposable
{
    private readonly GitRunner runner;
    private readonly MirrorStoreOptions options;
    private readonly TimeProvider time;
    private readonly ILogger<MirrorStore> logger;
    private readonly MirrorQuota quota;
    private readonly ConcurrentDictionary<string, MirrorFolder> folders = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<ObjectKey, string> mirrorOf = new(); // by GitRepository

    /// <summary>Opens a state folder; key files that a crashed process left behind are removed.</summary>
    public MirrorStore(GitRunner runner, MirrorStoreOptions options, TimeProvider time, ILogger<MirrorStore> logger)
    {
        ArgumentNullException.ThrowIfNull(runner);
        ArgumentNullException.ThrowIfNull(options);
        this.runner = runner;
        this.options = options with { Root = Path.GetFullPath(options.Root) };
        this.time = time;
        this.logger = logger;
        quota = new MirrorQuota(options.MaxTotalBytes, options.MaxMirrors);
        SecretFolder.Sweep(runner.Options.SecretsRoot);
        foreach (var (name, bytes) in Existing()) quota.Found(name, bytes);
    }

    /// <summary>Called with the name of a mirror that was deleted: what was made of it is of no use any more.</summary>
    public event Action<string>? Removed;

    /// <summary>Runs git.</summary>
    public GitRunner Runner => runner;

    /// <summary>How often mirrors were made anew because they were damaged or too large.</summary>
    public int Recreated => folders.Values.Sum(folder => folder.Recreated);

    /// <summary>The mirror of a remote. Does nothing yet: the first call that needs the remote makes it.</summary>
    /// <param name="remote">
    /// Its URL and identity name the mirror; its credentials are those of this handle only. A GitHub App must be logged in
    /// (<see cref="GitLogin"/>).
    /// </param>
    /// <exception cref="ArgumentException">The credentials are a GitHub App's: git cannot use them.</exception>
    public GitMirror Open(GitRemote remote)
    {
        ArgumentNullException.ThrowIfNull(remote);
        if (remote.Credentials is GitCredentials.GitHubApp) throw new ArgumentException("log the GitHub App in first", nameof(remote));
        var name = MirrorFolder.NameOf(remote);
        var folder = folders.GetOrAdd(name, _ => new MirrorFolder(name, runner, options, time, logger) { Fetched = OnFetched });
        quota.Used(name, remote.Repository?.Namespace ?? "");
        if (remote.Repository is { } repository) mirrorOf[repository] = name;
        return new GitMirror(remote, folder, time, logger);
    }

    /// <summary>
    /// Deletes mirrors that no process has fetched into or pushed from for a while, and that this process has not opened.
    /// </summary>
    /// <param name="unusedFor">How long; at least some intervals of the slowest automation.</param>
    /// <param name="cancellationToken">Ends the sweep between mirrors.</param>
    /// <returns>How many were deleted; a failure when the folder cannot be used.</returns>
    public Task<Result<int>> RemoveUnusedAsync(TimeSpan unusedFor, CancellationToken cancellationToken) =>
        DiskErrors.GuardAsync<int>(async () =>
    {
        var removed = 0;
        foreach (var (name, _) in Existing())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var lockFile = LockOf(name);
            if (folders.ContainsKey(name) || !File.Exists(lockFile) || time.GetUtcNow() - File.GetLastWriteTimeUtc(lockFile) < unusedFor)
                continue;
            if (await RemoveAsync(name, cancellationToken)) removed++;
        }

        return removed;
    });

    /// <summary>Deletes the mirrors that this process has opened for GitRepositories that are gone or lead elsewhere by now.</summary>
    /// <param name="exists">Whether a GitRepository exists.</param>
    /// <param name="cancellationToken">Ends the sweep between mirrors.</param>
    /// <returns>How many were deleted; a failure when the folder cannot be used.</returns>
    public Task<Result<int>> RemoveOrphansAsync(Func<ObjectKey, bool> exists, CancellationToken cancellationToken) =>
        DiskErrors.GuardAsync<int>(async () =>
    {
        ArgumentNullException.ThrowIfNull(exists);
        foreach (var (repository, _) in mirrorOf)
            if (!exists(repository)) mirrorOf.TryRemove(repository, out _);
        var named = mirrorOf.Values.ToHashSet(StringComparer.Ordinal);
        var removed = 0;
        foreach (var name in folders.Keys.Where(n => !named.Contains(n)).ToList())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (await RemoveAsync(name, cancellationToken)) removed++;
        }

        return removed;
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var folder in folders.Values) folder.Dispose();
        folders.Clear();
    }

    private async Task OnFetched(MirrorFolder folder, long bytes, CancellationToken cancellationToken)
    {
        quota.Sized(folder.Name, bytes);
        foreach (var name in quota.Excess(folder.Name))
        {
            if (!await RemoveAsync(name, cancellationToken)) continue; // in use: another one will have to go next time
            logger.MirrorEvicted(name, options.MaxTotalBytes);
        }
    }

    private async Task<bool> RemoveAsync(string name, CancellationToken cancellationToken)
    {
        var folder = folders.GetValueOrDefault(name) ?? new MirrorFolder(name, runner, options, time, logger);
        if (!await folder.TryRemoveAsync(cancellationToken)) return false;
        folders.TryRemove(name, out _);
        quota.Gone(name);
        Removed?.Invoke(name);
        return true;
    }

    // From the one used longest ago to the one used last.
    private List<(string Name, long Bytes)> Existing() =>
    [
        .. from path in Directory.Exists(options.Root) ? Directory.GetDirectories(options.Root, "*.git") : []
           let name = Path.GetFileNameWithoutExtension(path)
           orderby File.GetLastWriteTimeUtc(LockOf(name))
           select (name, MirrorCare.Measure(path).Bytes),
    ];

    private string LockOf(string name) => Path.Combine(options.Root, name + ".lock");
}
