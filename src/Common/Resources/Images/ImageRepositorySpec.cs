using System.Text.Json.Serialization;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Json;
using ImageAutomation.Languages.GoText;

namespace ImageAutomation.Common.Resources.Images;

/// <summary>Spec of an <see cref="ImageRepository"/>.</summary>
public sealed record ImageRepositorySpec
{
    /// <summary>
    /// What an object has that was stored without a spec, which the CRDs allow: every required field is empty, so that its condition can
    /// say so.
    /// </summary>
    internal static readonly ImageRepositorySpec Missing = new() { Image = "", Interval = default };

    /// <summary>Repository address without scheme, tag and digest.</summary>
    public required string Image { get; init; }

    /// <summary>Time between scans.</summary>
    public required GoDuration Interval { get; init; }

    /// <summary>Bound of one scan, credentials included; null means <see cref="Interval"/>. Never below 1 s.</summary>
    public GoDuration? Timeout { get; init; }

    /// <summary>Docker-config Secret.</summary>
    public LocalObjectReference? SecretRef { get; init; }

    /// <summary>Proxy Secret.</summary>
    public LocalObjectReference? ProxySecretRef { get; init; }

    /// <summary>ServiceAccount whose pull secrets (generic) or identity (cloud) is used.</summary>
    public string? ServiceAccountName { get; init; }

    /// <summary>TLS Secret: CA and client certificate.</summary>
    public LocalObjectReference? CertSecretRef { get; init; }

    /// <summary>Whether the repository is at rest.</summary>
    public bool Suspend { get; init; }

    /// <summary>Which other namespaces' policies may use the repository.</summary>
    public AccessFrom? AccessFrom { get; init; }

    /// <summary>RE2 patterns of tags to leave out; null or empty means <c>^.*\.sig$</c>.</summary>
    [JsonConverter(typeof(SharedTextsConverter))]
    public IReadOnlyList<string>? ExclusionList { get; init; }

    /// <summary><c>generic</c> (default), <c>aws</c>, <c>azure</c> or <c>gcp</c>.</summary>
    [JsonConverter(typeof(SharedTextConverter))]
    public string? Provider { get; init; }

    /// <summary>The cloud whose identity logs in; null for <c>generic</c>.</summary>
    [JsonIgnore]
    public string? Cloud => Provider is null or "" or "generic" ? null : Provider;

    /// <summary>Whether plain HTTP may be spoken.</summary>
    public bool Insecure { get; init; }
}
