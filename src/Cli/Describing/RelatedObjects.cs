using ImageAutomation.Cli.Places;
using ImageAutomation.Common.Resources;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Git;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.Common.Sources;
using ImageAutomation.ImageReflector.Scanning;
using ImageAutomation.ImageUpdater.Publishing.Planning;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Cli.Describing;

/// <summary>
/// Looks up what an object refers to and what refers to it. What cannot be read is said in its line, and keeps nothing else back.
/// </summary>
internal sealed class RelatedObjects(IPlace place, CancellationToken cancellationToken)
{
    private const string Unknown = "?";

    public async Task<IReadOnlyList<RelatedObject>> OfAsync(ImageRepository repository)
    {
        var spec = repository.Spec;
        var ns = repository.Metadata.Namespace;
        var related = new List<RelatedObject>();
        await AddSecretAsync(related, "pull secret", ns, spec.SecretRef);
        await AddSecretAsync(related, "certificate", ns, spec.CertSecretRef);
        await AddSecretAsync(related, "proxy", ns, spec.ProxySecretRef);
        if (spec.ServiceAccountName is { Length: > 0 } account)
            related.Add(
                Exists("account", ResourceKinds.ServiceAccount, new ObjectKey(ns, account),
                    await place.GetAsync<ServiceAccount>(new ObjectKey(ns, account), cancellationToken), _ => ""));
        return [.. related, .. await ListAsync<ImagePolicy>("read by", ns, p => PolicyWork.RepositoryOf(p) == repository.Key)];
    }

    public async Task<IReadOnlyList<RelatedObject>> OfAsync(ImagePolicy policy)
    {
        var key = PolicyWork.RepositoryOf(policy);
        var repository = await place.GetAsync<ImageRepository>(key, cancellationToken);
        return
        [
            ReadyOf("reads", key, repository),
            .. await ListAsync<ImageUpdateAutomation>(
                "written by", policy.Metadata.Namespace,
                a => PolicySelection.Select(a, [policy with { Status = policy.Status with { LatestRef = Any } }])
                    .TryGet(out var selected, out _) && selected.Count > 0),
        ];
    }

    public async Task<(IReadOnlyList<RelatedObject> Related, GitRepository? Source)> OfAsync(ImageUpdateAutomation automation)
    {
        var related = new List<RelatedObject>();
        GitRepository? source = null;
        if (!SourceResolution.Locate(automation, noCrossNamespaceRefs: false).TryGet(out var key, out var failure))
        {
            related.Add(
                new RelatedObject(
                    "source", $"{automation.Spec.SourceRef.Kind} {automation.Spec.SourceRef.Name}", Unknown, failure.Message));
        }
        else
        {
            var read = await place.GetAsync<GitRepository>(key, cancellationToken);
            source = read.TryGet(out var found, out _) ? found : null;
            related.Add(Exists("source", ResourceKinds.GitRepository, key, read, g => ObjectFacts.WithoutPassword(g.Spec.Url)));
            await AddSecretAsync(related, "git secret", key.Namespace, source?.Spec.SecretRef);
            await AddSecretAsync(related, "proxy", key.Namespace, source?.Spec.ProxySecretRef);
        }

        await AddSecretAsync(related, "signing key", automation.Metadata.Namespace, automation.Spec.Git?.Commit.SigningKey?.SecretRef);
        var policies = await ListAsync<ImagePolicy>(
            "writes",
            automation.Metadata.Namespace,
            p => PolicySelection.Select(automation, [p with { Status = p.Status with { LatestRef = Any } }])
                .TryGet(out var selected, out _) && selected.Count > 0,
            p => p.Status.LatestRef?.ToString() ?? "");
        return ([.. related, .. policies], source);
    }

    // Stands for whatever a policy may elect: a policy without election belongs to its automation all the same.
    private static ImageRef Any { get; } = new() { Name = "any", Tag = "any" };

    private async Task AddSecretAsync(List<RelatedObject> related, string role, string ns, LocalObjectReference? reference)
    {
        if (reference is null) return;
        var key = new ObjectKey(ns, reference.Name);
        related.Add(Exists(role, ResourceKinds.Secret, key, await place.GetAsync<Secret>(key, cancellationToken), _ => ""));
    }

    private async Task<IReadOnlyList<RelatedObject>> ListAsync<T>(
        string role, string ns, Func<T, bool> isRelated, Func<T, string>? more = null)
        where T : class, IReconciledResource<T>
    {
        var read = await place.ReadAsync(new ViewQuery { Kinds = [T.ResourceKind], Namespace = ns }, cancellationToken);
        if (!read.TryGet(out var view, out var failure)) return [new RelatedObject(role, T.ResourceKind.Kind, Unknown, failure.Message)];
        return [.. view.List<T>().Where(isRelated).Select(o => ReadyOf(role, o.Key, o, more))];
    }

    private static RelatedObject Exists<T>(string role, ResourceKind kind, ObjectKey key, Result<T?> read, Func<T, string> message)
        where T : class =>
        !read.TryGet(out var found, out var failure) ? new RelatedObject(role, $"{kind.Kind} {key}", Unknown, failure.Message)
        : found is null ? new RelatedObject(role, $"{kind.Kind} {key}", "missing", "it does not exist")
        : new RelatedObject(role, $"{kind.Kind} {key}", "there", message(found));

    private static RelatedObject ReadyOf<T>(string role, ObjectKey key, Result<T?> read)
        where T : class, IReconciledResource<T> =>
        read.TryGet(out var found, out _) && found is not null ? ReadyOf(role, key, found, null)
        : Exists(role, T.ResourceKind, key, read, _ => "");

    private static RelatedObject ReadyOf<T>(string role, ObjectKey key, T found, Func<T, string>? more)
        where T : class, IReconciledResource<T>
    {
        var ready = found.Conditioned.Find(ConditionTypes.Ready);
        var message = ready is null ? "waiting to be reconciled" : ready.Status == "True" && more is not null ? more(found) : ready.Message;
        return new RelatedObject(role, $"{T.ResourceKind.Kind} {key}", found.IsSuspended ? "suspended" : ready?.Status ?? "False", message);
    }
}
