using ImageAutomation.Common.Resources.Core;

namespace ImageAutomation.Common.Resources;

/// <summary>The kinds that this project reads or writes.</summary>
public static class ResourceKinds
{
    /// <summary>Group of the three image kinds.</summary>
    public const string ImageGroup = "image.toolkit.fluxcd.io";

    /// <summary>Group of <c>GitRepository</c>.</summary>
    public const string SourceGroup = "source.toolkit.fluxcd.io";

    /// <summary><c>ImageRepository</c>.</summary>
    public static readonly ResourceKind ImageRepository = new(ImageGroup, "v1", "ImageRepository", "imagerepositories");

    /// <summary><c>ImagePolicy</c>.</summary>
    public static readonly ResourceKind ImagePolicy = new(ImageGroup, "v1", "ImagePolicy", "imagepolicies");

    /// <summary><c>ImageUpdateAutomation</c>.</summary>
    public static readonly ResourceKind ImageUpdateAutomation = new(ImageGroup, "v1", "ImageUpdateAutomation", "imageupdateautomations");

    /// <summary><c>GitRepository</c>; read only.</summary>
    public static readonly ResourceKind GitRepository = new(SourceGroup, "v1", "GitRepository", "gitrepositories");

    /// <summary>Group of <c>Receiver</c>.</summary>
    public const string NotificationGroup = "notification.toolkit.fluxcd.io";

    /// <summary><c>Receiver</c>.</summary>
    public static readonly ResourceKind Receiver = new(NotificationGroup, "v1", "Receiver", "receivers");

    /// <summary><c>Secret</c>; read on demand, never listed or watched in a cluster.</summary>
    public static readonly ResourceKind Secret = new("", "v1", "Secret", "secrets");

    /// <summary><c>ServiceAccount</c>; read on demand.</summary>
    public static readonly ResourceKind ServiceAccount = new("", "v1", "ServiceAccount", "serviceaccounts");

    /// <summary><c>Namespace</c>; read on demand for its labels.</summary>
    public static readonly ResourceKind Namespace = new("", "v1", "Namespace", "namespaces", IsNamespaced: false);

    /// <summary>Every kind above.</summary>
    public static readonly IReadOnlyList<ResourceKind> All =
        [ImageRepository, ImagePolicy, ImageUpdateAutomation, GitRepository, Receiver, Secret, ServiceAccount, Namespace];
}
