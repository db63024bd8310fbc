using System.Collections.Concurrent;
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
    private readonly ConcurrentDictionary<string, MirrorFolder> folders = new(StringComparer.Ordinal);

    /// <summary>Opens a state folder; key files that a crashed process left behind are removed.</summary>
    public MirrorStore(GitRunner runner, MirrorStoreOptions options, TimeProvider time, ILogger<MirrorStore> logger)
    {
        ArgumentNullException.ThrowIfNull(runner);
        ArgumentNullException.ThrowIfNull(options);
        this.runner = runner;
        this.options = options with { Root = Path.GetFullPath(options.Root) };
        this.time = time;
        this.logger = logger;
        SecretFolder.Sweep(runner.Options.SecretsRoot);
    }

    /// <summary>How often mirrors were made anew because they were damaged or too large.</summary>
    public int Recreated => folders.Values.Sum(folder => folder.Recreated);

    /// <summary>The mirror of a remote. Does nothing yet: the first call that needs the remote makes it.</summary>
    /// <param name="remote">Its URL and identity name the mirror; its credentials are those of this handle only. A GitHub App must be logged in (<see cref="GitLogin"/>).</param>
    /// <exception cref="ArgumentException">The credentials are a GitHub App's: git cannot use them.</exception>
    public GitMirror Open(GitRemote remote)
    {
        ArgumentNullException.ThrowIfNull(remote);
        if (remote.Credentials is GitCredentials.GitHubApp) throw new ArgumentException("log the GitHub App in first", nameof(remote));
        var folder = folders.GetOrAdd(MirrorFolder.NameOf(remote), name => new MirrorFolder(name, runner, options, time, logger));
        return new GitMirror(remote, folder, time, logger);
    }

    /// <summary>Deletes mirrors that no process has fetched into or pushed from for a while, and that this process has not opened.</summary>
    /// <param name="unusedFor">How long; at least some intervals of the slowest automation.</param>
    /// <param name="cancellationToken">Ends the sweep between mirrors.</param>
    /// <returns>How many were deleted; a failure when the folder cannot be used.</returns>
    public Task<Result<int>> RemoveUnusedAsync(TimeSpan unusedFor, CancellationToken cancellationToken) => DiskErrors.GuardAsync<int>(async () =>
    {
        var removed = 0;
        if (!Directory.Exists(options.Root)) return removed;
        foreach (var path in Directory.GetDirectories(options.Root, "*.git"))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var name = Path.GetFileNameWithoutExtension(path);
            var lockFile = Path.Combine(options.Root, name + ".lock");
            if (folders.ContainsKey(name) || !File.Exists(lockFile) || time.GetUtcNow() - File.GetLastWriteTimeUtc(lockFile) < unusedFor) continue;
            if (!(await MirrorLock.TakeAsync(lockFile, TimeSpan.Zero, time, cancellationToken)).TryGet(out var held, out _)) continue;
            using (held)
            {
                MirrorCare.Remove(path);
                // What others keep beside a mirror, such as its index, is nothing without it.
                foreach (var beside in Directory.GetFiles(options.Root, name + ".git.*")) File.Delete(beside);
            }

            removed++;
        }

        return removed;
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var folder in folders.Values) folder.Dispose();
        folders.Clear();
    }
}
