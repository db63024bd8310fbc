using System.Security.Cryptography.X509Certificates;
using ImageAutomation.Common.Configuration;
using ImageAutomation.Common.Network;

namespace ImageAutomation.ImageReflector.Hooks.Serving;

/// <summary>How webhooks are received.</summary>
public sealed record WebhookOptions
{
    /// <summary>Where webhooks are listened for.</summary>
    public required ListenAddress Address { get; init; }

    /// <summary>Certificate with its key; null: plain HTTP, for loopback or behind what ends TLS.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Certificates between <see cref="Certificate"/> and a root, which senders are sent; null: none.</summary>
    public X509Certificate2Collection? Issuers { get; init; }

    /// <summary>Whether a Receiver is for objects of its own namespace only. Default false.</summary>
    public bool NoCrossNamespaceRefs { get; init; }

    /// <summary>Who writes the status of Receivers.</summary>
    public ReceiverStatusMode Status { get; init; } = ReceiverStatusMode.Write;

    /// <summary>Longest gap between two looks for a Secret that a Receiver lacks. Default 15 s.</summary>
    public TimeSpan MaxTokenRetry { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Which addresses may be asked for the keys of issuers.</summary>
    public AddressGate Addresses { get; init; } = new();
}
