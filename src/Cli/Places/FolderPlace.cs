using System.Security.Cryptography;
using System.Text;
using ImageAutomation.Cli.Explaining;
using ImageAutomation.Cli.Selecting;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.Common.Sources;
using ImageAutomation.Common.Sources.Folder;
using ImageAutomation.Languages.Results;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageAutomation.Cli.Places;

/// <summary>A folder of resource files and the state that <c>imgauto run</c> keeps for it.</summary>
/// <param name="resources">Folder with resources.</param>
/// <param name="state">State folder.</param>
/// <param name="time">Time.</param>
/// <param name="complain">Told of each problem of the folder once.</param>
internal sealed class FolderPlace(string resources, string state, TimeProvider time, Action<string> complain) : IPlace
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly HashSet<string> told = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public string? DefaultNamespace => null;

    public string? WebhookBase => WebhookAddress.Read(state);

    /// <inheritdoc/>
    public bool ShowsSeveralNamespaces => true;

    /// <summary>The state folder of a resource folder when none is named: the same one each time.</summary>
    public static string DefaultState(string resources)
    {
        var root = Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } home
            ? home
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state");
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(resources));
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(full)))[..12];
        return Path.Combine(root, "imgauto", $"{Path.GetFileName(full)}-{hash}");
    }

    /// <inheritdoc/>
    public Task<Result<IResourceView>> ReadAsync(ViewQuery query, CancellationToken cancellationToken) =>
        Task.FromResult(Read().Then<IResourceView>(v => v));

    /// <inheritdoc/>
    /// <remarks>Files and state belong to others, who tell nobody: a look a second is cheap.</remarks>
    public Task ChangedAsync(ViewQuery query, IResourceView seen, CancellationToken cancellationToken) =>
        Task.Delay(LookEvery, time, cancellationToken);

    /// <inheritdoc/>
    public Task<Result<T?>> GetAsync<T>(ObjectKey key, CancellationToken cancellationToken)
        where T : class, IResource<T> => Task.FromResult(Read().Then<T?>(view => view.List<T>().FirstOrDefault(o => o.Key == key)));

    /// <inheritdoc/>
    public Task<Result<T>> FindAsync<T>(ObjectName name, CancellationToken cancellationToken)
        where T : class, IResource<T> => Task.FromResult(Read().Then(view => ObjectFinder.Find<T>(view, name)));

    /// <inheritdoc/>
    public async Task<Result<T>> AnnotateAsync<T>(
        T before, IReadOnlyDictionary<string, string> annotations, CancellationToken cancellationToken)
        where T : class, IReconciledResource<T>
    {
        // Only for this one write: the run notices what the database holds.
        if (!FolderSource.Open(new FolderOptions
        {
            Resources = resources,
            State = state,
        }, time, NullLogger.Instance).TryGet(out var source, out var failure)) return failure;
        await using (source)
        {
            if (!(await source.GetAsync<T>(before.Key, cancellationToken)).TryGet(out var now, out failure)) return failure;
            if (now is null) return ObjectFinder.NotFoundFailure(T.ResourceKind, before.Key);
            // The first opening may only have stored the object; what counts is that its annotations are those that were read.
            return Same(now.Metadata.Annotations, before.Metadata.Annotations)
                ? await source.PatchMetadataAsync(now, now.WithAnnotations(annotations), cancellationToken)
                : Failure.Transient(SourceReasons.Conflict, $"{T.ResourceKind.Kind} {before.Key} was written by somebody else meanwhile");
        }
    }

    /// <inheritdoc/>
    public Task<Result<T>> SuspendAsync<T>(T before, bool suspend, CancellationToken cancellationToken)
        where T : class, IReconciledResource<T> =>
        Task.FromResult<Result<T>>(Failure.Terminal("DeclaredInFile", Advice(T.ResourceKind, before.Key, suspend)));

    /// <inheritdoc/>
    public string ResumeAdvice(ResourceKind kind, ObjectKey key) => Advice(kind, key, suspend: false);

    /// <inheritdoc/>
    public Failure? NotServed()
    {
        if (Directory.Exists(state))
        {
            if (!StateFolder.Lock(state).TryGet(out var free, out _)) return null;
            free.Dispose();
        }

        return Failure.Transient(
            "NotRunning", "no 'imgauto run' works on this folder and state; start it, or use 'imgauto run DIR --once' for a single pass");
    }

    /// <inheritdoc/>
    public Task<Result<ExplainedTags>> TagsAsync(ImageRepository? repository, ObjectKey key, CancellationToken cancellationToken) =>
        Task.FromResult(ExplainedTags.FromState(state, repository, key, time));

    /// <inheritdoc/>
    public Task<Result<PreviewInput>> PreviewAsync(string? ns, CancellationToken cancellationToken) =>
        Task.FromResult(Read().Then(view => Preview(view, ns)));

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private string Advice(ResourceKind kind, ObjectKey key, bool suspend) =>
        $"spec.suspend of {kind.Kind} {key} is declared in your file {DeclaringFile.Find(resources, kind, key) ?? $"below {resources}"}, "
        + $"which imgauto never edits: set 'suspend: {(suspend ? "true" : "false")}' there; a running 'imgauto run' takes it over at once";

    private static bool Same(IReadOnlyDictionary<string, string>? a, IReadOnlyDictionary<string, string>? b) =>
        (a?.Count ?? 0) == (b?.Count ?? 0) && (a ?? new Dictionary<string, string>()).All(p => b?.GetValueOrDefault(p.Key) == p.Value);

    private Result<PreviewInput> Preview(FolderView view, string? ns)
    {
        if (StateFolder.Prepare(state) is { } unusable) return unusable;
        return new PreviewInput(new ReadOnlySource(view, ns), state, AllowsLocalRepositories: true, ObjectFinder.Suspended(view, ns));
    }

    private Result<FolderView> Read()
    {
        var read = FolderView.Read(resources, state, time.GetUtcNow());
        if (!read.TryGet(out var view, out _)) return read;
        foreach (var problem in view.Problems.Select(p => p.ToString()).Where(told.Add)) complain(problem);
        return view;
    }
}
