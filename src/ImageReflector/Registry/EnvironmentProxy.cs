using System.Net;

namespace ImageAutomation.ImageReflector.Registry;

/// <summary>The environment's proxy, never used for this machine itself.</summary>
internal sealed class EnvironmentProxy(IWebProxy environment) : IWebProxy
{
    public ICredentials? Credentials
    {
        get => environment.Credentials;
        set => throw new NotSupportedException("the proxy's login comes from the environment");
    }

    public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : environment.GetProxy(destination);

    public bool IsBypassed(Uri host) => HostNames.IsLoopback(host.IdnHost) || environment.IsBypassed(host);
}
