using ImageAutomation.Common.Resources.Hooks;

namespace ImageAutomation.ImageReflector.Hooks.Authentication;

/// <summary>Whom a Receiver believes.</summary>
internal sealed record HookTrust
{
    public required ReceiverType Type { get; init; }

    /// <summary>Null for <c>generic-oidc</c>, and for that type only.</summary>
    public HookSecret? Secret { get; init; }

    /// <summary>The issuers of <c>generic-oidc</c>; empty for all other types.</summary>
    public IReadOnlyList<TrustedIssuer> Issuers { get; init; } = [];

    /// <summary>The paths that a Receiver is served at: that of its token, and that of the token before.</summary>
    /// <param name="name">The Receiver's name.</param>
    /// <param name="ns">The Receiver's namespace.</param>
    public IReadOnlyList<string> Paths(string name, string ns) =>
        Secret is null ? [HookPath.Of([], name, ns)] : [.. Secret.Tokens.Select(token => HookPath.Of(token.Span, name, ns))];
}
