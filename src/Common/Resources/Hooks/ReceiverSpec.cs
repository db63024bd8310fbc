using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Languages.GoText;

namespace ImageAutomation.Common.Resources.Hooks;

/// <summary>Spec of a <see cref="Receiver"/>.</summary>
public sealed record ReceiverSpec
{
    /// <summary>
    /// What an object has that was stored without a spec, which the CRDs allow: every required field is empty, so that its condition can
    /// say so.
    /// </summary>
    internal static readonly ReceiverSpec Missing = new() { Type = "", Resources = [] };

    /// <summary>How senders prove who they are.</summary>
    public required string Type { get; init; }

    /// <summary>Gap between two looks at the Secret; the CRD's default is 10 min.</summary>
    public GoDuration? Interval { get; init; }

    /// <summary>Events that count, in any case; null or empty: all. Only for types that name their events in a header.</summary>
    public IReadOnlyList<string>? Events { get; init; }

    /// <summary>Whom a request is for.</summary>
    public required IReadOnlyList<ReceiverResource> Resources { get; init; }

    /// <summary>Expression over <c>req</c> and <c>res</c> that has to be true for a resource; null: always.</summary>
    public string? ResourceFilter { get; init; }

    /// <summary>Holds the token under the key <c>token</c>, in the receiver's namespace. Required but for <c>generic-oidc</c>.</summary>
    public LocalObjectReference? SecretRef { get; init; }

    /// <summary>Who issues the tokens that <c>generic-oidc</c> takes.</summary>
    public IReadOnlyList<OidcProvider>? OidcProviders { get; init; }

    /// <summary>Whether requests are turned away for now.</summary>
    public bool Suspend { get; init; }
}
