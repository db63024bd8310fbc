using System.Security.Cryptography.X509Certificates;
using ImageAutomation.Common.Configuration;

namespace ImageAutomation.Common.Web;

/// <summary>An address and what is served there.</summary>
/// <param name="Name">One word, for the log and for failures; for example <c>metrics</c>.</param>
/// <param name="Address">Where; null: it is off.</param>
/// <param name="Routes">What is served. Everything else gets 404.</param>
public sealed record WebListener(string Name, ListenAddress? Address, IReadOnlyList<WebRoute> Routes)
{
    /// <summary>Certificate with its key, for HTTPS; null: plain HTTP.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Certificates between <see cref="Certificate"/> and a root, which peers are sent; null: none.</summary>
    public X509Certificate2Collection? Issuers { get; init; }

    /// <summary>What it takes from its peers.</summary>
    public WebLimits Limits { get; init; } = WebLimits.Default;
}
