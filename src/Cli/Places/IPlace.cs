using ImageAutomation.Cli.Explaining;
using ImageAutomation.Cli.Selecting;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.Common.Sources;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Cli.Places;

/// <summary>Where resources live, as the commands see it: a folder or a cluster.</summary>
internal interface IPlace : IAsyncDisposable
{
    /// <summary>Namespace that counts when none is named; null: all.</summary>
    string? DefaultNamespace { get; }

    /// <summary>Whether the namespace column is of use when several namespaces show up, though nobody asked for it.</summary>
    bool ShowsSeveralNamespaces { get; }

    /// <summary>Where the webhooks of this place are listened for, without path; null: not known.</summary>
    string? WebhookBase { get; }

    /// <summary>Reads what is there now.</summary>
    Task<Result<IResourceView>> ReadAsync(ViewQuery query, CancellationToken cancellationToken);

    /// <summary>Waits until something else may be there than what was read.</summary>
    /// <param name="query">What was asked for.</param>
    /// <param name="seen">The answer.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task ChangedAsync(ViewQuery query, IResourceView seen, CancellationToken cancellationToken);

    /// <summary>Reads one object as it is now; null when it does not exist.</summary>
    Task<Result<T?>> GetAsync<T>(ObjectKey key, CancellationToken cancellationToken)
        where T : class, IResource<T>;

    /// <summary>Finds the object that a user named.</summary>
    /// <param name="name">Which one; without a namespace the one of <see cref="DefaultNamespace"/>.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The object; fails with the reference's text when there is none.</returns>
    Task<Result<T>> FindAsync<T>(ObjectName name, CancellationToken cancellationToken)
        where T : class, IResource<T>;

    /// <summary>Writes annotations; the version in <paramref name="before"/> is the optimistic lock.</summary>
    Task<Result<T>> AnnotateAsync<T>(T before, IReadOnlyDictionary<string, string> annotations, CancellationToken cancellationToken)
        where T : class, IReconciledResource<T>;

    /// <summary>Writes <c>spec.suspend</c>.</summary>
    /// <returns>The object as stored; fails where specs are not for us to write, saying what to do instead.</returns>
    Task<Result<T>> SuspendAsync<T>(T before, bool suspend, CancellationToken cancellationToken)
        where T : class, IReconciledResource<T>;

    /// <summary>What to do to take a suspended object back to work.</summary>
    string ResumeAdvice(ResourceKind kind, ObjectKey key);

    /// <summary>Whether somebody works on requests.</summary>
    /// <returns>Null when it is so or cannot be known, else what to do.</returns>
    Failure? NotServed();

    /// <summary>Tags of a repository, for an explanation.</summary>
    Task<Result<ExplainedTags>> TagsAsync(ImageRepository? repository, ObjectKey key, CancellationToken cancellationToken);

    /// <summary>What a preview reads, and where it keeps its mirrors.</summary>
    Task<Result<PreviewInput>> PreviewAsync(string? ns, CancellationToken cancellationToken);
}
