using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Git;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.Common.Sources;
using ImageAutomation.ImageUpdater.Git.Login;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageUpdater.Publishing.Planning;

/// <summary>Reads the GitRepository of an automation and its Secrets. Nothing is cached: a changed Secret counts at once.</summary>
internal sealed class RemoteSource(IResourceSource source, GitLogin login, UpdaterOptions options)
{
    private const string Prefix = "failed configuring source manager: ";

    /// <summary>The plan and the remote; fails with the reason codes of the source stage.</summary>
    public async Task<Result<(PublishPlan Plan, GitRemote Remote)>> FindAsync(
        ImageUpdateAutomation automation, CancellationToken cancellationToken)
    {
        if (!SourceResolution.Locate(automation, options.NoCrossNamespaceRefs).TryGet(out var key, out var failure)) return failure;
        if (!(await source.GetAsync<GitRepository>(key, cancellationToken)).TryGet(out var repository, out failure)) return Refuse(failure);
        if (repository is null)
            return Refuse(
                $"referenced git repository does not exist: GitRepository '{key}' not found; create it or correct spec.sourceRef of "
                    + $"ImageUpdateAutomation {automation.Key}");
        if (SourceResolution.CheckIdentity(repository, options.ObjectLevelWorkloadIdentity) is { } closed) return closed;
        if (!SourceResolution.Resolve(automation, repository).TryGet(out var plan, out failure)) return failure;

        if (!(await SecretAsync(repository, repository.Spec.SecretRef, "spec.secretRef", cancellationToken))
            .TryGet(out var secret, out failure))
            return failure;
        if (!(await SecretAsync(repository, repository.Spec.ProxySecretRef, "spec.proxySecretRef", cancellationToken))
            .TryGet(out var proxy, out failure))
            return failure;
        if (!GitRemote.From(repository, secret, proxy, options.AllowLocalRepositories).TryGet(out var remote, out failure))
            return failure.Kind == FailureKind.Terminal ? failure : Refuse(failure);
        if (remote.Timeout > options.MaxTimeout) remote = remote with { Timeout = options.MaxTimeout };
        if (!(await login.LoginAsync(remote, automation.Key.ToString(), cancellationToken)).TryGet(out remote, out failure))
            return Refuse(failure);
        return (plan, remote);
    }

    /// <summary>The Secret of the signing key, from the automation's namespace; null when commits are not signed.</summary>
    public async Task<Result<Secret?>> SigningSecretAsync(ImageUpdateAutomation automation, CancellationToken cancellationToken)
    {
        if (automation.Spec.Git?.Commit.SigningKey is not { } signing) return (Secret?)null;
        var key = new ObjectKey(automation.Metadata.Namespace, signing.SecretRef.Name);
        if (!(await source.GetAsync<Secret>(key, cancellationToken)).TryGet(out var secret, out var failure)) return Refuse(failure);
        return secret is null
            ? Refuse(
                $"could not find signing key secret '{key}': create it or correct spec.git.commit.signingKey.secretRef of "
                    + $"ImageUpdateAutomation {automation.Key}")
            : secret;
    }

    /// <summary>A failure of the source stage, from whatever brought it about.</summary>
    public static Failure Refuse(Failure failure) => Refuse(failure.Message, failure.Cause);

    private async Task<Result<Secret?>> SecretAsync(
        GitRepository repository, LocalObjectReference? reference, string field, CancellationToken cancellationToken)
    {
        if (reference is null) return (Secret?)null;
        var key = new ObjectKey(repository.Metadata.Namespace, reference.Name);
        if (!(await source.GetAsync<Secret>(key, cancellationToken)).TryGet(out var secret, out var failure)) return Refuse(failure);
        return secret is null
            ? Refuse($"failed to get auth secret '{key}': Secret not found; create it or correct {field} of GitRepository {repository.Key}")
            : secret;
    }

    private static Failure Refuse(string message, Exception? cause = null) =>
        Failure.Transient(Reasons.SourceManagerFailed, message.StartsWith(Prefix, StringComparison.Ordinal) ? message
            : Prefix + message, cause);
}
