using System.Net;
using ImageAutomation.ImageReflector.Registry.Addresses;

namespace ImageAutomation.ImageReflector.Registry.Http;

/// <summary>The environment's proxy, never used for this machine itself nor for what <c>NO_PROXY</c> names.</summary>
internal sealed class EnvironmentProxy(IWebProxy environment, NoProxyList exceptions) : IWebProxy
{
    public ICredentials? Credentials
    {
        get => environment.Credentials;
        set => throw new NotSupportedException("the proxy's login comes from the environment");
    }

    /// <summary>The proxy that the process was started with.</summary>
    public static EnvironmentProxy Current() => new(
        HttpClient.DefaultProxy,
        new NoProxyList(Environment.GetEnvironmentVariable("NO_PROXY") ?? Environment.GetEnvironmentVariable("no_proxy")));

    public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : environment.GetProxy(destination);

    public bool IsBypassed(Uri host) => HostNames.IsLoopback(host.IdnHost) || exceptions.Contains(host) || environment.IsBypassed(host);
}
