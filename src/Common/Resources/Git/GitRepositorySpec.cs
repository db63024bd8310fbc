using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Languages.GoText;

namespace ImageAutomation.Common.Resources.Git;

/// <summary>Spec of a <see cref="GitRepository"/>, as far as the updater reads it.</summary>
public sealed record GitRepositorySpec
{
    /// <summary>
    /// What an object has that was stored without a spec, which the CRDs allow: every required field is empty, so that its condition can
    /// say so.
    /// </summary>
    internal static readonly GitRepositorySpec Missing = new() { Url = "" };

    /// <summary><c>http</c>, <c>https</c> or <c>ssh</c> URL; from a folder also <c>file://</c> or a local path.</summary>
    public required string Url { get; init; }

    /// <summary>Checkout ref when the automation names none.</summary>
    public GitRepositoryRef? Ref { get; init; }

    /// <summary>Credentials, in the GitRepository's namespace.</summary>
    public LocalObjectReference? SecretRef { get; init; }

    /// <summary><c>generic</c> (default), <c>aws</c>, <c>azure</c> or <c>github</c>.</summary>
    public string? Provider { get; init; }

    /// <summary>Identity for aws and azure.</summary>
    public string? ServiceAccountName { get; init; }

    /// <summary>Proxy, in the GitRepository's namespace.</summary>
    public LocalObjectReference? ProxySecretRef { get; init; }

    /// <summary>Bound of fetch and, separately, push; default 60 s.</summary>
    public GoDuration? Timeout { get; init; }
}
