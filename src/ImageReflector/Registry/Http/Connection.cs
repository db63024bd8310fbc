using ImageAutomation.Common.Network;
using ImageAutomation.ImageReflector.Registry.Addresses;

namespace ImageAutomation.ImageReflector.Registry.Http;

/// <summary>A target with the origin that answers for it.</summary>
/// <param name="Target">The repository.</param>
/// <param name="Origin">Scheme, host and port of the registry's API.</param>
internal sealed record Connection(RegistryTarget Target, Uri Origin)
{
    /// <summary>How the origin became known; a redirect's is not the user's word.</summary>
    public AddressTrust Trust { get; init; } = AddressTrust.Configured;

    /// <summary>Separates those who use other roots or another proxy: what they learn may be forged for them alone.</summary>
    public string Transport { get; } = $"{Target.Tls?.Fingerprint}|{Target.Proxy?.Fingerprint}|{(Target.Insecure ? "insecure" : "")}";

    /// <summary>Whether HTTP without TLS is acceptable for this target at all.</summary>
    /// <remarks>What goes to this machine through a proxy elsewhere travels a network, so the proxy takes the exception away.</remarks>
    public bool AllowsPlainHttp => Target.Insecure || (HostNames.IsLoopback(Target.Host) && Target.Proxy is null);

    /// <summary>Joins origin, path and query; path segments are escaped one by one.</summary>
    public Uri Url(string suffix, string query = "")
    {
        var repository = string.Join('/', Target.Repository.Split('/').Select(Uri.EscapeDataString));
        return new Uri($"{Origin.Scheme}://{Origin.Authority}/v2/{repository}/{suffix}{(query.Length > 0 ? "?" + query : "")}");
    }

    public Uri Base => new($"{Origin.Scheme}://{Origin.Authority}/v2/");
}
