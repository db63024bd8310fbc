using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace ImageAutomation.ImageUpdater.Git;

/// <summary>All mirrors of one state folder. A mirror is a cache: it can be deleted at any time while nothing runs.</summary>
public sealed class MirrorStore : IAsyncDisposable
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
    /// <param name="remote">Its URL and identity name the mirror; its credentials are those of this handle only.</param>
    public GitMirror Open(GitRemote remote)
    {
        ArgumentNullException.ThrowIfNull(remote);
        var folder = folders.GetOrAdd(MirrorFolder.NameOf(remote), name => new MirrorFolder(name, runner, options, time, logger));
        return new GitMirror(remote, folder, time, logger);
    }

    /// <summary>Ends all reading processes.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var folder in folders.Values) await folder.DisposeAsync();
        folders.Clear();
    }
}
