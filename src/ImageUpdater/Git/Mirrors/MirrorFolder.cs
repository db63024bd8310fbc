using System.Security.Cryptography;
using System.Text;
using ImageAutomation.Common.Files;
using ImageAutomation.ImageUpdater.Git.Failures;
using ImageAutomation.ImageUpdater.Git.Login;
using ImageAutomation.ImageUpdater.Git.Objects;
using ImageAutomation.ImageUpdater.Git.Program;
using ImageAutomation.Languages.Results;
using Microsoft.Extensions.Logging;

namespace ImageAutomation.ImageUpdater.Git.Mirrors;

/// <summary>One mirror on disk: its place, its lock, its health, its own refs. Shared by all handles of this process.</summary>
internal sealed class MirrorFolder : IDisposable
{
    private const string DamageMarker = "imageautomation-damaged";
    private readonly string lockFile;
    private readonly MirrorStoreOptions options;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly SemaphoreSlim queue = new(1, 1);
    private int recreated;

    public MirrorFolder(string name, GitRunner runner, MirrorStoreOptions options, TimeProvider time, ILogger logger)
    {
        Name = name;
        Runner = runner;
        this.options = options;
        this.time = time;
        this.logger = logger;
        GitDirectory = Path.Combine(options.Root, name + ".git");
        lockFile = Path.Combine(options.Root, name + ".lock");
        Refs = new OwnRefs(GitDirectory, options.MaxKeptCommits);
    }

    /// <summary>Name of the folder without extension.</summary>
    public string Name { get; }

    /// <summary>Runs git.</summary>
    public GitRunner Runner { get; }

    /// <summary>Limits.</summary>
    public MirrorStoreOptions Options => options;

    /// <summary>The bare repository.</summary>
    public string GitDirectory { get; }

    /// <summary>Refs of ours.</summary>
    public OwnRefs Refs { get; }

    /// <summary>Whether git verifies the objects that it fetches; until a history was seen that it finds fault with.</summary>
    public bool VerifiesFetches { get; set; } = true;

    /// <summary>Where the remote was found by following its redirect; null: where it is said to be.</summary>
    public GitUrl? Moved { get; set; }

    /// <summary>Told how many bytes the mirror has after a fetch; still under its lock.</summary>
    public Func<MirrorFolder, long, CancellationToken, Task>? Fetched { get; init; }

    /// <summary>How often this process has made the mirror anew because it was damaged or too large.</summary>
    public int Recreated => Volatile.Read(ref recreated);

    /// <summary>Whether there is a mirror that can be read.</summary>
    public bool IsUsable => File.Exists(Path.Combine(GitDirectory, "HEAD")) && !File.Exists(Path.Combine(GitDirectory, DamageMarker));

    /// <summary>Whether history was cut somewhere.</summary>
    public bool IsShallow => new FileInfo(Path.Combine(GitDirectory, "shallow")) is { Exists: true, Length: > 0 };

    /// <summary>The name of the folder for a remote.</summary>
    public static string NameOf(GitRemote remote) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{remote.Url.Canonical}\n{remote.Identity}")))[..40];

    /// <summary>Where a remote ref was last seen; null when never, or without a mirror.</summary>
    public ObjectId? SeenHead(string remoteRef) => IsUsable ? Refs.Seen(remoteRef) : null;

    /// <summary>What the objects of the mirror are read from.</summary>
    /// <param name="url">Address of the remote, for messages.</param>
    public ObjectPlace Place(string url) => new()
    {
        GitDirectory = GitDirectory,
        Url = url,
        Limits = options.Objects,
        Time = time,
        Runner = Runner,
        IsUsable = () => IsUsable,
        OnDamage = MarkDamaged,
    };

    /// <summary>Notes damage; the next change of the mirror starts with a new one.</summary>
    public void MarkDamaged(string why)
    {
        logger.MirrorDamaged(Name, why);
        try
        {
            if (Directory.Exists(GitDirectory)) File.WriteAllText(Path.Combine(GitDirectory, DamageMarker), why);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The failure at hand is reported anyway; only the healing has to wait for the next time it is noticed.
            logger.DamageNotMarked(Name, exception);
        }
    }

    /// <summary>Runs a change of the mirror: one at a time in this process and among processes, on a healthy repository.</summary>
    public async Task<Result<T>> ChangeAsync<T>(
        Func<CancellationToken, Task<Result<T>>> change, CancellationToken cancellationToken, bool retryOnDamage = true)
    {
        await queue.WaitAsync(cancellationToken);
        try
        {
            return await DiskErrors.GuardAsync(() => ChangeLockedAsync(change, retryOnDamage, cancellationToken));
        }
        finally
        {
            queue.Release();
        }
    }

    /// <summary>Deletes the mirror and what others keep beside it, unless somebody is using it.</summary>
    public async Task<bool> TryRemoveAsync(CancellationToken cancellationToken)
    {
        if (!await queue.WaitAsync(TimeSpan.Zero, cancellationToken)) return false;
        try
        {
            if (!(await MirrorLock.TakeAsync(lockFile, TimeSpan.Zero, time, cancellationToken)).TryGet(out var held, out _)) return false;
            using (held)
            {
                if (Directory.Exists(GitDirectory)) MirrorCare.Remove(GitDirectory);
                // What others keep beside a mirror, such as its index, is nothing without it.
                foreach (var beside in Directory.GetFiles(options.Root, Name + ".git.*")) File.Delete(beside);
                File.Delete(lockFile);
            }

            return true;
        }
        finally
        {
            queue.Release();
        }
    }

    /// <summary>Throws the mirror away and starts an empty one. Only by the holder of the lock.</summary>
    private void Recreate()
    {
        if (Directory.Exists(GitDirectory))
        {
            Interlocked.Increment(ref recreated);
            logger.MirrorRecreated(Name);
            MirrorCare.Remove(GitDirectory);
        }

        MirrorCare.Create(GitDirectory);
    }

    /// <inheritdoc/>
    public void Dispose() => queue.Dispose();

    private async Task<Result<T>> ChangeLockedAsync<T>(
        Func<CancellationToken, Task<Result<T>>> change, bool retryOnDamage, CancellationToken cancellationToken)
    {
        OwnFiles.CreateFolder(options.Root);
        var taken = await MirrorLock.TakeAsync(lockFile, options.LockTimeout, time, cancellationToken);
        if (!taken.TryGet(out var held, out var failure)) return failure;
        using (held)
        {
            File.SetLastWriteTimeUtc(lockFile, time.GetUtcNow().UtcDateTime); // says when the mirror was last used
            MirrorCare.EndOrphans(GitDirectory, logger);
            if (!IsUsable) Recreate();
            else MirrorCare.EnsureConfig(GitDirectory);
            var result = await change(cancellationToken);
            if (!retryOnDamage || result.Failure?.GitKind() != GitFailureKind.Damaged) return result;
            // Once: what is broken again on a fresh mirror is not the mirror.
            MarkDamaged(result.Failure.Message);
            Recreate();
            return await change(cancellationToken);
        }
    }
}
