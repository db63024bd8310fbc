using System.Collections.Frozen;
using ImageAutomation.Common.Resources;
using ImageAutomation.Common.Resources.Core;
using k8s;
using k8s.Models;

namespace ImageAutomation.Common.Kubernetes;

/// <summary>Built-in kinds: the package's types and calls, and what of them the port gives.</summary>
public static class BuiltIns
{
    /// <summary><c>Event</c> of the core group.</summary>
    public static readonly ResourceKind Event = new("", "v1", "Event", "events");

    /// <summary><c>Lease</c>.</summary>
    public static readonly ResourceKind Lease = new("coordination.k8s.io", "v1", "Lease", "leases");

    /// <summary>Reads the built-in kinds that a folder may hold, too.</summary>
    internal static readonly FrozenDictionary<ResourceKind, Func<IKubernetes, ObjectKey, CancellationToken, Task<IResource?>>> Readers =
        new Dictionary<ResourceKind, Func<IKubernetes, ObjectKey, CancellationToken, Task<IResource?>>>
        {
            [ResourceKinds.Secret] = async (api, key, token) =>
                From(await api.CoreV1.ReadNamespacedSecretAsync(key.Name, key.Namespace, cancellationToken: token)),
            [ResourceKinds.ServiceAccount] = async (api, key, token) =>
                From(await api.CoreV1.ReadNamespacedServiceAccountAsync(key.Name, key.Namespace, cancellationToken: token)),
            [ResourceKinds.Namespace] = async (api, key, token) =>
                From(await api.CoreV1.ReadNamespaceAsync(key.Name, cancellationToken: token)),
        }.ToFrozenDictionary();

    private static Secret? From(V1Secret? read) => read is null ? null : new()
    {
        Metadata = From(read.Metadata),
        Type = read.Type,
        Data = read.Data?.AsReadOnly(),
    };

    private static ServiceAccount? From(V1ServiceAccount? read) => read is null ? null : new()
    {
        Metadata = From(read.Metadata),
        ImagePullSecrets = read.ImagePullSecrets?.Select(s => new LocalObjectReference(s.Name ?? "")).ToList(),
    };

    private static Namespace? From(V1Namespace? read) => read is null ? null : new() { Metadata = From(read.Metadata) };

    private static ObjectMeta From(V1ObjectMeta? read) => read is null ? new() : new()
    {
        Name = read.Name,
        Namespace = read.NamespaceProperty,
        Uid = read.Uid,
        ResourceVersion = read.ResourceVersion,
        Generation = read.Generation ?? 0,
        CreationTimestamp = read.CreationTimestamp,
        DeletionTimestamp = read.DeletionTimestamp,
        Finalizers = read.Finalizers?.AsReadOnly(),
        Labels = read.Labels?.AsReadOnly(),
        Annotations = read.Annotations?.AsReadOnly(),
    };
}
