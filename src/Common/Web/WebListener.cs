using System.Net.Security;
using ImageAutomation.Common.Configuration;

namespace ImageAutomation.Common.Web;

/// <summary>An address and what is served there.</summary>
/// <param name="Name">One word, for the log and for failures; for example <c>metrics</c>.</param>
/// <param name="Address">Where; null: it is off.</param>
/// <param name="Routes">What is served. Everything else gets 404.</param>
public sealed record WebListener(string Name, ListenAddress? Address, IReadOnlyList<WebRoute> Routes)
{
    /// <summary>Certificate with its key and what leads to a root, for HTTPS; null: plain HTTP.</summary>
    public SslStreamCertificateContext? Certificate { get; init; }

    /// <summary>What it takes from its peers.</summary>
    public WebLimits Limits { get; init; } = WebLimits.Default;
}
