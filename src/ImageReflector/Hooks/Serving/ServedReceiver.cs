using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Resources.Hooks;
using ImageAutomation.ImageReflector.Hooks.Authentication;

namespace ImageAutomation.ImageReflector.Hooks.Serving;

/// <summary>A Receiver as it is served: what was computed of its spec and its Secret.</summary>
internal sealed record ServedReceiver
{
    /// <summary>The object, as it was when this was computed.</summary>
    public required Receiver Receiver { get; init; }

    /// <summary>Its type.</summary>
    public required ReceiverType Type { get; init; }

    /// <summary>Paths of its address.</summary>
    public required IReadOnlyList<string> Paths { get; init; }

    /// <summary>Its expressions; null: one of them cannot be compiled, so that nothing is let through.</summary>
    public ReceiverFilters? Filters { get; init; }

    /// <summary>Issuers whose tokens it takes.</summary>
    public IReadOnlyList<TrustedIssuer> Issuers { get; init; } = [];

    /// <summary>Key of the object.</summary>
    public ObjectKey Key => Receiver.Key;
}
