using ImageAutomation.ImageUpdater.Git.Failures;
using ImageAutomation.ImageUpdater.Git.Login;
using ImageAutomation.ImageUpdater.Git.Objects;
using ImageAutomation.Languages.Results;
using Microsoft.Extensions.Logging;

namespace ImageAutomation.ImageUpdater.Git.Mirrors;

/// <summary>A bare copy of a remote, with the credentials to reach it. Safe for use by several callers at a time.</summary>
public sealed class GitMirror
{
    private readonly MirrorFolder folder;

    internal GitMirror(GitRemote origin, MirrorFolder folder, TimeProvider time, ILogger logger)
    {
        Origin = origin;
        this.folder = folder;
        Objects = new ObjectStore(folder.Place(origin.Url.Text));
        Remote = new MirrorRemote(origin, folder, Objects, time, logger);
    }

    /// <summary>Where the mirror comes from.</summary>
    public GitRemote Origin { get; }

    /// <summary>Trees, files and history in the mirror; no network.</summary>
    public ObjectStore Objects { get; }

    /// <summary>Lists, fetches and pushes.</summary>
    public MirrorRemote Remote { get; }

    /// <summary>Folder of the bare repository, absolute. Other data about the mirror may be kept beside it, never in it.</summary>
    public string GitDirectory => folder.GitDirectory;

    /// <summary>Name of the mirror: 40 hexadecimal digits that stand for URL and identity.</summary>
    public string Name => folder.Name;

    /// <summary>How often this process has made the mirror anew.</summary>
    public int Recreated => folder.Recreated;

    /// <summary>Whether local history was cut somewhere.</summary>
    public bool IsShallow => folder.IsShallow;

    /// <summary>Where a remote ref was when it was last fetched or pushed; no network.</summary>
    /// <param name="fullName">For example <c>refs/heads/main</c>.</param>
    /// <returns>The id (a tag's id is that of the tag object); null when unknown.</returns>
    public ObjectId? CachedHead(string fullName)
    {
        ArgumentNullException.ThrowIfNull(fullName);
        return folder.SeenHead(fullName);
    }

    /// <summary>Where all remote refs but one were when they were last fetched or pushed; no network.</summary>
    /// <param name="fullName">The one.</param>
    public IReadOnlyList<ObjectId> CachedHeadsBeside(string fullName)
    {
        ArgumentNullException.ThrowIfNull(fullName);
        return folder.IsUsable ? folder.Refs.SeenBeside(fullName) : [];
    }

    /// <summary>Whether a commit, or one made on it, is the last that this mirror pushed to a remote ref; no network.</summary>
    /// <param name="commit">The commit.</param>
    /// <param name="fullName">The ref.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<Result<bool>> WasPushedAsync(ObjectId commit, string fullName, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(fullName);
        return folder.IsUsable && folder.Refs.Pushed(fullName) is { } pushed
            ? await Objects.IsReachableAsync(commit, pushed, cancellationToken) : false;
    }

    /// <summary>
    /// Keeps a commit and its history from being dropped, for example one that an index was made of. Doing it again makes it the newest of
    /// those kept.
    /// </summary>
    /// <returns>Whether there is a mirror to keep it in; a failure when the folder cannot be written.</returns>
    public Result<bool> Keep(ObjectId commit)
    {
        if (!folder.IsUsable) return false;
        try
        {
            folder.Refs.Keep(commit);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return DiskErrors.Of(exception);
        }
    }
}
