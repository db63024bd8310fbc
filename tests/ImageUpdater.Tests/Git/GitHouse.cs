using System.Text;
using ImageAutomation.ImageUpdater.Git.Login;
using ImageAutomation.ImageUpdater.Git.Mirrors;
using ImageAutomation.ImageUpdater.Git.Objects;
using ImageAutomation.ImageUpdater.Git.Program;
using ImageAutomation.ImageUpdater.Git.Remote;
using ImageAutomation.Languages.Results;
using ImageAutomation.TestSupport;
using ImageAutomation.TestSupport.Git;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageAutomation.ImageUpdater.Tests.Git;

/// <summary>A remote, a state folder and a store over both.</summary>
public sealed class GitHouse : IAsyncDisposable
{
    private readonly List<MirrorStore> stores = [];

    public GitHouse(string branch = "main")
    {
        Remote = BareRepository.Create(Folder.Combine("remote.git"), branch);
        Secrets = Folder.Combine("secrets");
        Directory.CreateDirectory(Secrets);
        Store = NewStore();
    }

    public TemporaryFolder Folder { get; } = new();

    public BareRepository Remote { get; }

    public string Secrets { get; }

    public MirrorStore Store { get; }

    /// <summary>Runs git for the store that was made last.</summary>
    public GitRunner Runner { get; private set; } = null!; // set with the first store

    public GitMirror Mirror => Store.Open(LocalRemote());

    /// <summary>Another store on the same state folder stands for another process or a restart.</summary>
    public MirrorStore NewStore(Func<MirrorStoreOptions, MirrorStoreOptions>? change = null, string program = "git")
    {
        var runner = Runner = new GitRunner(new GitRunnerOptions
        {
            AllowLocalRemotes = true,
            SecretsRoot = Secrets,
            Program = program,
        }, TimeProvider.System);
        var options = new MirrorStoreOptions { Root = Folder.Combine("state") };
        var store = new MirrorStore(runner, change?.Invoke(options) ?? options, TimeProvider.System, NullLogger<MirrorStore>.Instance);
        stores.Add(store);
        return store;
    }

    public GitRemote LocalRemote(string? url = null) => new() { Url = GitUrl.Parse(url ?? Remote.FileUrl, allowLocal: true).Value };

    public static CommitRequest Change(ObjectId parent, string path, string content, string message = "update images") => new()
    {
        Parent = parent,
        Files = new Dictionary<string, ReadOnlyMemory<byte>> { [path] = Encoding.UTF8.GetBytes(content) },
        Author = new GitSignature("Robot", "robot@example.org", new DateTimeOffset(2026, 2, 3, 4, 5, 6, TimeSpan.FromHours(2))),
        Message = message,
    };

    public static PushRequest To(string branch, ObjectId commit, ObjectId? expected, bool force = false) => new()
    {
        Refs = [new PushRef("refs/heads/" + branch, commit, expected is { } id ? PushLease.Expect(id) : PushLease.Absent, force)],
    };

    public static async Task<ObjectId> FetchHeadAsync(GitMirror mirror, string branch = "main")
    {
        ArgumentNullException.ThrowIfNull(mirror);
        return Ok(await mirror.Remote.FetchAsync(["refs/heads/" + branch], CancellationToken.None))["refs/heads/" + branch];
    }

    /// <summary>
    /// The whole history from a commit, or what of it changes one of some paths; a commit at the boundary is left out then.
    /// </summary>
    public static async Task<IReadOnlyList<CommitObject>> LogAsync(GitMirror mirror, ObjectId from, params string[] paths)
    {
        ArgumentNullException.ThrowIfNull(mirror);
        var log = new List<CommitObject>();
        Ok(await mirror.Objects.WalkAsync(from, int.MaxValue, async (commit, objects, token) =>
        {
            if (paths.Length == 0 || (!commit.IsAtBoundary && Ok(await objects.ChangedPathsAsync(commit, paths, token)).Count > 0))
                log.Add(commit);
            return true;
        }, CancellationToken.None));
        return log;
    }

    /// <summary>The files below a path that hold a text.</summary>
    public static async Task<Result<IReadOnlyList<TreeFile>>> ScreenAsync(
        GitMirror mirror, ObjectId head, string literal, string path, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(mirror);
        var files = Ok(await mirror.Objects.ListAsync(head, path, file => file.IsFile, cancellationToken));
        return await mirror.Objects.SearchAsync(files, literal, cancellationToken);
    }

    public static T Ok<T>(Result<T> result) => result.IsSuccess ? result.Value
        : throw new InvalidOperationException(result.Failure.ToString(), result.Failure.Cause);

    public ValueTask DisposeAsync()
    {
        foreach (var store in stores) store.Dispose();
        Folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
