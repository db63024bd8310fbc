using System.Collections.Concurrent;
using ImageAutomation.Common.References;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Images;
using ImageAutomation.Common.Sources;
using ImageAutomation.ImageReflector.Registry;
using ImageAutomation.ImageReflector.Registry.Http;
using ImageAutomation.ImageReflector.Registry.Login;
using ImageAutomation.Languages.GoText;
using ImageAutomation.Languages.Results;
using Microsoft.Extensions.Logging;

namespace ImageAutomation.ImageReflector.Scanning;

/// <summary>
/// Gathers the Secrets that an ImageRepository names into a registry target. Nothing is cached: a changed Secret counts at once.
/// </summary>
/// <param name="source">Reads Secrets and ServiceAccounts.</param>
/// <param name="logger">Told once what about a Secret works and should be different; null: nobody.</param>
public sealed class RegistryTargets(IResourceSource source, ILogger<RegistryTargets>? logger = null)
{
    private const int MaxTold = 10_000;

    private readonly ConcurrentDictionary<string, bool> told = new(StringComparer.Ordinal);

    private const string Prefix = "failed to configure authentication options: ";

    /// <summary>Builds the target.</summary>
    /// <returns>The target; fails with <c>AuthenticationFailed</c>, naming the Secret and the field that refers to it.</returns>
    public async Task<Result<RegistryTarget>> ForAsync(
        ImageRepository repository, RepositoryName image, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(repository);
        ArgumentNullException.ThrowIfNull(image);
        var spec = repository.Spec;
        if (spec.Cloud is { } provider)
            return Refuse(
                $"provider '{provider}' is not supported yet by this version; use provider generic with a Secret, or leave "
                    + $"ImageRepository {repository.Key} to the reference controller");

        var kind = repository.Metadata.Annotations?.GetValueOrDefault(WellKnown.RegistryAnnotation);
        if (kind is not (null or "harbor"))
            return Failure.Terminal(
                Reasons.InvalidAnnotation,
                $"annotation {WellKnown.RegistryAnnotation} of ImageRepository {repository.Key} "
                    + $"is '{(kind.Length > 40 ? kind[..40] : kind)}'; it takes harbor");
        var proxy = await ParseAsync(repository, spec.ProxySecretRef, "spec.proxySecretRef", ProxySettings.Parse, cancellationToken);
        if (!proxy.TryGet(out var proxySettings, out var failure)) return Refuse(failure);
        var tls = await ParseAsync(repository, spec.CertSecretRef, "spec.certSecretRef", TlsSettings.Parse, cancellationToken);
        if (!tls.TryGet(out var tlsSettings, out failure)) return Refuse(failure);
        if (!(await PullSecretsAsync(repository, cancellationToken)).TryGet(out var logins, out failure)) return Refuse(failure);
        var (pullSecrets, remarks) = logins;
        // An entry that cannot be used is no reason to come as a stranger, unless another login is there.
        if (!pullSecrets.Any(secret => secret.Match(image.Registry, image.Path).Any())
            && pullSecrets.Select(secret => secret.FindFault(image.Registry, image.Path))
            .FirstOrDefault(fault => fault is not null) is { } broken)
            return Refuse(broken);

        WarnOnce([.. tlsSettings?.Warnings ?? [], .. pullSecrets.SelectMany(secret => secret.Warnings(image.Registry, image.Path))]);
        return new RegistryTarget
        {
            Host = image.Registry,
            Repository = image.Path,
            Insecure = spec.Insecure,
            IsHarbor = kind is not null,
            PullSecrets = pullSecrets,
            LoginRemarks = remarks,
            Tls = tlsSettings,
            Proxy = proxySettings,
        };
    }

    /// <summary>The failure for credentials that could not be read in time.</summary>
    /// <param name="limit">The time there was.</param>
    internal static Failure TooLate(TimeSpan limit) => Refuse($"the Secrets could not be read within {GoDuration.Format(limit)}");

    private void WarnOnce(IReadOnlyList<string> warnings)
    {
        if (logger is null) return;
        if (told.Count >= MaxTold) told.Clear(); // costs a repeated line
        foreach (var warning in warnings)
            if (told.TryAdd(warning, true)) logger.SecretToMend(warning);
    }

    private async Task<Result<(List<PullSecret> Secrets, List<string> Remarks)>> PullSecretsAsync(
        ImageRepository repository, CancellationToken cancellationToken)
    {
        var secrets = new List<PullSecret>();
        var first = await ParseAsync(repository, repository.Spec.SecretRef, "spec.secretRef", PullSecret.Parse, cancellationToken);
        if (!first.TryGet(out var own, out var failure)) return failure;
        if (own is not null) secrets.Add(own);
        if (repository.Spec.ServiceAccountName is not { Length: > 0 } account) return (secrets, new List<string>());

        var key = new ObjectKey(repository.Metadata.Namespace, account);
        if (!(await source.GetAsync<ServiceAccount>(key, cancellationToken)).TryGet(out var serviceAccount, out failure)) return failure;
        if (serviceAccount is null)
            return Failure.Transient(
                Reasons.AuthenticationFailed,
                $"ServiceAccount '{key}' not found; create it or correct spec.serviceAccountName of ImageRepository {repository.Key}");
        foreach (var reference in serviceAccount.ImagePullSecrets ?? [])
        {
            var parsed =
                await ParseAsync(repository, reference, $"imagePullSecrets of ServiceAccount {key}", PullSecret.Parse, cancellationToken);
            if (!parsed.TryGet(out var secret, out failure)) return failure;
            if (secret is not null) secrets.Add(secret);
        }

        return (secrets, serviceAccount.ImagePullSecrets is { Count: > 0 } ? new List<string>()
            : [$"ServiceAccount '{key}' has no imagePullSecrets"]);
    }

    private async Task<Result<T?>> ParseAsync<T>(
        ImageRepository repository, LocalObjectReference? reference, string field, Func<Secret, Result<T>> parse,
        CancellationToken cancellationToken)
        where T : class
    {
        if (reference is null) return (T?)null;
        var key = new ObjectKey(repository.Metadata.Namespace, reference.Name);
        if (!(await source.GetAsync<Secret>(key, cancellationToken)).TryGet(out var secret, out var failure)) return failure;
        if (secret is null)
            return Failure.Transient(
                Reasons.AuthenticationFailed,
                $"Secret '{key}' not found; create it or correct {field} of ImageRepository {repository.Key}");
        return parse(secret).TryGet(out var value, out failure) ? value : failure;
    }

    private static Failure Refuse(Failure failure) => Refuse(failure.Message, failure.Cause);

    private static Failure Refuse(string message, Exception? cause = null) =>
        Failure.Transient(Reasons.AuthenticationFailed, Prefix + message, cause);
}
